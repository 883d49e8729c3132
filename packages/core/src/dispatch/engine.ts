import { type Guard, guarded } from './guard.js';
import type { Invoke, Plan } from './plan.js';
import { runSteps } from './run.js';
import { unrolledCollect } from './unrolled/collect.js';
import { unrolledFirstResult } from './unrolled/first-result.js';
import { unrolledNotify } from './unrolled/notify.js';

/**
 * Makes what calls the steps of a plan, wrappers left aside. The seam for engines that compile code.
 *
 * What it makes asks the guard first, at each call: only so can a caller be kept. Use `guarded` where there is no cheaper
 * way.
 */
export type Engine = (plan: Plan, guard: Guard) => Invoke;

/** Beyond so many steps unrolling gains nothing more, and nests too deep. */
const UNROLLED_STEPS = 64;

/** The eval-free engine: closures with a call site per step; pipes and very long lists in a loop. */
export const closures: Engine = (plan, guard) => {
  if (plan.steps.length > UNROLLED_STEPS) return looped(plan, guard);
  switch (plan.kind) {
    case 'collect':
    case 'historic':
      return unrolledCollect(plan, guard);
    case 'first':
      return unrolledFirstResult(plan, guard);
    case 'notify':
      return unrolledNotify(plan, guard);
    default:
      return looped(plan, guard);
  }
};

const looped: Engine = (plan, guard) => guarded(guard, (args) => runSteps(plan, args));
