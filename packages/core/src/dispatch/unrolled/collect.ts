import { hasThen } from '../../thenable.js';
import { collectPending } from '../collect.js';
import type { Guard } from '../guard.js';
import { blame, type Invoke, type Plan } from '../plan.js';
import { firstOf, present } from '../results.js';
import { runOf } from './blocks.js';
import { collectBlocks } from './collect-blocks.js';

/** The dispatcher of a collect plan without wrappers, unrolled: each step has a call site of its own. */
export function unrolledCollect(plan: Plan, guard: Guard): Invoke {
  switch (plan.steps.length) {
    case 0:
      return collect0(guard);
    case 1:
      return collect1(plan, guard);
    case 2:
      return collect2(plan, guard);
    case 3:
      return collect3(plan, guard);
    default:
      return collectMany(plan, guard);
  }
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function collect0({ cell, stale }: Guard): Invoke {
  return (args) => (cell.live ? [] : stale(args));
}

function collect1(plan: Plan, { cell, stale }: Guard): Invoke {
  const a = runOf(plan, 0);
  return (args) => {
    if (!cell.live) return stale(args);
    try {
      const r = a(args);
      if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) return collectPending(plan, 0, r, [], args);
      return isThere(r) ? [r] : [];
    } catch (error) {
      throw blame(plan, 0, error);
    }
  };
}

function collect2(plan: Plan, { cell, stale }: Guard): Invoke {
  const a = runOf(plan, 0);
  const b = runOf(plan, 1);
  return (args) => {
    if (!cell.live) return stale(args);
    let i = 0;
    try {
      const r = a(args);
      if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) return collectPending(plan, 0, r, [], args);
      i = 1;
      const s = b(args);
      if ((typeof s === 'object' || typeof s === 'function') && hasThen(s))
        return collectPending(plan, 1, s, present([r]), args);
      return isThere(r) && isThere(s) ? [r, s] : present([r, s]);
    } catch (error) {
      throw blame(plan, i, error);
    }
  };
}

function collect3(plan: Plan, { cell, stale }: Guard): Invoke {
  const a = runOf(plan, 0);
  const b = runOf(plan, 1);
  const c = runOf(plan, 2);
  return (args) => {
    if (!cell.live) return stale(args);
    let i = 0;
    try {
      const r = a(args);
      if ((typeof r === 'object' || typeof r === 'function') && hasThen(r)) return collectPending(plan, 0, r, [], args);
      i = 1;
      const s = b(args);
      if ((typeof s === 'object' || typeof s === 'function') && hasThen(s))
        return collectPending(plan, 1, s, present([r]), args);
      i = 2;
      const t = c(args);
      if ((typeof t === 'object' || typeof t === 'function') && hasThen(t))
        return collectPending(plan, 2, t, present([r, s]), args);
      return isThere(r) && isThere(s) && isThere(t) ? [r, s, t] : present([r, s, t]);
    } catch (error) {
      throw blame(plan, i, error);
    }
  };
}

function collectMany(plan: Plan, { cell, stale }: Guard): Invoke {
  const count = plan.steps.length;
  const all = collectBlocks(plan);
  return (args) => {
    if (!cell.live) return stale(args);
    // Of the full length at once: growing it by push costs more than all else here.
    // oxlint-disable-next-line unicorn/no-new-array
    const out = new Array<unknown>(count);
    const size = all(args, out, 0);
    if (typeof size !== 'number') return size;
    return size === count ? out : firstOf(out, size);
  };
}
