import type { Invoke, Plan } from './plan.js';
import { runSteps } from './run.js';
import { unrolledCollect } from './unrolled/collect.js';
import { unrolledFirstResult } from './unrolled/first-result.js';
import { unrolledNotify } from './unrolled/notify.js';
import { wrap } from './wrap.js';

/** Says whether a dispatcher still fits the registered implementations. */
export interface Cell {
  live: boolean;
}

/** Makes what calls the steps of a plan, wrappers left aside. The seam for engines that compile code. */
export type Engine = (plan: Plan) => Invoke;

/** Beyond so many steps unrolling gains nothing more, and nests too deep. */
const UNROLLED_STEPS = 64;

/** The eval-free engine: closures with a call site per step; pipes and very long lists in a loop. */
export const closures: Engine = (plan) => {
  if (plan.steps.length > UNROLLED_STEPS) return (args) => runSteps(plan, args);
  switch (plan.kind) {
    case 'collect':
    case 'historic':
      return unrolledCollect(plan);
    case 'first':
      return unrolledFirstResult(plan);
    case 'notify':
      return unrolledNotify(plan);
    default:
      return (args) => runSteps(plan, args);
  }
};

/**
 * Makes the dispatcher of a hook. It is meant to be called straight from the relay, where V8 can see through it; a
 * reference that outlives a change finds its cell dead and goes to `stale`.
 */
export function compile(plan: Plan, engine: Engine, cell: Cell, stale: Invoke): Invoke {
  const dispatch = plan.wrappers.length === 0 ? engine(plan) : wrap(plan, engine(plan));
  return (args) => (cell.live ? dispatch(args) : stale(args));
}
