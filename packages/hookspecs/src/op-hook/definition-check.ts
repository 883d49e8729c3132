import { didYouMean, HookError } from '@pintle/core';
import type { OpHookKind } from './due.js';
import { isResource } from './requirements.js';

const KEYS = ['name', 'requires', 'onError', 'timeoutMs'];

/**
 * Refuses an op hook that cannot work.
 *
 * @throws HookError `OP_HOOK_INVALID`
 */
export function refuse(kind: OpHookKind, definition: unknown, fn: unknown): void {
  const make = `${kind}Hook`;
  const invalid = (what: string, hint = `Write ${make}({ name, requires? }, (ctx) => …).`): HookError<string> =>
    new HookError('OP_HOOK_INVALID', `${make} ${what}.`, { hint });
  if (typeof definition !== 'object' || definition === null) {
    throw invalid(`expects { name, … } and a function, got ${kindOf(definition)} first`);
  }
  const { name, requires = {}, onError, timeoutMs, ...others } = definition as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || name === '') throw invalid(`expects a name, got ${kindOf(name)}`);
  const who = `"${name}"`;
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw invalid(`${who} has the unknown key "${unknown}"`, didYouMean(unknown, KEYS));
  if (isClass(fn))
    throw invalid(`${who} got a class, expected a function`, 'Hand over a method: (ctx) => hooks.onEnd(ctx).');
  if (typeof fn !== 'function') throw invalid(`${who} got ${kindOf(fn)}, expected a function`);
  if (onError !== undefined && onError !== 'warn' && onError !== 'throw') {
    throw invalid(`${who} has onError: ${JSON.stringify(onError)}, expected "warn" or "throw"`);
  }
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs > 0)) {
    throw invalid(`${who} has timeoutMs: ${kindOf(timeoutMs)}, expected a positive number of milliseconds`);
  }
  if (typeof requires !== 'object' || requires === null || Array.isArray(requires)) {
    throw invalid(
      `${who} requires ${kindOf(requires)}, expected resources by key`,
      'Write requires: { slack: slackResource }.',
    );
  }
  for (const [key, value] of Object.entries(requires)) {
    if (isResource(value)) continue;
    throw invalid(
      `${who} requires "${key}", which is ${kindOf(value)} and no resource`,
      'Make it with defineResource.',
    );
  }
}

/** Whether a function is meant to be called with `new`. */
export function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string'
    ? JSON.stringify(value)
    : typeof value === 'number'
      ? String(value)
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`;
}
