import { describe } from './describe.js';
import { HookError } from './errors.js';
import { didYouMean } from './near-match.js';

/** What each option of a spec must be. */
const OPTIONS = new Map([
  ['deprecated', 'string'],
  ['since', 'string'],
  ['check', 'function'],
  ['argsFor', 'function'],
]);

/** @throws HookError `HOOKSPEC_INVALID` for options that no spec has, or that are not what they must be */
export function checkSpecOptions(options: unknown): void {
  const hint = `Options of a spec are ${[...OPTIONS.keys()].join(', ')}.`;
  if (typeof options !== 'object' || options === null) {
    throw new HookError('HOOKSPEC_INVALID', `hookSpec got ${describe(options)}, expected an object of options.`, {
      hint,
    });
  }
  for (const [key, value] of Object.entries(options)) {
    const expected = OPTIONS.get(key);
    if (expected === undefined) {
      throw new HookError('HOOKSPEC_INVALID', `hookSpec got the unknown option "${key}".`, {
        hint: didYouMean(key, OPTIONS.keys()) ?? hint,
      });
    }
    if (value === undefined || typeof value === expected) continue;
    throw new HookError('HOOKSPEC_INVALID', `hookSpec got ${key}: ${describe(value)}, expected a ${expected}.`, {
      hint: `Give a ${expected}, or leave it out.`,
    });
  }
}
