import type { StrandHead } from '../chain/head.js';
import { genesis, link } from '../chain/link.js';
import { columnsOf, RECORD_COLUMNS } from '../row/columns.js';
import type { AuditRecord } from '../row/record.js';
import type { AuditRow } from '../store/schema.js';
import type { Flaw } from './verdict.js';

/** What is known of a strand before its rows are looked at. */
export interface StrandFacts {
  readonly runId: string;
  readonly strand: string;
  /** What the head of the run says; `undefined` for a strand that it does not know. */
  readonly head: StrandHead | undefined;
  /** What heads say that were exported earlier. */
  readonly exported: readonly StrandHead[];
}

/** What a strand has come to. */
export interface StrandCheck {
  /** Records that are as they were written. */
  readonly records: number;
  readonly flaw: Flaw | undefined;
}

/**
 * Goes along a strand, and stops at the first record that is not as it was written.
 *
 * @param rows - in order of position
 */
export async function verifyStrand(facts: StrandFacts, rows: AsyncIterable<AuditRow>): Promise<StrandCheck> {
  const { runId, strand, head, exported } = facts;
  const total = head?.records ?? 0;
  let records = 0;
  let last = genesis(runId, strand);
  const stop = (kind: Flaw['kind'], message: string, position: number, key?: string): StrandCheck => ({
    records,
    flaw: { kind, strand, position, ...(key === undefined ? {} : { key }), message },
  });
  for await (const row of rows) {
    const { position, key } = row;
    const missing = position - records - 1;
    if (missing > 0)
      return stop('gap', missing === 1 ? 'is missing' : `and ${missing - 1} after it are missing`, records + 1);
    if (position > total) return stop('added', `stands after the end, which the head says is ${total}`, position, key);
    const change = changeOf(row);
    if (change !== undefined) return stop('changed', change, position, key);
    if (row.previous !== last) return stop('disorder', MOVED, position, key);
    last = row.hash;
    if (exported.some((known) => known.records === position && known.hash !== last)) {
      return stop('rewritten', 'or one before it was rewritten since its head was exported', position, key);
    }
    records++;
  }
  if (records < total) return stop('truncated', `and all after it are missing: the head counts ${total}`, records + 1);
  if (head !== undefined && total > 0 && last !== head.hash)
    return stop('head_changed', 'is not what the head ends with', records);
  const cut = exported.find((known) => known.records > records);
  if (cut !== undefined) return stop('truncated', `is missing: the exported head counts ${cut.records}`, records + 1);
  return { records, flaw: undefined };
}

const MOVED = 'does not follow the one before it: something was removed, inserted or moved here';

/** In what a row, on its own, is not what was written. */
function changeOf(row: AuditRow): string | undefined {
  if (link(row.previous, row.record) !== row.hash) return 'was changed';
  try {
    const columns = columnsOf(JSON.parse(row.record) as AuditRecord);
    const other = RECORD_COLUMNS.find((name) => columns[name] !== row[name]);
    return other === undefined ? undefined : `was changed: its column "${other}" does not say what the record says`;
  } catch {
    return 'was changed: it is no record';
  }
}
