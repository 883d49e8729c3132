import type { HookKind } from '../spec.js';
import { collect } from './collect.js';
import { firstResult } from './first-result.js';
import { notify } from './notify.js';
import { pipe } from './pipe.js';
import type { Plan } from './plan.js';
import { wrap } from './wrap.js';

const RUN: Readonly<Record<HookKind, (plan: Plan, args: object) => unknown>> = {
  collect,
  historic: collect,
  first: firstResult,
  notify,
  pipe,
  assign: pipe,
};

/** Walks the steps of a plan in a loop, wrappers left aside: the reference for all engines. */
export function runSteps(plan: Plan, args: object): unknown {
  return RUN[plan.kind](plan, args);
}

/** Walks a whole plan once, wrappers included: for calls whose plan is not used again. */
export function runOnce(plan: Plan, args: object): unknown {
  return plan.wrappers.length === 0 ? runSteps(plan, args) : wrap(plan, (inner) => runSteps(plan, inner))(args);
}
