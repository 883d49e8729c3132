import { isThenable } from '../thenable.js';
import { blame, type Plan, type Step, syncPromise } from './plan.js';

/**
 * Pipe and assign: a waterfall through `args[key]`. A changed value is handed on in copied args; the caller's object is
 * never touched.
 */
export function pipe(plan: Plan, args: object): unknown {
  const { steps, key } = plan;
  let current = args;
  let i = 0;
  try {
    for (; i < steps.length; i++) {
      const result = (steps[i] as Step).run(current);
      if (result === undefined || result === null) continue;
      if (isThenable(result)) {
        if (plan.sync) throw syncPromise(plan.hook, (steps[i] as Step).impl, result);
        return pipeRest(plan, i, result, current);
      }
      current = { ...current, [key]: combine(plan, current, result) };
    }
  } catch (error) {
    throw blame(plan, i, error);
  }
  return valueOf(plan, current);
}

async function pipeRest(plan: Plan, at: number, pending: PromiseLike<unknown>, args: object): Promise<unknown> {
  const { steps, key } = plan;
  let current = args;
  let i = at;
  try {
    let result: unknown = await pending;
    for (;;) {
      if (result !== undefined && result !== null) current = { ...current, [key]: combine(plan, current, result) };
      if (++i >= steps.length) return valueOf(plan, current);
      result = (steps[i] as Step).run(current);
      if (isThenable(result)) result = await result;
    }
  } catch (error) {
    throw blame(plan, i, error);
  }
}

/** The piped value that args carry. */
export function valueOf(plan: Plan, args: object): unknown {
  return (args as Record<string, unknown>)[plan.key];
}

function combine(plan: Plan, args: object, result: unknown): unknown {
  if (plan.kind !== 'assign') return result;
  const value = valueOf(plan, args) as object;
  const combined = { ...value, ...(result as object) };
  // What the caller has frozen nobody changes behind its back.
  return Object.isFrozen(value) ? Object.freeze(combined) : combined;
}
