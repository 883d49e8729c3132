import { closeSync, fstatSync, fsync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import type { RunEvent } from '@pintle/hookspecs';
import type { EventDraft } from './draft.js';
import { type Lease, leaseLost } from './lease.js';

/** What must survive: `run` the death of the process (fsync each second and at the end), `node` power loss too. */
export type Durability = 'run' | 'node';

/** Which log to write, and where in it. */
export interface RunLogOptions {
  readonly path: string;
  readonly lease: Lease;
  readonly runId: string;
  /** The number of the last event of this run attempt in the file. Default 0. */
  readonly seq?: number;
  /** Default `run`. */
  readonly durability?: Durability;
}

/**
 * Appends the events of a run attempt to the run's log, as long as the lease holds.
 *
 * Events are gathered and go to disk with one write: when a node starts, or at {@link RunLog.flush}.
 */
export class RunLog {
  readonly #file: number;
  readonly #lease: Lease;
  readonly #runId: string;
  readonly #durability: Durability;
  readonly #timer: NodeJS.Timeout;
  #seq: number;
  #pending = '';
  #isDirty = false;
  #isClosed = false;

  constructor({ path, lease, runId, seq = 0, durability = 'run' }: RunLogOptions) {
    this.#file = openSync(path, 'a+');
    this.#lease = lease;
    this.#runId = runId;
    this.#seq = seq;
    this.#durability = durability;
    dropTornLine(this.#file);
    this.#timer = setInterval(() => this.#syncLater(), 1000);
    this.#timer.unref();
  }

  /** Whether the run is still ours to write and to speak of. */
  get isOurs(): boolean {
    return this.#lease.holds();
  }

  /** Enters an event. @throws HookError `RUN_LEASE_LOST` */
  append(draft: EventDraft): RunEvent {
    if (!this.#lease.holds()) throw leaseLost(this.#runId);
    const event = { seq: ++this.#seq, ...draft } as RunEvent;
    this.#pending += `${JSON.stringify(event)}\n`;
    if (event.type === 'node_started') this.flush();
    else if (event.type === 'node_ended' && this.#durability === 'node') this.sync();
    return event;
  }

  /** Writes what was gathered: from now on it survives the death of the process. */
  flush(): void {
    if (this.#pending === '') return;
    const bytes = Buffer.from(this.#pending);
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
    this.#pending = '';
    this.#isDirty = true;
  }

  /** Writes, and waits until it survives power loss. */
  sync(): void {
    this.flush();
    if (this.#isDirty) fsyncSync(this.#file);
    this.#isDirty = false;
  }

  /** Writes what is left of an attempt: the next one is written from now on, whose events count from 1. */
  nextAttempt(): void {
    this.#seq = 0;
    if (this.isOurs) this.sync();
  }

  /** Writes what is left. @returns whether the whole log is on disk and was ours to the end */
  close(): boolean {
    if (this.#isClosed) return false;
    this.#isClosed = true;
    clearInterval(this.#timer);
    try {
      if (!this.#lease.holds()) return false;
      this.sync();
      return true;
    } catch {
      return false;
    } finally {
      closeSync(this.#file);
    }
  }

  #syncLater(): void {
    try {
      if (this.#isClosed || !this.#lease.holds()) return;
      this.flush();
    } catch {
      // The next event, or the end of the run, tries again where the run can hear of it.
      return;
    }
    if (!this.#isDirty) return;
    this.#isDirty = false;
    fsync(this.#file, (error) => {
      if (error !== null) this.#isDirty = true;
    });
  }
}

/** A process that was killed while writing leaves half a line, which no event is. */
function dropTornLine(file: number): void {
  const { size } = fstatSync(file);
  const byte = Buffer.alloc(1);
  let end = size;
  while (end > 0 && readSync(file, byte, 0, 1, end - 1) === 1 && byte[0] !== 0x0a) end--;
  if (end < size) ftruncateSync(file, end);
}
