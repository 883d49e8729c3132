import { isThenable } from '../thenable.js';
import { blame, type Plan, type Step, syncPromise } from './plan.js';

/** First result: stops at the first non-nullish result. Synchronous until an implementation returns a promise. */
export function firstResult(plan: Plan, args: object): unknown {
  return firstResultFrom(plan, 0, args);
}

/** Goes on at a step. */
function firstResultFrom(plan: Plan, from: number, args: object): unknown {
  const { steps } = plan;
  let i = from;
  try {
    for (; i < steps.length; i++) {
      const result = (steps[i] as Step).run(args);
      if (result === undefined || result === null) continue;
      if (isThenable(result)) return firstResultPending(plan, i, result, args);
      return result;
    }
  } catch (error) {
    throw blame(plan, i, error);
  }
  return undefined;
}

/** Goes on when a step has returned a promise. */
export function firstResultPending(
  plan: Plan,
  at: number,
  pending: PromiseLike<unknown>,
  args: object,
): Promise<unknown> {
  if (plan.sync) throw blame(plan, at, syncPromise(plan.hook, (plan.steps[at] as Step).impl, pending));
  return firstResultRest(plan, at, pending, args);
}

async function firstResultRest(plan: Plan, at: number, pending: PromiseLike<unknown>, args: object): Promise<unknown> {
  const { steps } = plan;
  let i = at;
  try {
    let result: unknown = await pending;
    for (;;) {
      if (result !== undefined && result !== null) return result;
      if (++i >= steps.length) return undefined;
      result = (steps[i] as Step).run(args);
      if (isThenable(result)) result = await result;
    }
  } catch (error) {
    throw blame(plan, i, error);
  }
}
