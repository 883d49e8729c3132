import { isThenable } from '../../thenable.js';
import { firstResultPending } from '../first-result.js';
import { blame, type Invoke, type Plan, type Step } from '../plan.js';
import { inFours, inOrder } from './blocks.js';

/** The dispatcher of a first-result plan without wrappers, unrolled: each step has a call site of its own. */
export function unrolledFirstResult(plan: Plan): Invoke {
  return inOrder(inFours(plan.steps).map((steps, index) => block(plan, 4 * index, steps)));
}

function block(plan: Plan, at: number, steps: readonly Step[]): Invoke {
  switch (steps.length) {
    case 1:
      return block1(plan, at);
    case 2:
      return block2(plan, at);
    case 3:
      return block3(plan, at);
    default:
      return block4(plan, at);
  }
}

function answer(plan: Plan, at: number, result: unknown, args: object): unknown {
  return isThenable(result) ? firstResultPending(plan, at, result, args) : result;
}

function block1(plan: Plan, at: number): Invoke {
  const a = (plan.steps[at] as Step).run;
  return (args) => {
    try {
      const r = a(args);
      return r === undefined || r === null ? undefined : answer(plan, at, r, args);
    } catch (error) {
      throw blame(plan, at, error);
    }
  };
}

function block2(plan: Plan, at: number): Invoke {
  const [a, b] = plan.steps.slice(at, at + 2).map((step) => step.run) as [Invoke, Invoke];
  return (args) => {
    let i = at;
    try {
      let r = a(args);
      if (r !== undefined && r !== null) return answer(plan, i, r, args);
      i = at + 1;
      r = b(args);
      return r === undefined || r === null ? undefined : answer(plan, i, r, args);
    } catch (error) {
      throw blame(plan, i, error);
    }
  };
}

function block3(plan: Plan, at: number): Invoke {
  const [a, b, c] = plan.steps.slice(at, at + 3).map((step) => step.run) as [Invoke, Invoke, Invoke];
  return (args) => {
    let i = at;
    try {
      let r = a(args);
      if (r !== undefined && r !== null) return answer(plan, i, r, args);
      i = at + 1;
      r = b(args);
      if (r !== undefined && r !== null) return answer(plan, i, r, args);
      i = at + 2;
      r = c(args);
      return r === undefined || r === null ? undefined : answer(plan, i, r, args);
    } catch (error) {
      throw blame(plan, i, error);
    }
  };
}

function block4(plan: Plan, at: number): Invoke {
  const [a, b, c, d] = plan.steps.slice(at, at + 4).map((step) => step.run) as [Invoke, Invoke, Invoke, Invoke];
  return (args) => {
    let i = at;
    try {
      let r = a(args);
      if (r !== undefined && r !== null) return answer(plan, i, r, args);
      i = at + 1;
      r = b(args);
      if (r !== undefined && r !== null) return answer(plan, i, r, args);
      i = at + 2;
      r = c(args);
      if (r !== undefined && r !== null) return answer(plan, i, r, args);
      i = at + 3;
      r = d(args);
      return r === undefined || r === null ? undefined : answer(plan, i, r, args);
    } catch (error) {
      throw blame(plan, i, error);
    }
  };
}
