import { originOf } from '@pintle/core';
import type { Clock, HookFailure, Logger, RunEvent, RunInfo } from '@pintle/hookspecs';
import { draftOf, type EventBody, type EventDraft } from '../log/draft.js';
import type { RunLog } from '../log/run-log.js';
import { deserializeError, serializeError } from '../log/serialized-error.js';
import { Announcer } from './announcer.js';
import type { Waits } from './cancellation.js';
import type { Hooks } from './hooks.js';
import type { Secrets } from './secrets.js';

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
  readonly secrets: Secrets;
  /** Failures of hooks that processes before this one have recorded of this attempt of the run. Default 0. */
  readonly failedBefore?: number;
}

/** Writes the events of a run to its log and tells `on_run_event` of each, once and in order. */
export class Recorder implements AttemptRecorder {
  readonly failures: HookFailure[] = [];
  readonly #options: RecorderOptions;
  /** Absent where nobody listens. */
  readonly #announcer: Announcer | undefined;
  /** Keys of events that results will hold again. */
  readonly #foretold = new Set<string>();
  #isEnded = false;
  #isClosed = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const { runLog, hooks } = options;
    if (hooks.on_run_event.getHookImpls().length === 0) return;
    this.#announcer = new Announcer({
      ...options,
      flush: () => runLog.flush(),
      isOver: () => this.isClosed,
      failed: (error, event) => this.#unheard(error, event),
    });
  }

  get isClosed(): boolean {
    return this.#isClosed || !this.#options.runLog.isOurs;
  }

  close(): void {
    this.#isClosed = true;
  }

  record(body: EventBody): void | Promise<void> {
    const { run, clock, failedBefore = 0 } = this.#options;
    return this.enter(draftOf(run, body, clock.now(), failedBefore + this.failures.length));
  }

  /** Enters an event that was drafted elsewhere. */
  enter(draft: EventDraft): void | Promise<void> {
    const event = this.#options.runLog.append(this.#options.secrets.draft(draft));
    this.#isEnded = event.type === 'run_ended';
    return this.#announcer?.announce(event);
  }

  /** Tells of what has happened until now. */
  catchUp(): void | Promise<void> {
    return this.#announcer?.catchUp();
  }

  /** Enters an event of an attempt elsewhere, which the result of the attempt will hold again. */
  foretell(draft: EventDraft): void | Promise<void> {
    if (this.isClosed || this.#foretold.has(draft.key)) return undefined;
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
    // Hooks were given up with the run, which is another process's now.
    if (this.isClosed) return undefined;
    const told = failuresOf(error, hook).map((one) => this.#failed(hook, one, place));
    const waiting = told.filter((one) => one !== undefined);
    return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => {});
  }

  #failed(hook: string, error: unknown, place: HookPlace): void | Promise<void> {
    const plugin = this.#note(hook, error, place);
    if (this.#isEnded) return undefined;
    const unrecorded = (fault: unknown): void =>
      this.#options.log.error(`the failure of hook ${hook} could not be recorded`, { error: fault });
    try {
      const recorded = this.record({
        ...place,
        type: 'hook_failed',
        hook,
        ...(plugin === undefined ? {} : { plugin }),
        error: serializeError(error),
      });
      return recorded?.catch(unrecorded);
    } catch (fault) {
      // It changes no outcome, so that it cannot be recorded does not either.
      return unrecorded(fault);
    }
  }

  #noteFailure({ hook, plugin, node, attempt, error }: Extract<EventDraft, { readonly type: 'hook_failed' }>): void {
    const place = { ...(node === undefined ? {} : { node }), ...(attempt === undefined ? {} : { attempt }) };
    const failure = { ...place, hook, plugin, error: deserializeError(error) };
    this.failures.push(Object.freeze(failure));
    this.#options.log.warn(`hook ${hook} failed`, failure);
  }

  #unheard(error: unknown, event: RunEvent): void {
    // That nobody could be told of a failure to tell is not told.
    const isLast = event.type === 'hook_failed' && event.hook === 'on_run_event';
    for (const one of failuresOf(error, 'on_run_event')) {
      if (isLast) this.#note('on_run_event', one, {});
      // Waiting for it here would wait for the telling that this is part of.
      else void this.#failed('on_run_event', one, {});
    }
  }

  /** @returns the plugin that failed */
  #note(hook: string, error: unknown, place: HookPlace): string | undefined {
    const plugin = place.plugin ?? originOf(error)?.plugin;
    this.failures.push(Object.freeze({ ...place, hook, plugin, error }));
    this.#options.log.warn(`hook ${hook} failed`, { ...place, plugin, error });
    return plugin;
  }
}

/** Several implementations of a notify hook fail as one AggregateError, each of whose members one of them threw. */
export function failuresOf(error: unknown, hook: string): readonly unknown[] {
  const ofMany = error instanceof AggregateError && error.errors.length > 1;
  return ofMany && error.errors.every((one) => originOf(one)?.hook === hook) ? error.errors : [error];
}
