import { describe, messageOf } from '../describe.js';
import { HookError } from '../errors.js';
import type { Implementation } from '../impl.js';
import type { AnyHookSpec } from '../spec.js';
import { isThenable } from '../thenable.js';
import type { Invoke, InvokeWrapper } from './plan.js';

/** Checks what an implementation returns against its spec, where there is something to check. */
export function checked(impl: Implementation, run: Invoke, spec: AnyHookSpec | undefined): Invoke {
  const check = checkOf(spec);
  if (check === undefined) return run;
  return (args) => {
    const result = run(args);
    if (!isThenable(result)) return verify(impl, result, args, check);
    return Promise.resolve(result).then((settled) => verify(impl, settled, args, check));
  };
}

/** The same for a wrapper that answers with a single value. */
export function checkedWrapper(
  impl: Implementation,
  wrapper: InvokeWrapper,
  spec: AnyHookSpec | undefined,
): InvokeWrapper {
  const answersAlone = spec?.kind === 'first' || spec?.kind === 'pipe' || spec?.kind === 'assign';
  const check = answersAlone ? checkOf(spec) : undefined;
  if (check === undefined) return wrapper;
  return (args, next) => {
    const result = wrapper(args, next);
    if (!isThenable(result)) return verify(impl, result, args, check);
    return Promise.resolve(result).then((settled) => verify(impl, settled, args, check));
  };
}

type Check = (value: unknown, args: object) => void;

function checkOf(spec: AnyHookSpec | undefined): Check | undefined {
  if (spec === undefined || spec.kind === 'notify') return undefined;
  const { check } = spec;
  if (spec.kind !== 'assign') return check;
  return (value, args) => {
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw new TypeError(`expected an object whose keys replace those of "${spec.key}", got ${describe(value)}`);
    }
    check?.(value, args);
  };
}

function verify(impl: Implementation, value: unknown, args: object, check: Check): unknown {
  if (value === undefined || value === null) return value;
  try {
    check(value, args);
  } catch (cause) {
    const hint = (cause as { hint?: unknown } | null)?.hint;
    throw new HookError('HOOK_RESULT_INVALID', `Plugin "${impl.pluginName}" broke the contract of "${impl.hook}": ${messageOf(cause)}`, {
      hook: impl.hook,
      plugin: impl.pluginName,
      cause,
      hint: typeof hint === 'string' ? hint : undefined,
    });
  }
  return value;
}
