import { noteOrigin, originOf } from '../origin.js';
import { isThenable } from '../thenable.js';
import { blame, type Plan, type Step, syncPromise } from './plan.js';

/** Notify: every implementation is called even when one throws; the errors come out at the end. */
export function notify(plan: Plan, args: object): unknown {
  return notifyFrom(plan, 0, [], args);
}

/** Goes on at a step, with the errors so far. */
function notifyFrom(plan: Plan, from: number, errors: unknown[], args: object): unknown {
  const { steps } = plan;
  for (let i = from; i < steps.length; i++) {
    try {
      const result = (steps[i] as Step).run(args);
      if (isThenable(result)) {
        if (!plan.sync) return notifyRest(plan, i, result, errors, args);
        throw syncPromise(plan.hook, (steps[i] as Step).impl, result);
      }
    } catch (error) {
      errors.push(blame(plan, i, error));
    }
  }
  return finish(plan, errors);
}

/** Goes on after a step that threw. */
export function notifyAfterError(plan: Plan, at: number, error: unknown, args: object): unknown {
  return notifyFrom(plan, at + 1, [blame(plan, at, error)], args);
}

/** Goes on when a step has returned a promise. */
export function notifyPending(plan: Plan, at: number, pending: unknown, args: object): unknown {
  if (!plan.sync) return notifyRest(plan, at, pending, [], args);
  return notifyAfterError(plan, at, syncPromise(plan.hook, (plan.steps[at] as Step).impl, pending), args);
}

async function notifyRest(plan: Plan, at: number, pending: unknown, errors: unknown[], args: object): Promise<void> {
  const { steps } = plan;
  let result = pending;
  for (let i = at; i < steps.length; i++) {
    try {
      if (i > at) result = (steps[i] as Step).run(args);
      if (isThenable(result)) await result;
    } catch (error) {
      errors.push(blame(plan, i, error));
    }
  }
  finish(plan, errors);
}

function finish(plan: Plan, errors: unknown[]): void {
  if (errors.length === 0) return;
  const [first] = errors;
  if (errors.length === 1) throw first;
  const all = new AggregateError(errors, `${errors.length} implementations of "${plan.hook}" failed.`, {
    cause: first,
  });
  const origin = originOf(first);
  if (origin !== undefined) noteOrigin(all, origin.plugin, origin.hook);
  throw all;
}
