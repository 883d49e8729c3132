import { HookError } from '../errors.js';
import { noteOrigin } from '../origin.js';
import { isThenable } from '../thenable.js';
import { valueOf } from './pipe.js';
import { type Invoke, type InvokeWrapper, type Plan, syncPromise, type WrapperStep } from './plan.js';

/** Puts the wrappers of a plan around what dispatches its other implementations. */
export function wrap(plan: Plan, inner: Invoke): Invoke {
  let next = inner;
  for (let i = plan.wrappers.length - 1; i >= 0; i--) next = around(plan, plan.wrappers[i] as WrapperStep, next);
  return next;
}

function around(plan: Plan, step: WrapperStep, inside: Invoke): Invoke {
  const next: Invoke = (args) => (args === undefined ? missingArgs(plan, step) : inside(args));
  const call = plan.key === '' ? step.wrap : keepingValue(plan, step.wrap);
  const { impl } = step;
  const note = (error: unknown): never => {
    noteOrigin(error, impl.pluginName, plan.hook);
    throw error;
  };
  const settled = plan.kind === 'notify' ? () => undefined : undefined;
  return (args) => {
    let result: unknown;
    try {
      result = call(args, next);
    } catch (error) {
      return note(error);
    }
    if (isThenable(result)) {
      if (plan.sync) return note(syncPromise(plan.hook, impl, result));
      return Promise.resolve(result).then(settled, note);
    }
    return settled === undefined ? result : undefined;
  };
}

/** In a pipe, a wrapper that returns nothing keeps the value: what `next` gave last, else what it was handed. */
function keepingValue(plan: Plan, wrapper: InvokeWrapper): InvokeWrapper {
  return (args, next) => {
    let value = valueOf(plan, args);
    const result = wrapper(args, (innerArgs) => {
      const inner = next(innerArgs);
      if (!isThenable(inner)) {
        value = inner;
        return inner;
      }
      return Promise.resolve(inner).then((settled) => {
        value = settled;
        return settled;
      });
    });
    return isThenable(result) ? Promise.resolve(result).then((settled) => settled ?? value) : (result ?? value);
  };
}

function missingArgs(plan: Plan, step: WrapperStep): never {
  throw new HookError(
    'IMPL_INVALID',
    `The wrapper of plugin "${step.impl.pluginName}" on "${plan.hook}" called next() without args.`,
    { hook: plan.hook, plugin: step.impl.pluginName, hint: 'Hand them on: next(args).' },
  );
}
