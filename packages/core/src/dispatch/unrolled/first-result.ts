import { isThenable } from '../../thenable.js';
import { firstResultPending } from '../first-result.js';
import { blame, type Invoke, type Plan, type Step } from '../plan.js';

/** The dispatcher of a first-result plan without wrappers, unrolled: each step has a call site of its own. */
export function unrolledFirstResult(plan: Plan): Invoke {
  const blocks: Invoke[] = [];
  let at = 0;
  for (; at + 4 <= plan.steps.length; at += 4) blocks.push(block4(plan, at));
  const left = plan.steps.length - at;
  if (left === 3) blocks.push(block3(plan, at));
  else if (left === 2) blocks.push(block2(plan, at));
  else if (left === 1) blocks.push(block1(plan, at));
  return blocks.reduceRight<Invoke | undefined>((rest, block) => (rest === undefined ? block : either(block, rest)), undefined) ?? nothing;
}

function nothing(): undefined {
  return undefined;
}

function either(first: Invoke, rest: Invoke): Invoke {
  return (args) => {
    const result = first(args);
    return result === undefined ? rest(args) : result;
  };
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
