import { isThenable } from '@pintle/core';
import type { Logger, RunEvent, RunInfo } from '@pintle/hookspecs';
import type { Waits } from './cancellation.js';
import type { Hooks } from './hooks.js';

/** What an announcer works with. */
export interface AnnouncerOptions {
  readonly run: RunInfo;
  readonly hooks: Hooks;
  readonly waits: Waits;
  readonly log: Logger;
  /** Puts on disk what is about to be told. */
  flush(): void;
  /** Whether nothing is to be told any more. */
  isOver(): boolean;
  /** A hook failed when it was told of an event. */
  failed(error: unknown, event: RunEvent): void;
}

/** What happens in quick succession, and is told together: each telling costs a write to the disk. */
const SOON: ReadonlySet<RunEvent['type']> = new Set(['dataset_loaded', 'dataset_saved', 'node_ended', 'node_skipped']);

/** Tells `on_run_event` of every event, once and in order, when it is on disk. */
export class Announcer {
  readonly #options: AnnouncerOptions;
  readonly #untold: RunEvent[] = [];
  #isTelling = false;
  #telling: Promise<void> | undefined;
  #later: NodeJS.Immediate | undefined;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  /** Tells of an event: now, or with the next ones, but within this turn of the event loop. */
  announce(event: RunEvent): void | Promise<void> {
    this.#untold.push(Object.freeze(event));
    if (!SOON.has(event.type)) return this.catchUp();
    if (this.#later === undefined) this.#later = setImmediate(() => this.#tellLate());
  }

  /** Tells of all that was not told yet. */
  catchUp(): void | Promise<void> {
    // What a failing hook adds meanwhile is told behind the rest.
    if (this.#isTelling) return this.#telling;
    this.#isTelling = true;
    let waiting: undefined | Promise<void>;
    try {
      waiting = this.#tellRest();
    } finally {
      this.#isTelling = waiting !== undefined;
    }
    if (waiting !== undefined) this.#telling = this.#goOn(waiting);
    return this.#telling;
  }

  #tellLate(): void {
    this.#later = undefined;
    // What cannot be put on disk now is tried again at the next event, where the run hears of it.
    new Promise((resolve) => resolve(this.catchUp())).catch(() => {});
  }

  /** Tells one event after another. @returns what to wait for, where a hook takes its time */
  #tellRest(): undefined | Promise<void> {
    while (this.#untold.length > 0 && !this.#options.isOver()) {
      this.#options.flush();
      const told = this.#tell(this.#untold.shift() as RunEvent);
      if (told !== undefined) return told;
    }
    return undefined;
  }

  async #goOn(first: Promise<void>): Promise<void> {
    try {
      for (let waiting: undefined | Promise<void> = first; waiting !== undefined; waiting = this.#tellRest())
        await waiting;
    } finally {
      this.#isTelling = false;
      this.#telling = undefined;
    }
  }

  #tell(event: RunEvent): undefined | Promise<void> {
    const { hooks, run, log, waits, failed } = this.#options;
    try {
      const told = hooks.on_run_event({ run, log, event });
      if (!isThenable(told)) return undefined;
      return waits.for(Promise.resolve(told)).catch((error: unknown) => failed(error, event));
    } catch (error) {
      failed(error, event);
      return undefined;
    }
  }
}
