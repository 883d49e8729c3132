import { hasThen, isThenable } from '../../thenable.js';
import { firstResultPending } from '../first-result.js';
import type { Guard } from '../guard.js';
import { blame, type Invoke, type Plan } from '../plan.js';
import { callParts, type Part, runOf } from './blocks.js';

/** The dispatcher of a first-result plan without wrappers, unrolled: each step has a call site of its own. */
export function unrolledFirstResult(plan: Plan, guard: Guard): Invoke {
  return callParts(plan, guard, block);
}

function block(plan: Plan, part: Part, guard: Guard): Invoke {
  switch (part.size) {
    case 1:
      return block1(plan, part, guard);
    case 2:
      return block2(plan, part, guard);
    case 3:
      return block3(plan, part, guard);
    case 4:
      return block4(plan, part, guard);
    default:
      return block8(plan, part, guard);
  }
}

function answer(plan: Plan, at: number, result: unknown, args: object): unknown {
  return isThenable(result) ? firstResultPending(plan, at, result, args) : result;
}

function block1(plan: Plan, { at }: Part, { cell, stale }: Guard): Invoke {
  const a = runOf(plan, at);
  return (args) => {
    if (!cell.live) return stale(args);
    try {
      const r = a(args);
      if ((typeof r === 'object' || typeof r === 'function') && hasThen(r))
        return firstResultPending(plan, at, r, args);
      return r === null ? undefined : r;
    } catch (error) {
      throw blame(plan, at, error);
    }
  };
}

function block2(plan: Plan, { at }: Part, { cell, stale }: Guard): Invoke {
  const a = runOf(plan, at);
  const b = runOf(plan, at + 1);
  return (args) => {
    if (!cell.live) return stale(args);
    let i = 0;
    try {
      let r = a(args);
      if (r !== undefined) {
        if (typeof r !== 'object' && typeof r !== 'function') return r;
        if (r !== null) return answer(plan, at + i, r, args);
      }
      i = 1;
      r = b(args);
      return r === undefined || r === null ? undefined : answer(plan, at + i, r, args);
    } catch (error) {
      throw blame(plan, at + i, error);
    }
  };
}

function block3(plan: Plan, { at }: Part, { cell, stale }: Guard): Invoke {
  const a = runOf(plan, at);
  const b = runOf(plan, at + 1);
  const c = runOf(plan, at + 2);
  return (args) => {
    if (!cell.live) return stale(args);
    let i = 0;
    try {
      let r = a(args);
      if (r !== undefined) {
        if (typeof r !== 'object' && typeof r !== 'function') return r;
        if (r !== null) return answer(plan, at + i, r, args);
      }
      i = 1;
      r = b(args);
      if (r !== undefined) {
        if (typeof r !== 'object' && typeof r !== 'function') return r;
        if (r !== null) return answer(plan, at + i, r, args);
      }
      i = 2;
      r = c(args);
      return r === undefined || r === null ? undefined : answer(plan, at + i, r, args);
    } catch (error) {
      throw blame(plan, at + i, error);
    }
  };
}

function block4(plan: Plan, { at }: Part, { cell, stale }: Guard): Invoke {
  const a = runOf(plan, at);
  const b = runOf(plan, at + 1);
  const c = runOf(plan, at + 2);
  const d = runOf(plan, at + 3);
  return (args) => {
    if (!cell.live) return stale(args);
    let i = 0;
    try {
      let r = a(args);
      if (r !== undefined) {
        if (typeof r !== 'object' && typeof r !== 'function') return r;
        if (r !== null) return answer(plan, at + i, r, args);
      }
      i = 1;
      r = b(args);
      if (r !== undefined) {
        if (typeof r !== 'object' && typeof r !== 'function') return r;
        if (r !== null) return answer(plan, at + i, r, args);
      }
      i = 2;
      r = c(args);
      if (r !== undefined) {
        if (typeof r !== 'object' && typeof r !== 'function') return r;
        if (r !== null) return answer(plan, at + i, r, args);
      }
      i = 3;
      r = d(args);
      return r === undefined || r === null ? undefined : answer(plan, at + i, r, args);
    } catch (error) {
      throw blame(plan, at + i, error);
    }
  };
}

function block8(plan: Plan, { at }: Part, { cell, stale }: Guard): Invoke {
  const a = runOf(plan, at);
  const b = runOf(plan, at + 1);
  const c = runOf(plan, at + 2);
  const d = runOf(plan, at + 3);
  const e = runOf(plan, at + 4);
  const f = runOf(plan, at + 5);
  const g = runOf(plan, at + 6);
  const h = runOf(plan, at + 7);
  return (args) => {
    if (!cell.live) return stale(args);
    let i = 0;
    try {
      let r = a(args);
      if (r !== undefined) {
        if (typeof r !== 'object' && typeof r !== 'function') return r;
        if (r !== null) return answer(plan, at + i, r, args);
      }
      i = 1;
      r = b(args);
      if (r !== undefined) {
        if (typeof r !== 'object' && typeof r !== 'function') return r;
        if (r !== null) return answer(plan, at + i, r, args);
      }
      i = 2;
      r = c(args);
      if (r !== undefined) {
        if (typeof r !== 'object' && typeof r !== 'function') return r;
        if (r !== null) return answer(plan, at + i, r, args);
      }
      i = 3;
      r = d(args);
      if (r !== undefined) {
        if (typeof r !== 'object' && typeof r !== 'function') return r;
        if (r !== null) return answer(plan, at + i, r, args);
      }
      i = 4;
      r = e(args);
      if (r !== undefined) {
        if (typeof r !== 'object' && typeof r !== 'function') return r;
        if (r !== null) return answer(plan, at + i, r, args);
      }
      i = 5;
      r = f(args);
      if (r !== undefined) {
        if (typeof r !== 'object' && typeof r !== 'function') return r;
        if (r !== null) return answer(plan, at + i, r, args);
      }
      i = 6;
      r = g(args);
      if (r !== undefined) {
        if (typeof r !== 'object' && typeof r !== 'function') return r;
        if (r !== null) return answer(plan, at + i, r, args);
      }
      i = 7;
      r = h(args);
      return r === undefined || r === null ? undefined : answer(plan, at + i, r, args);
    } catch (error) {
      throw blame(plan, at + i, error);
    }
  };
}
