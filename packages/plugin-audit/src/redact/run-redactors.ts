import { type RunFolder, LOG, strandFiles } from '../run-log/folder.js';
import { readLines } from '../run-log/lines.js';
import { type AuditRecord, readRecord } from '../row/record.js';
import { secretsUnderNames } from './known-secrets.js';
import type { Redactor } from './redactor.js';

/**
 * The redactors of runs: each also knows the secrets among the parameters of its run, so that an error which repeats one
 * of them does not tell it.
 */
export class RunRedactors {
  readonly #base: Redactor;
  readonly #ofRuns = new Map<string, Redactor>();

  constructor(base: Redactor) {
    this.#base = base;
  }

  of(folder: RunFolder): Redactor {
    const known = this.#ofRuns.get(folder.runId);
    if (known !== undefined) return known;
    let redactor = this.#base;
    for (const start of startsOf(folder)) redactor = this.#with(redactor, start);
    this.#ofRuns.set(folder.runId, redactor);
    return redactor;
  }

  /** Lets a run's redactor know the parameters of an attempt that begins. */
  learn(folder: RunFolder, start: AuditRecord): void {
    this.#ofRuns.set(folder.runId, this.#with(this.of(folder), start));
  }

  forget({ runId }: RunFolder): void {
    this.#ofRuns.delete(runId);
  }

  #with(redactor: Redactor, start: AuditRecord): Redactor {
    return redactor.and(secretsUnderNames(start['params'], this.#base.names));
  }
}

function startsOf(folder: RunFolder): readonly AuditRecord[] {
  const log = strandFiles(folder).find(({ strand }) => strand === LOG);
  if (log === undefined) return [];
  const { lines } = readLines(log.path, 0, Number.POSITIVE_INFINITY);
  return lines.filter(({ text }) => text.includes('"run_started"')).map((line) => readRecord(line, folder.runId, LOG));
}
