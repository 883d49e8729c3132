import { messageOf } from './describe.js';
import { runOnce } from './dispatch/run.js';
import { planOf, type Recorder, type StepContext } from './dispatch/steps.js';
import type { HookImpl } from './hook-impl.js';
import type { Implementation } from './impl.js';
import { isThenable } from './thenable.js';

/** How a call, or one implementation of it, ended. */
export type CallOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown };

/** One implementation's part in a call. A wrapper's duration includes what ran inside it. */
export interface CallStep {
  readonly impl: HookImpl;
  /** As it was handed them: in a pipe, and inside wrappers, they may differ from those of the call. */
  readonly args: object;
  /** `undefined` while it is still running: the call did not wait for it. */
  readonly outcome: CallOutcome | undefined;
  /** From the start of the call to the start of this step. */
  readonly startMs: number;
  readonly durationMs: number;
}

/** What is known before a call. */
export interface CallStart {
  readonly hook: string;
  /**
   * In call order. The very list is the same before and after a call, and that of no other: the key for what an observer
   * remembers meanwhile.
   */
  readonly impls: readonly HookImpl[];
  readonly args: object;
}

/** What is known after a call. */
export interface CallEnd extends CallStart {
  readonly outcome: CallOutcome;
  /** In the order in which they were called; those that were not reached are missing. */
  readonly steps: readonly CallStep[];
  readonly durationMs: number;
}

/** Watches hook calls. What it throws is reported as a process warning and changes nothing. */
export interface CallObserver {
  before?(call: CallStart): void;
  after?(call: CallEnd): void;
}

/** Ends something; usable with `using`. */
export type Undo = (() => void) & Disposable;

/** Makes a function disposable. */
export function undo(work: () => void): Undo {
  return Object.assign(work, { [Symbol.dispose]: work });
}

/** The observers of a manager, first added first. */
export class Observers {
  readonly #all = new Set<{ readonly observer: CallObserver }>();

  get any(): boolean {
    return this.#all.size > 0;
  }

  add(observer: CallObserver): () => void {
    const entry = { observer };
    this.#all.add(entry);
    return () => this.#all.delete(entry);
  }

  /** Calls a hook once and tells the observers of it. */
  watch(context: StepContext, impls: readonly Implementation[], args: object): unknown {
    const watchers = [...this.#all].map(({ observer }) => observer);
    // Who reverses the list to read it must not reverse the call.
    const start: CallStart = { hook: context.hook, impls: Object.freeze(impls.map((impl) => impl.record)), args };
    const steps: RunningStep[] = [];
    const startedAt = performance.now();
    for (const watcher of watchers) tellStart(watcher, start);
    const end = (outcome: CallOutcome): void => {
      const durationMs = performance.now() - startedAt;
      const call: CallEnd = { hook: start.hook, impls: start.impls, args, outcome, steps, durationMs };
      for (let at = watchers.length - 1; at >= 0; at--) tellEnd(watchers[at] as CallObserver, call);
    };
    let result: unknown;
    try {
      result = runOnce(planOf(context, impls, recorderInto(steps, startedAt)), args);
    } catch (error) {
      end({ ok: false, error });
      throw error;
    }
    if (!isThenable(result)) {
      end({ ok: true, value: result });
      return result;
    }
    return Promise.resolve(result).then(
      (value) => {
        end({ ok: true, value });
        return value;
      },
      (error: unknown) => {
        end({ ok: false, error });
        throw error;
      },
    );
  }
}

function tellStart(watcher: CallObserver, start: CallStart): void {
  try {
    warnLater(watcher.before?.(start));
  } catch (error) {
    warn(error);
  }
}

function tellEnd(watcher: CallObserver, call: CallEnd): void {
  try {
    warnLater(watcher.after?.(call));
  } catch (error) {
    warn(error);
  }
}

function warnLater(result: unknown): void {
  if (isThenable(result)) result.then(undefined, warn);
}

function warn(error: unknown): void {
  process.emitWarning(`A hook call observer failed: ${messageOf(error)}`, { code: 'PINTLE_OBSERVER_FAILED' });
}

/** A step while it may still run. */
type RunningStep = { -readonly [Key in keyof CallStep]: CallStep[Key] };

function recorderInto(steps: RunningStep[], callStartedAt: number): Recorder {
  return ({ record: impl }, run) =>
    (args, next) => {
      const startedAt = performance.now();
      const step: RunningStep = { impl, args, outcome: undefined, startMs: startedAt - callStartedAt, durationMs: 0 };
      steps.push(step);
      const settle = (outcome: CallOutcome): void => {
        step.outcome = outcome;
        step.durationMs = performance.now() - startedAt;
      };
      const failed = (error: unknown): never => {
        settle({ ok: false, error });
        throw error;
      };
      const ended = (value: unknown): unknown => {
        settle({ ok: true, value });
        return value;
      };
      let result: unknown;
      let isPending: boolean;
      try {
        result = run(args, next);
        isPending = isThenable(result);
      } catch (error) {
        return failed(error);
      }
      return isPending ? Promise.resolve(result).then(ended, failed) : ended(result);
    };
}
