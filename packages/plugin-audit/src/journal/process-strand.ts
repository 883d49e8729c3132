import { randomUUID } from 'node:crypto';
import type { Redactor } from '../redact/redactor.js';
import { hooksFile, type RunFolder } from '../run-log/folder.js';
import type { CallEnd, CallStep } from './call-observer.js';
import { callError, type CallsLost, type HookCalled, type ProcessJoined } from './call-record.js';
import { Journal } from './journal.js';
import type { RunPlace } from './run-place.js';

/** The process that calls hooks. */
export type ProcessFacts = Pick<
  ProcessJoined,
  'host' | 'pid' | 'project' | 'nodeVersion' | 'auditVersion' | 'variables'
>;

/** The hook calls of one run that one process has made: a strand of the run's trail. Blanked already where it is a file. */
export class ProcessStrand {
  /** Names this strand among all of the run: other processes take part in it, too. */
  readonly #writer = randomUUID().slice(0, 8);
  readonly #facts: ProcessFacts;
  readonly #redactor: () => Redactor;
  readonly #journal: Journal;
  /** The attempts of the run that this process is known to take part in. */
  readonly #joined = new Set<number>();
  #lastPlace: RunPlace | undefined;
  #count = 0;

  constructor(folder: RunFolder, facts: ProcessFacts, redactor: () => Redactor) {
    this.#facts = facts;
    this.#redactor = redactor;
    this.#journal = new Journal(hooksFile(folder, this.#writer), (count) => this.#lost(count));
  }

  get isEmpty(): boolean {
    return this.#journal.isEmpty;
  }

  /** Notes that the process takes part in an attempt of the run. */
  join(place: RunPlace): void {
    const { runId, runAttempt } = place;
    this.#lastPlace = place;
    if (this.#joined.has(runAttempt)) return;
    this.#joined.add(runAttempt);
    const key = `${runId}/${runAttempt}/process_joined/${this.#writer}`;
    const record: ProcessJoined = { type: 'process_joined', key, runId, runAttempt, time: now(), ...this.#facts };
    this.#journal.add(this.#redactor().record(record));
  }

  /** Notes one implementation's part in a call. */
  add(place: RunPlace, { hook }: CallEnd, { impl, outcome, durationMs }: CallStep): void {
    this.join(place);
    const { pluginName: plugin, pluginVersion, label, wrapper } = impl;
    const implementation = `${plugin}#${impl.position + 1}`;
    const { runId, runAttempt, node, attempt, dataset } = place;
    const where = `${runId}/${runAttempt}/${node ?? ''}/${attempt ?? 0}/hook_called/${hook}${dataset === undefined ? '' : `/${dataset}`}`;
    // It is made for each call: members that are undefined cost less than members that are spread, and JSON has none.
    const record: Written<HookCalled> = {
      type: 'hook_called',
      key: `${where}/${implementation}/${this.#writer}-${++this.#count}`,
      time: now(),
      runId,
      runAttempt,
      node,
      attempt,
      dataset,
      hook,
      plugin,
      pluginVersion,
      implementation,
      label,
      wrapper: wrapper ? true : undefined,
      status: outcome === undefined ? 'unsettled' : outcome.ok ? 'success' : 'error',
      durationMs: Math.round(durationMs * 1000) / 1000,
      error: outcome === undefined || outcome.ok ? undefined : callError(outcome.error),
    };
    this.#journal.add(record.error === undefined ? record : this.#redactor().record(record as HookCalled));
  }

  /** @throws what the file system throws; nothing is lost then */
  flush(): void {
    this.#journal.flush();
  }

  /** @throws what the file system throws; nothing is lost then */
  close(): void {
    this.#journal.close();
  }

  #lost(count: number): CallsLost {
    const { runId = '', runAttempt = 0 } = this.#lastPlace ?? {};
    const key = `${runId}/${runAttempt}/calls_lost/${this.#writer}-${++this.#count}`;
    return { type: 'calls_lost', key, runId, runAttempt, time: now(), count };
  }
}

/** A record as it is written: JSON leaves out what is undefined. */
type Written<Record> = { readonly [Key in keyof Record]: Record[Key] | undefined };

let lastMs = 0;
let lastText = '';

/** Many calls end in the same millisecond, and writing it out takes longer than many of them. */
function now(): string {
  const ms = Date.now();
  if (ms !== lastMs) {
    lastMs = ms;
    lastText = new Date(ms).toISOString();
  }
  return lastText;
}
