import { types } from 'node:util';
import { HookError } from '../errors.js';
import type { HookImpl } from '../hook-impl.js';
import { noteOrigin } from '../origin.js';
import type { HookKind } from '../spec.js';

/** Calls one implementation, or a whole hook: args in, a value or a promise out. */
export type Invoke = (args: object) => unknown;
/** Calls one wrapper around what `next` runs. */
export type InvokeWrapper = (args: object, next: Invoke) => unknown;

/** One implementation that is not a wrapper, ready to be called. */
export interface Step {
  readonly impl: HookImpl;
  readonly run: Invoke;
}
/** One wrapper, ready to be called. */
export interface WrapperStep {
  readonly impl: HookImpl;
  readonly wrap: InvokeWrapper;
}

/** All that dispatching one hook needs: what it is, and its steps in call order. */
export interface Plan {
  readonly hook: string;
  readonly kind: HookKind;
  readonly sync: boolean;
  /** The key of the args that a pipe carries; empty for all other kinds. */
  readonly key: string;
  readonly steps: readonly Step[];
  /** Outermost first. */
  readonly wrappers: readonly WrapperStep[];
}

/** Notes whose implementation threw, and gives the error back untouched. */
export function blame(plan: Plan, index: number, error: unknown): unknown {
  const step = plan.steps[index];
  if (step !== undefined) noteOrigin(error, step.impl.pluginName, plan.hook);
  return error;
}

/**
 * The error of an asynchronous implementation in a synchronous hook. Its promise may reject without ending the process;
 * another kind of thenable is left alone, since asking for its value may be what starts its work.
 */
export function syncPromise(hook: string, impl: HookImpl, promise: unknown): HookError {
  if (types.isPromise(promise)) promise.catch(() => undefined);
  return new HookError(
    'HOOK_SYNC_PROMISE',
    `Plugin "${impl.pluginName}" returned a promise from "${hook}", which is synchronous: expected a plain value.`,
    { hook, plugin: impl.pluginName, hint: 'Make the implementation synchronous, and do its waiting elsewhere.' },
  );
}
