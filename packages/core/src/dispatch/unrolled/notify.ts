import { isThenable } from '../../thenable.js';
import { notifyAfterError, notifyPending } from '../notify.js';
import type { Invoke, Plan, Step } from '../plan.js';
import { inFours, inOrder } from './blocks.js';

/**
 * The dispatcher of a notify plan without wrappers, unrolled: each step has a call site of its own. A block gives a
 * promise, and throws, only after it has seen to all the steps behind it.
 */
export function unrolledNotify(plan: Plan): Invoke {
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

function block1(plan: Plan, at: number): Invoke {
  const a = (plan.steps[at] as Step).run;
  return (args) => {
    let r: unknown;
    try {
      r = a(args);
      if (!isThenable(r)) return undefined;
    } catch (error) {
      return notifyAfterError(plan, at, error, args);
    }
    return notifyPending(plan, at, r, args);
  };
}

function block2(plan: Plan, at: number): Invoke {
  const [a, b] = plan.steps.slice(at, at + 2).map((step) => step.run) as [Invoke, Invoke];
  return (args) => {
    let i = at;
    let r: unknown;
    try {
      r = a(args);
      if (!isThenable(r)) {
        i = at + 1;
        r = b(args);
        if (!isThenable(r)) return undefined;
      }
    } catch (error) {
      return notifyAfterError(plan, i, error, args);
    }
    return notifyPending(plan, i, r, args);
  };
}

function block3(plan: Plan, at: number): Invoke {
  const [a, b, c] = plan.steps.slice(at, at + 3).map((step) => step.run) as [Invoke, Invoke, Invoke];
  return (args) => {
    let i = at;
    let r: unknown;
    try {
      r = a(args);
      if (!isThenable(r)) {
        i = at + 1;
        r = b(args);
        if (!isThenable(r)) {
          i = at + 2;
          r = c(args);
          if (!isThenable(r)) return undefined;
        }
      }
    } catch (error) {
      return notifyAfterError(plan, i, error, args);
    }
    return notifyPending(plan, i, r, args);
  };
}

function block4(plan: Plan, at: number): Invoke {
  const [a, b, c, d] = plan.steps.slice(at, at + 4).map((step) => step.run) as [Invoke, Invoke, Invoke, Invoke];
  return (args) => {
    let i = at;
    let r: unknown;
    try {
      r = a(args);
      if (!isThenable(r)) {
        i = at + 1;
        r = b(args);
        if (!isThenable(r)) {
          i = at + 2;
          r = c(args);
          if (!isThenable(r)) {
            i = at + 3;
            r = d(args);
            if (!isThenable(r)) return undefined;
          }
        }
      }
    } catch (error) {
      return notifyAfterError(plan, i, error, args);
    }
    return notifyPending(plan, i, r, args);
  };
}
