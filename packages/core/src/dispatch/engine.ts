import type { Invoke, Plan } from './plan.js';
import { runSteps } from './run.js';
import { unrolledCollect } from './unrolled/collect.js';
import { unrolledFirstResult } from './unrolled/first-result.js';
import { unrolledNotify } from './unrolled/notify.js';

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
