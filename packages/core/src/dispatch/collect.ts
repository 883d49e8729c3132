import { isThenable } from '../thenable.js';
import { blame, type Plan, type Step, syncPromise } from './plan.js';
import { firstOf } from './results.js';

/** Collect: every non-nullish result in call order. Synchronous until an implementation returns a promise. */
export function collect(plan: Plan, args: object): unknown {
  return collectFrom(plan, 0, [], args);
}

/** Goes on at a step, with the results so far. */
function collectFrom(plan: Plan, from: number, results: unknown[], args: object): unknown {
  const { steps } = plan;
  let i = from;
  try {
    for (; i < steps.length; i++) {
      const result = (steps[i] as Step).run(args);
      if (result === undefined || result === null) continue;
      if (isThenable(result)) return collectPending(plan, i, result, results, args);
      results.push(result);
    }
  } catch (error) {
    throw blame(plan, i, error);
  }
  return results;
}

/** Goes on when a step has returned a promise, with the results before it. */
export function collectPending(
  plan: Plan,
  at: number,
  pending: PromiseLike<unknown>,
  before: readonly unknown[],
  args: object,
): Promise<unknown[]> {
  if (plan.sync) throw blame(plan, at, syncPromise(plan.hook, (plan.steps[at] as Step).impl, pending));
  return collectRest(plan, at, pending, before, args);
}

async function collectRest(
  plan: Plan,
  at: number,
  pending: PromiseLike<unknown>,
  before: readonly unknown[],
  args: object,
): Promise<unknown[]> {
  const { steps } = plan;
  // Of the full length at once, as unrolled dispatchers make it.
  // oxlint-disable-next-line unicorn/no-new-array
  const out = new Array<unknown>(before.length + steps.length - at);
  let size = 0;
  for (const result of before) out[size++] = result;
  let i = at;
  try {
    let result: unknown = await pending;
    for (;;) {
      if (result !== undefined && result !== null) out[size++] = result;
      if (++i >= steps.length) return size === out.length ? out : firstOf(out, size);
      result = (steps[i] as Step).run(args);
      if (isThenable(result)) result = await result;
    }
  } catch (error) {
    throw blame(plan, i, error);
  }
}
