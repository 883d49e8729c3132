import { defineCommand } from '@pintle/hookspecs';
import { stringify } from 'csv-stringify/sync';
import { RECORD_COLUMNS } from '../row/columns.js';
import type { AuditRow } from '../store/schema.js';
import { findRun } from '../trail/find-run.js';
import { rowsOf, strandsOf } from '../trail/rows.js';
import { runsOf } from '../trail/runs.js';
import { withTrail } from './open-trail.js';

/** Rows between two looks at whether the reader keeps up. */
const PAGE = 1000;

const COLUMNS: readonly (keyof AuditRow)[] = ['strand', 'position', ...RECORD_COLUMNS, 'record', 'previous', 'hash'];

/** `pintle audit export [run]` */
export const exportRows = defineCommand({
  description: 'print the rows of the trail, run by run',
  args: { run: { description: 'a run: its id, the beginning of it, or "last" (default: all runs)' } },
  options: {
    format: {
      type: 'string',
      choices: ['jsonl', 'csv'],
      default: 'jsonl',
      description: 'a JSON object a line, or CSV',
    },
  },
  run: (context) =>
    withTrail(context, async ({ store }) => {
      const { args, options, output, signal } = context;
      const format = options.format === 'csv' ? csvLine : jsonLine;
      if (options.format === 'csv') output.line(csv(COLUMNS));
      let printed = 0;
      for (const runId of args.run === undefined ? await runsOf(store) : [await findRun(store, args.run)]) {
        for (const strand of await strandsOf(store, runId)) {
          for await (const row of rowsOf(store, runId, strand)) {
            output.line(format(row));
            if (++printed % PAGE === 0) await drained();
          }
        }
        signal.throwIfAborted();
      }
    }),
});

/** The record as the data that it is: as canonical JSON it is what the hash was taken of. */
function jsonLine({ strand, position, record, previous, hash }: AuditRow): string {
  return `{"strand":${JSON.stringify(strand)},"position":${position},"record":${record},"previous":"${previous}","hash":"${hash}"}`;
}

function csvLine(row: AuditRow): string {
  return csv(COLUMNS.map((name) => row[name]));
}

function csv(values: readonly (string | number | null)[]): string {
  // A spreadsheet must not take what a pipeline has written for a formula.
  return stringify([[...values]], { eof: false, escape_formulas: true });
}

/** Resolves when the reader has taken what was printed: a trail is larger than memory. */
function drained(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => resolve()));
}
