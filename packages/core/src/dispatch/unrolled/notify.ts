import { isThenable } from '../../thenable.js';
import { notifyAfterError, notifyPending } from '../notify.js';
import type { Invoke, Plan, Step } from '../plan.js';

/** The dispatcher of a notify plan without wrappers, unrolled: each step has a call site of its own. */
export function unrolledNotify(plan: Plan): Invoke {
  const blocks: Invoke[] = [];
  let at = 0;
  for (; at + 3 <= plan.steps.length; at += 3) blocks.push(block3(plan, at));
  const left = plan.steps.length - at;
  if (left === 2) blocks.push(block2(plan, at));
  else if (left === 1) blocks.push(block1(plan, at));
  return blocks.reduceRight<Invoke | undefined>((rest, block) => (rest === undefined ? block : then(block, rest)), undefined) ?? nothing;
}

function nothing(): undefined {
  return undefined;
}

// A block gives a promise, and throws, only after it has seen to all the steps behind it.
function then(first: Invoke, rest: Invoke): Invoke {
  return (args) => {
    const pending = first(args);
    return pending === undefined ? rest(args) : pending;
  };
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
