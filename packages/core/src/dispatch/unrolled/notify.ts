import { hasThen, isThenable } from '../../thenable.js';
import type { Guard } from '../guard.js';
import { notifyAfterError, notifyPending } from '../notify.js';
import type { Invoke, Plan } from '../plan.js';
import { callParts, type Part, runOf } from './blocks.js';

/**
 * The dispatcher of a notify plan without wrappers, unrolled: each step has a call site of its own. A block gives a
 * promise, and throws, only after it has seen to all the steps behind it. Most steps give `undefined`: that is asked first,
 * since it is answered fastest.
 */
export function unrolledNotify(plan: Plan, guard: Guard): Invoke {
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

function block1(plan: Plan, { at }: Part, { cell, stale }: Guard): Invoke {
  const a = runOf(plan, at);
  return (args) => {
    if (!cell.live) return stale(args);
    let r: unknown;
    try {
      r = a(args);
      if (r === undefined || !isThenable(r)) return undefined;
    } catch (error) {
      return notifyAfterError(plan, at, error, args);
    }
    return notifyPending(plan, at, r, args);
  };
}

function block2(plan: Plan, { at }: Part, { cell, stale }: Guard): Invoke {
  const a = runOf(plan, at);
  const b = runOf(plan, at + 1);
  return (args) => {
    if (!cell.live) return stale(args);
    let i = 0;
    let r: unknown;
    try {
      calls: {
        r = a(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        i = 1;
        r = b(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        return undefined;
      }
    } catch (error) {
      return notifyAfterError(plan, at + i, error, args);
    }
    return notifyPending(plan, at + i, r, args);
  };
}

function block3(plan: Plan, { at }: Part, { cell, stale }: Guard): Invoke {
  const a = runOf(plan, at);
  const b = runOf(plan, at + 1);
  const c = runOf(plan, at + 2);
  return (args) => {
    if (!cell.live) return stale(args);
    let i = 0;
    let r: unknown;
    try {
      calls: {
        r = a(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        i = 1;
        r = b(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        i = 2;
        r = c(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        return undefined;
      }
    } catch (error) {
      return notifyAfterError(plan, at + i, error, args);
    }
    return notifyPending(plan, at + i, r, args);
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
    let r: unknown;
    try {
      calls: {
        r = a(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        i = 1;
        r = b(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        i = 2;
        r = c(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        i = 3;
        r = d(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        return undefined;
      }
    } catch (error) {
      return notifyAfterError(plan, at + i, error, args);
    }
    return notifyPending(plan, at + i, r, args);
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
    let r: unknown;
    try {
      calls: {
        r = a(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        i = 1;
        r = b(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        i = 2;
        r = c(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        i = 3;
        r = d(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        i = 4;
        r = e(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        i = 5;
        r = f(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        i = 6;
        r = g(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        i = 7;
        r = h(args);
        if (r !== undefined && (typeof r === 'object' || typeof r === 'function') && hasThen(r)) break calls;
        return undefined;
      }
    } catch (error) {
      return notifyAfterError(plan, at + i, error, args);
    }
    return notifyPending(plan, at + i, r, args);
  };
}
