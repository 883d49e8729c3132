import type { Logger } from '@pintle/hookspecs';
import type { JoinedRun, NodeTask, RunTicket } from '@pintle/pipeline';
import type { Notice, RunBoard } from '../run-board.js';

/** Joins a run: what a session does. */
export type Join = (ticket: RunTicket) => Promise<JoinedRun>;

/** A run that this worker has joined. */
export interface WorkedRun {
  readonly run: JoinedRun;
  /** Aborts when the run is cancelled. */
  readonly signal: AbortSignal;
}

interface Entry {
  readonly ticket: RunTicket;
  readonly joined: Promise<JoinedRun>;
  readonly cancel: AbortController;
  /** Attempts that go on. */
  uses: number;
  isOver: boolean;
}

/** The runs that a worker has joined: each once, for as long as it goes on. */
export class JoinedRuns {
  readonly #board: RunBoard;
  readonly #join: Join;
  readonly #log: Logger;
  readonly #entries = new Map<string, Entry>();

  constructor(board: RunBoard, join: Join, log: Logger) {
    this.#board = board;
    this.#join = join;
    this.#log = log;
  }

  /**
   * Does something for a task in its run.
   *
   * @returns `undefined` when the run is over
   * @throws what joining the run throws
   */
  async with<T>({ runId, runAttempt }: NodeTask, work: (run: WorkedRun) => Promise<T>): Promise<T | undefined> {
    const entry = this.#current(runId, runAttempt) ?? (await this.#enter(runId));
    if (entry === undefined) return undefined;
    entry.uses++;
    try {
      return await work({ run: await entry.joined, signal: entry.cancel.signal });
    } finally {
      entry.uses--;
      if (entry.isOver) await this.#leave(runId, entry);
    }
  }

  /** Hears what is told of runs. */
  hear(notice: Notice): void {
    const entry = this.#entries.get(notice.runId);
    if (notice.type === 'cancelled') entry?.cancel.abort(notice.reason);
    else if (notice.type === 'over' && entry !== undefined) void this.#leave(notice.runId, entry);
  }

  /** Looks up what may have been missed. */
  async refresh(): Promise<void> {
    for (const [runId, entry] of this.#entries) {
      const posted = await this.#board.read(runId);
      if (posted === undefined) await this.#leave(runId, entry);
      else if (posted.cancelled !== undefined) entry.cancel.abort(posted.cancelled);
    }
  }

  async close(): Promise<void> {
    for (const [runId, entry] of this.#entries) await this.#leave(runId, entry);
  }

  #current(runId: string, runAttempt: number): Entry | undefined {
    const entry = this.#entries.get(runId);
    return entry !== undefined && !entry.isOver && entry.ticket.runAttempt >= runAttempt ? entry : undefined;
  }

  async #enter(runId: string): Promise<Entry | undefined> {
    const posted = await this.#board.read(runId);
    if (posted === undefined) return undefined;
    const { ticket, cancelled } = posted;
    // Another task of the run may have been quicker.
    const known = this.#current(runId, ticket.runAttempt);
    if (known !== undefined) return known;
    const before = this.#entries.get(runId);
    if (before !== undefined) await this.#leave(runId, before);
    const entry: Entry = { ticket, joined: this.#join(ticket), cancel: new AbortController(), uses: 0, isOver: false };
    this.#entries.set(runId, entry);
    // A run that could not be joined may be joinable later: nothing is kept of it.
    entry.joined.catch(() => this.#entries.get(runId) === entry && this.#entries.delete(runId));
    if (cancelled !== undefined) entry.cancel.abort(cancelled);
    return entry;
  }

  async #leave(runId: string, entry: Entry): Promise<void> {
    entry.isOver = true;
    if (this.#entries.get(runId) === entry) this.#entries.delete(runId);
    if (entry.uses > 0) return;
    try {
      await (await entry.joined).close();
    } catch (error) {
      this.#log.debug('a run could not be left', { run: runId, error });
    }
  }
}
