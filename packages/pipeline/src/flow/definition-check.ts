import { didYouMean, HookError } from '@pintle/core';
import { isPlain } from '../config/plain.js';
import { isClass, shown } from './shown.js';
import { LISTS } from './state-lists.js';

/** What is defined: the word for it, and how to write it. */
export interface Defined {
  readonly kind: 'task' | 'flow';
  readonly code: 'TASK_INVALID' | 'FLOW_INVALID';
  readonly example: string;
}

/** Refuses what is no definition with a function. @throws HookError of its code */
export function checkCall({ kind, code, example }: Defined, definition: unknown, fn: unknown): void {
  const isFunction = typeof fn === 'function' && !isClass(fn);
  if (isPlain(definition) && isFunction) return;
  const wrong = isPlain(definition) ? `second argument is ${shown(fn)}` : `first argument is ${shown(definition)}`;
  throw new HookError(code, `${kind}() expects a definition and a function; its ${wrong}.`, { hint: example });
}

/**
 * Refuses a definition with unknown keys, and lists of what is no function.
 *
 * @param who - `Task "extract"`
 * @param keys - all keys that it may have
 * @throws HookError of its code
 */
export function checkDefinition(
  definition: object,
  who: string,
  keys: readonly string[],
  { kind, code }: Defined,
): void {
  const invalid = (what: string, hint?: string): HookError<string> => new HookError(code, `${who} ${what}.`, { hint });
  for (const [key, value] of Object.entries(definition)) {
    if (!keys.includes(key)) {
      const hint = kind === 'flow' && key === 'timeoutMs' ? NO_TIME_LIMIT : didYouMean(key, keys);
      throw invalid(`has the unknown key "${key}"`, hint ?? `Its keys: ${keys.join(', ')}.`);
    }
    if (!(LISTS as readonly string[]).includes(key) || value === undefined) continue;
    if (!Array.isArray(value)) {
      throw invalid(`has ${key}: ${shown(value)}, expected a list of functions`, `${key}: [hook]`);
    }
    for (const [position, hook] of (value as readonly unknown[]).entries()) {
      const isOpHook = typeof hook === 'function' && 'hooks' in hook;
      if (typeof hook === 'function' && !isClass(hook) && !isOpHook) continue;
      const got = isOpHook ? `the op hook "${hook.name}"` : shown(hook);
      throw invalid(`has ${key}[${position}]: ${got}, expected a function`, 'Write (ctx, state) => { … }.');
    }
  }
  const { hookTimeoutMs } = definition as { readonly hookTimeoutMs?: unknown };
  if (hookTimeoutMs !== undefined && !(typeof hookTimeoutMs === 'number' && hookTimeoutMs > 0)) {
    throw invalid(`has hookTimeoutMs: ${shown(hookTimeoutMs)}, expected a positive number of milliseconds`);
  }
}

const NO_TIME_LIMIT =
  'Tasks have time limits. A flow is cancelled by a signal: run it with { signal: AbortSignal.timeout(ms) }.';
