import { originOf } from '@pintle/core';
import type { Clock, Logger } from '@pintle/hookspecs';
import { draftOf, type EventBody, type EventDraft, type RunKey } from '../log/draft.js';
import { serializeError } from '../log/serialized-error.js';
import { type AttemptRecorder, failuresOf, type HookPlace } from '../run/recorder.js';

/** What an outbox stamps its events with. */
export interface OutboxOptions {
  readonly run: RunKey;
  readonly node: string;
  readonly attempt: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Keeps what one attempt away from the run log records, until its result carries it there. */
export class Outbox implements AttemptRecorder {
  readonly drafts: EventDraft[] = [];
  readonly #options: OutboxOptions;
  #isClosed = false;
  #failures = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The attempt was taken for dead: it records nothing more, and tells no hook anything. */
  close(): void {
    this.#isClosed = true;
  }

  record(body: EventBody): void {
    const { run, clock } = this.#options;
    if (!this.#isClosed) this.drafts.push(draftOf(run, body, clock.now(), this.#failures));
  }

  hookFailed(hook: string, error: unknown, place: HookPlace = {}): void {
    const { node, attempt, log } = this.#options;
    for (const one of failuresOf(error, hook)) {
      const plugin = place.plugin ?? originOf(one)?.plugin;
      const where = { node, attempt, ...(plugin === undefined ? {} : { plugin }) };
      this.#failures++;
      log.warn(`hook ${hook} failed`, { ...where, error: one });
      this.record({ ...where, type: 'hook_failed', hook, error: serializeError(one) });
    }
  }
}
