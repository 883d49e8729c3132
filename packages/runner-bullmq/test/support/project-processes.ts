import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RunEvent } from '@pintle/hookspecs';
import { type Ended, Pintle } from './process.js';

/** A process that has ended well. */
export const WELL: Ended = { code: 0, signal: null };

/** A folder with a project, and the processes that work on it. Both are gone when it is disposed. */
export class ProjectProcesses implements AsyncDisposable {
  readonly dir: string;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #processes: Pintle[] = [];

  /** @param variables - of all its processes */
  constructor(dir: string, variables: Readonly<Record<string, string>>) {
    this.dir = dir;
    this.#variables = variables;
  }

  /** All that were started, ended ones included. */
  get processes(): readonly Pintle[] {
    return this.#processes;
  }

  pintle(...argv: readonly string[]): Pintle {
    const started = new Pintle(this.dir, argv, this.#variables);
    this.#processes.push(started);
    return started;
  }

  /** Starts a worker and waits until it listens. */
  async worker(...argv: readonly string[]): Promise<Pintle> {
    const worker = this.pintle('worker', ...argv);
    await worker.says(/takes .* from queue/);
    return worker;
  }

  /** The ids of all runs, in the order in which they were started. */
  runs(): readonly string[] {
    return readdirSync(join(this.dir, '.pintle/runs')).sort();
  }

  /** The id of the only run, or of the one that was started last. */
  lastRun(): string {
    return this.runs().at(-1) ?? '';
  }

  events(runId = this.lastRun()): readonly RunEvent[] {
    const text = readFileSync(join(this.dir, '.pintle/runs', runId, 'events.jsonl'), 'utf8').trim();
    return text.split('\n').map((line) => JSON.parse(line) as RunEvent);
  }

  /** Brings all that the files have into the store of the audit trail. */
  async syncAudit(): Promise<void> {
    const sync = this.pintle('audit', 'sync');
    if ((await sync.ended).code !== 0) throw new Error(`The trail is not complete:\n${sync.said}`);
  }

  /** Keys of the audit rows of a run, by strand, as far as they are in the store. */
  audited(runId: string): ReadonlyMap<string, readonly string[]> {
    const rows = this.audit(`select strand, key from audit_rows where run_id = '${runId}' order by position`);
    const byStrand = Map.groupBy(rows, ([strand]) => String(strand));
    return new Map([...byStrand].map(([strand, own]) => [strand, own.map(([, key]) => String(key))]));
  }

  /** Asks the audit trail, as far as it is in the store. */
  audit(sql: string): readonly (readonly unknown[])[] {
    const store = new DatabaseSync(join(this.dir, '.pintle/audit.db'), { readOnly: true });
    try {
      return store
        .prepare(sql)
        .all()
        .map((row) => Object.values(row));
    } finally {
      store.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.#processes) await one[Symbol.asyncDispose]();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
