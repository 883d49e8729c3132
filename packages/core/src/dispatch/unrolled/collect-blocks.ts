import { hasThen, isThenable } from '../../thenable.js';
import { collectPending } from '../collect.js';
import { blame, type Plan } from '../plan.js';
import { inFours, type Part, partsOf, runOf } from './blocks.js';

/** Writes its results into `out` from `size` on; gives the new size, or the promise of all results, later blocks' too. */
export type Block = (args: object, out: unknown[], size: number) => number | Promise<unknown[]>;

/** Calls all steps of a plan, which has some. */
export function collectBlocks(plan: Plan): Block {
  return inOrder(partsOf(plan).map((part) => block(plan, part)));
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

function block(plan: Plan, part: Part): Block {
  switch (part.size) {
    case 1:
      return block1(plan, part);
    case 2:
      return block2(plan, part);
    case 3:
      return block3(plan, part);
    case 4:
      return block4(plan, part);
    default:
      return block8(plan, part);
  }
}

function pending(
  plan: Plan,
  at: number,
  promise: unknown,
  out: readonly unknown[],
  size: number,
  args: object,
): Promise<unknown[]> {
  return collectPending(plan, at, promise as PromiseLike<unknown>, out.slice(0, size), args);
}

function block1(plan: Plan, { at }: Part): Block {
  const a = runOf(plan, at);
  return (args, out, size) => {
    let r: unknown;
    try {
      r = a(args);
      if (!isThenable(r)) {
        if (r !== undefined && r !== null) out[size++] = r;
        return size;
      }
    } catch (error) {
      throw blame(plan, at, error);
    }
    return pending(plan, at, r, out, size, args);
  };
}

function block2(plan: Plan, { at }: Part): Block {
  const a = runOf(plan, at);
  const b = runOf(plan, at + 1);
  return (args, out, size) => {
    let i = 0;
    let r: unknown;
    try {
      calls: {
        r = a(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        i = 1;
        r = b(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        return size;
      }
    } catch (error) {
      throw blame(plan, at + i, error);
    }
    return pending(plan, at + i, r, out, size, args);
  };
}

function block3(plan: Plan, { at }: Part): Block {
  const a = runOf(plan, at);
  const b = runOf(plan, at + 1);
  const c = runOf(plan, at + 2);
  return (args, out, size) => {
    let i = 0;
    let r: unknown;
    try {
      calls: {
        r = a(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        i = 1;
        r = b(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        i = 2;
        r = c(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        return size;
      }
    } catch (error) {
      throw blame(plan, at + i, error);
    }
    return pending(plan, at + i, r, out, size, args);
  };
}

function block4(plan: Plan, { at }: Part): Block {
  const a = runOf(plan, at);
  const b = runOf(plan, at + 1);
  const c = runOf(plan, at + 2);
  const d = runOf(plan, at + 3);
  return (args, out, size) => {
    let i = 0;
    let r: unknown;
    try {
      calls: {
        r = a(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        i = 1;
        r = b(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        i = 2;
        r = c(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        i = 3;
        r = d(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        return size;
      }
    } catch (error) {
      throw blame(plan, at + i, error);
    }
    return pending(plan, at + i, r, out, size, args);
  };
}

function block8(plan: Plan, { at }: Part): Block {
  const a = runOf(plan, at);
  const b = runOf(plan, at + 1);
  const c = runOf(plan, at + 2);
  const d = runOf(plan, at + 3);
  const e = runOf(plan, at + 4);
  const f = runOf(plan, at + 5);
  const g = runOf(plan, at + 6);
  const h = runOf(plan, at + 7);
  return (args, out, size) => {
    let i = 0;
    let r: unknown;
    try {
      calls: {
        r = a(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        i = 1;
        r = b(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        i = 2;
        r = c(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        i = 3;
        r = d(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        i = 4;
        r = e(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        i = 5;
        r = f(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        i = 6;
        r = g(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        i = 7;
        r = h(args);
        if (r !== undefined) {
          if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
          if (r !== null) out[size++] = r;
        }
        return size;
      }
    } catch (error) {
      throw blame(plan, at + i, error);
    }
    return pending(plan, at + i, r, out, size, args);
  };
}
