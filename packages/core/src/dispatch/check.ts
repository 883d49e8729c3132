import { describe, messageOf } from '../describe.js';
import { HookError } from '../errors.js';
import type { Implementation } from '../impl.js';
import type { AnyHookSpec } from '../spec.js';
import { isThenable } from '../thenable.js';
import type { InvokeWrapper } from './plan.js';

/** Throws on a result that breaks the contract of its hook. */
export type Check = (value: unknown, args: object) => void;

/**
 * What the results of a hook's implementations are checked by, if anything. Those of wrappers are where they are single
 * values, as those of handlers.
 */
export function checkOf(spec: AnyHookSpec | undefined, isWrapper: boolean): Check | undefined {
  if (spec === undefined || spec.kind === 'notify' || (isWrapper && spec.kind === 'collect')) return undefined;
  const { check } = spec;
  if (spec.kind !== 'assign') return check;
  return (value, args) => {
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw new TypeError(`expected an object whose keys replace those of "${spec.key}", got ${describe(value)}`);
    }
    check?.(value, args);
  };
}

/** Checks what an implementation returns. */
export function checked(impl: Implementation, check: Check, run: InvokeWrapper): InvokeWrapper {
  return (args, next) => {
    const result = run(args, next);
    if (!isThenable(result)) return verify(impl, result, args, check);
    return Promise.resolve(result).then((settled) => verify(impl, settled, args, check));
  };
}

function verify(impl: Implementation, value: unknown, args: object, check: Check): unknown {
  if (value === undefined || value === null) return value;
  try {
    check(value, args);
  } catch (cause) {
    const hint = (cause as { hint?: unknown } | null | undefined)?.hint;
    const message = `Plugin "${impl.pluginName}" broke the contract of "${impl.hook}": ${messageOf(cause)}`;
    throw new HookError('HOOK_RESULT_INVALID', message, {
      hook: impl.hook,
      plugin: impl.pluginName,
      cause,
      hint: typeof hint === 'string' ? hint : 'See what the documentation of the hook says of its result.',
    });
  }
  return value;
}
