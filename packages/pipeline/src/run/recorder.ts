import { isThenable, originOf } from '@pintle/core';
import type { Clock, HookFailure, Logger, RunEvent, RunInfo } from '@pintle/hookspecs';
import { draftOf, type EventBody, type EventDraft } from '../log/draft.js';
import type { RunLog } from '../log/run-log.js';
import { deserializeError, serializeError } from '../log/serialized-error.js';
import type { Waits } from './cancellation.js';
import type { Hooks } from './hooks.js';

/** Which node a hook was called for, and who failed in it where the error does not tell. */
export interface HookPlace {
  readonly plugin?: string;
  readonly node?: string;
  readonly attempt?: number;
}

/** What a node's attempt reports to, wherever it runs. */
export interface AttemptRecorder {
  /** Set when the run was taken over by another process: nothing is recorded and no hook is called any more. */
  readonly isClosed: boolean;
  /** Enters an event into the run log. */
  record(body: EventBody): void | Promise<void>;
  /** Records the failure of a hook that guards nothing. */
  hookFailed(hook: string, error: unknown, place?: HookPlace): void | Promise<void>;
}

/** What a recorder works with. */
export interface RecorderOptions {
  readonly run: RunInfo;
  readonly runLog: RunLog;
  readonly hooks: Hooks;
  readonly waits: Waits;
  readonly log: Logger;
  readonly clock: Clock;
}

/** Writes the events of a run to its log and tells `on_run_event` of each, once and in order. */
export class Recorder implements AttemptRecorder {
  readonly failures: HookFailure[] = [];
  readonly #options: RecorderOptions;
  readonly #isHeard: boolean;
  #telling: Promise<void> | undefined;
  /** The event that `on_run_event` is being told of. */
  #told: RunEvent | undefined;
  /** Keys of events that results will hold again. */
  readonly #foretold = new Set<string>();
  #isEnded = false;
  #isClosed = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#isHeard = options.hooks.on_run_event.getHookImpls().length > 0;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
  }

  record(body: EventBody): void | Promise<void> {
    const { run, clock } = this.#options;
    return this.enter(draftOf(run, body, clock.now(), this.failures.length));
  }

  /** Enters an event that was drafted elsewhere. */
  enter(draft: EventDraft): void | Promise<void> {
    const event = this.#options.runLog.append(draft);
    this.#isEnded = event.type === 'run_ended';
    if (!this.#isHeard) return undefined;
    this.#options.runLog.flush();
    return this.#tellInOrder(event);
  }

  /** Enters an event of an attempt elsewhere, which the result of the attempt will hold again. */
  foretell(draft: EventDraft): void | Promise<void> {
    if (this.#isClosed || this.#foretold.has(draft.key)) return undefined;
    this.#foretold.add(draft.key);
    return this.enter(draft);
  }

  /** Enters what an attempt elsewhere has recorded, but for what was foretold. */
  async drain(drafts: readonly EventDraft[]): Promise<void> {
    for (const draft of drafts) {
      if (this.#foretold.delete(draft.key)) continue;
      if (draft.type === 'hook_failed') this.#noteFailure(draft);
      await this.enter(draft);
    }
  }

  hookFailed(hook: string, error: unknown, place: HookPlace = {}): void | Promise<void> {
    const told = failuresOf(error, hook).map((one) => this.#failed(hook, one, place));
    const waiting = told.filter((one) => one !== undefined);
    return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => {});
  }

  #failed(hook: string, error: unknown, place: HookPlace): void | Promise<void> {
    const plugin = place.plugin ?? originOf(error)?.plugin;
    this.failures.push(Object.freeze({ ...place, hook, plugin, error }));
    this.#options.log.warn(`hook ${hook} failed`, { ...place, plugin, error });
    if (this.#isEnded || (hook === 'on_run_event' && isUnheard(this.#told))) return undefined;
    return this.record({
      ...place,
      type: 'hook_failed',
      hook,
      ...(plugin === undefined ? {} : { plugin }),
      error: serializeError(error),
    });
  }

  #noteFailure({ hook, plugin, node, attempt, error }: Extract<EventDraft, { readonly type: 'hook_failed' }>): void {
    const place = { ...(node === undefined ? {} : { node }), ...(attempt === undefined ? {} : { attempt }) };
    const failure = { ...place, hook, plugin, error: deserializeError(error) };
    this.failures.push(Object.freeze(failure));
    this.#options.log.warn(`hook ${hook} failed`, failure);
  }

  #tellInOrder(event: RunEvent): void | Promise<void> {
    if (this.#telling === undefined) {
      const told = this.#tell(event);
      if (told === undefined) return undefined;
      this.#telling = told;
    } else {
      this.#telling = this.#telling.then(() => this.#tell(event));
    }
    const last = this.#telling;
    return last.then(() => {
      if (this.#telling === last) this.#telling = undefined;
    });
  }

  #tell(event: RunEvent): undefined | Promise<void> {
    const { hooks, run, log, waits } = this.#options;
    this.#told = event;
    try {
      const told = hooks.on_run_event({ run, log, event });
      return isThenable(told)
        ? waits.for(Promise.resolve(told)).catch((error: unknown) => this.#unheard(error))
        : undefined;
    } catch (error) {
      this.#unheard(error);
      return undefined;
    }
  }

  #unheard(error: unknown): void {
    // Told later, in order: waiting for it here would wait for the telling that this is part of.
    void this.hookFailed('on_run_event', error);
  }
}

/** Several implementations of a notify hook fail as one AggregateError, each of whose members one of them threw. */
export function failuresOf(error: unknown, hook: string): readonly unknown[] {
  const ofMany = error instanceof AggregateError && error.errors.length > 1;
  return ofMany && error.errors.every((one) => originOf(one)?.hook === hook) ? error.errors : [error];
}

/** The failure of `on_run_event` is an event, too; that one failing to be told is not. */
function isUnheard(event: RunEvent | undefined): boolean {
  return event?.type === 'hook_failed' && event.hook === 'on_run_event';
}
