import { isThenable } from '../../thenable.js';
import { collectPending } from '../collect.js';
import { blame, type Invoke, type Plan, type Step } from '../plan.js';

/** The dispatcher of a collect plan without wrappers, unrolled: each step has a call site of its own. */
export function unrolledCollect(plan: Plan): Invoke {
  switch (plan.steps.length) {
    case 0:
      return () => [];
    case 1:
      return collect1(plan);
    case 2:
      return collect2(plan);
    case 3:
      return collect3(plan);
    default:
      return collectMany(plan);
  }
}

function there(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function some(...values: unknown[]): unknown[] {
  return values.filter(there);
}

function collect1(plan: Plan): Invoke {
  const a = (plan.steps[0] as Step).run;
  return (args) => {
    try {
      const r = a(args);
      if (isThenable(r)) return collectPending(plan, 0, r, [], args);
      return there(r) ? [r] : [];
    } catch (error) {
      throw blame(plan, 0, error);
    }
  };
}

function collect2(plan: Plan): Invoke {
  const [a, b] = plan.steps.map((step) => step.run) as [Invoke, Invoke];
  return (args) => {
    let i = 0;
    try {
      const r = a(args);
      if (isThenable(r)) return collectPending(plan, 0, r, [], args);
      i = 1;
      const s = b(args);
      if (isThenable(s)) return collectPending(plan, 1, s, some(r), args);
      return there(r) && there(s) ? [r, s] : some(r, s);
    } catch (error) {
      throw blame(plan, i, error);
    }
  };
}

function collect3(plan: Plan): Invoke {
  const [a, b, c] = plan.steps.map((step) => step.run) as [Invoke, Invoke, Invoke];
  return (args) => {
    let i = 0;
    try {
      const r = a(args);
      if (isThenable(r)) return collectPending(plan, 0, r, [], args);
      i = 1;
      const s = b(args);
      if (isThenable(s)) return collectPending(plan, 1, s, some(r), args);
      i = 2;
      const t = c(args);
      if (isThenable(t)) return collectPending(plan, 2, t, some(r, s), args);
      return there(r) && there(s) && there(t) ? [r, s, t] : some(r, s, t);
    } catch (error) {
      throw blame(plan, i, error);
    }
  };
}

/** Adds its results to `out`, or gives the promise of all results, those of later blocks included. */
type Block = (args: object, out: unknown[]) => Promise<unknown[]> | undefined;

function collectMany(plan: Plan): Invoke {
  const blocks: Block[] = [];
  let at = 0;
  for (; at + 4 <= plan.steps.length; at += 4) blocks.push(block4(plan, at));
  for (; at < plan.steps.length; at++) blocks.push(block1(plan, at));
  const all = blocks.reduceRight((rest, block) => both(block, rest));
  return (args) => {
    const out: unknown[] = [];
    return all(args, out) ?? out;
  };
}

function both(first: Block, rest: Block): Block {
  return (args, out) => first(args, out) ?? rest(args, out);
}

function block1(plan: Plan, at: number): Block {
  const a = (plan.steps[at] as Step).run;
  return (args, out) => {
    try {
      const r = a(args);
      if (isThenable(r)) return collectPending(plan, at, r, out, args);
      if (there(r)) out.push(r);
      return undefined;
    } catch (error) {
      throw blame(plan, at, error);
    }
  };
}

function block4(plan: Plan, at: number): Block {
  const [a, b, c, d] = plan.steps.slice(at, at + 4).map((step) => step.run) as [Invoke, Invoke, Invoke, Invoke];
  return (args, out) => {
    let i = at;
    try {
      const r = a(args);
      if (isThenable(r)) return collectPending(plan, i, r, out, args);
      if (there(r)) out.push(r);
      i = at + 1;
      const s = b(args);
      if (isThenable(s)) return collectPending(plan, i, s, out, args);
      if (there(s)) out.push(s);
      i = at + 2;
      const t = c(args);
      if (isThenable(t)) return collectPending(plan, i, t, out, args);
      if (there(t)) out.push(t);
      i = at + 3;
      const u = d(args);
      if (isThenable(u)) return collectPending(plan, i, u, out, args);
      if (there(u)) out.push(u);
      return undefined;
    } catch (error) {
      throw blame(plan, i, error);
    }
  };
}
