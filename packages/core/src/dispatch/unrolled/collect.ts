import { isThenable } from '../../thenable.js';
import { collectPending } from '../collect.js';
import { blame, type Invoke, type Plan, type Step } from '../plan.js';
import { inFours } from './blocks.js';

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

/** Writes its results into `out` from `size` on; gives the new size, or the promise of all results, later blocks' too. */
type Block = (args: object, out: unknown[], size: number) => number | Promise<unknown[]>;

function collectMany(plan: Plan): Invoke {
  const count = plan.steps.length;
  const all = inOrder(inFours(plan.steps).map((steps, index) => block(plan, 4 * index, steps)));
  return (args) => {
    // Of the full length at once: growing it by push costs more than all else here.
    // oxlint-disable-next-line unicorn/no-new-array
    const out = new Array<unknown>(count);
    const size = all(args, out, 0);
    if (typeof size !== 'number') return size;
    if (size < count) out.length = size;
    return out;
  };
}

// As in blocks.ts: each count has a function of its own, or V8 would not see through them.
function inOrder(blocks: readonly Block[]): Block {
  const [a, b, c, d] = blocks as [Block, Block, Block, Block];
  switch (blocks.length) {
    case 1:
      return a;
    case 2:
      return (args, out, size) => {
        const next = a(args, out, size);
        return typeof next === 'number' ? b(args, out, next) : next;
      };
    case 3:
      return (args, out, size) => {
        let next = a(args, out, size);
        if (typeof next === 'number') next = b(args, out, next);
        return typeof next === 'number' ? c(args, out, next) : next;
      };
    case 4:
      return (args, out, size) => {
        let next = a(args, out, size);
        if (typeof next === 'number') next = b(args, out, next);
        if (typeof next === 'number') next = c(args, out, next);
        return typeof next === 'number' ? d(args, out, next) : next;
      };
    default:
      return inOrder(inFours(blocks).map(inOrder));
  }
}

function block(plan: Plan, at: number, steps: readonly Step[]): Block {
  switch (steps.length) {
    case 1:
      return block1(plan, at);
    case 2:
      return block2(plan, at);
    case 3:
      return inOrder([block2(plan, at), block1(plan, at + 2)]);
    default:
      return block4(plan, at);
  }
}

function pending(
  plan: Plan,
  at: number,
  promise: PromiseLike<unknown>,
  out: unknown[],
  size: number,
  args: object,
): Promise<unknown[]> {
  return collectPending(plan, at, promise, out.slice(0, size), args);
}

function block1(plan: Plan, at: number): Block {
  const a = (plan.steps[at] as Step).run;
  return (args, out, size) => {
    try {
      const r = a(args);
      if (isThenable(r)) return pending(plan, at, r, out, size, args);
      if (there(r)) out[size++] = r;
      return size;
    } catch (error) {
      throw blame(plan, at, error);
    }
  };
}

function block2(plan: Plan, at: number): Block {
  const [a, b] = plan.steps.slice(at, at + 2).map((step) => step.run) as [Invoke, Invoke];
  return (args, out, size) => {
    let i = at;
    try {
      const r = a(args);
      if (isThenable(r)) return pending(plan, i, r, out, size, args);
      if (there(r)) out[size++] = r;
      i = at + 1;
      const s = b(args);
      if (isThenable(s)) return pending(plan, i, s, out, size, args);
      if (there(s)) out[size++] = s;
      return size;
    } catch (error) {
      throw blame(plan, i, error);
    }
  };
}

function block4(plan: Plan, at: number): Block {
  const [a, b, c, d] = plan.steps.slice(at, at + 4).map((step) => step.run) as [Invoke, Invoke, Invoke, Invoke];
  return (args, out, size) => {
    let i = at;
    try {
      const r = a(args);
      if (isThenable(r)) return pending(plan, i, r, out, size, args);
      if (there(r)) out[size++] = r;
      i = at + 1;
      const s = b(args);
      if (isThenable(s)) return pending(plan, i, s, out, size, args);
      if (there(s)) out[size++] = s;
      i = at + 2;
      const t = c(args);
      if (isThenable(t)) return pending(plan, i, t, out, size, args);
      if (there(t)) out[size++] = t;
      i = at + 3;
      const u = d(args);
      if (isThenable(u)) return pending(plan, i, u, out, size, args);
      if (there(u)) out[size++] = u;
      return size;
    } catch (error) {
      throw blame(plan, i, error);
    }
  };
}
