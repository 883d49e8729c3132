import { type Guard, guarded, UNGUARDED } from '../guard.js';
import type { Invoke, Plan, Step } from '../plan.js';

/** Consecutive steps of a plan, which one unrolled function calls. */
export interface Part {
  /** The index of the first. */
  readonly at: number;
  readonly size: number;
}

/** For so many steps there are functions. */
const SIZES = [8, 4, 3, 2, 1] as const;

/** Cuts the steps of a plan into parts. */
export function partsOf({ steps }: Plan): Part[] {
  const parts: Part[] = [];
  for (let at = 0, size = 0; at < steps.length; at += size) {
    size = SIZES.find((one) => one <= steps.length - at) ?? 1;
    parts.push({ at, size });
  }
  return parts;
}

/** What calls one step. */
export function runOf(plan: Plan, index: number): Invoke {
  return (plan.steps[index] as Step).run;
}

/** Calls the parts of a plan one after another until one gives something else than `undefined`. */
export function callParts(plan: Plan, guard: Guard, block: (plan: Plan, part: Part, guard: Guard) => Invoke): Invoke {
  const parts = partsOf(plan);
  const [only] = parts;
  if (only === undefined) return guarded(guard, () => undefined);
  // Alone, a block asks the guard itself; among others it could not end the whole call.
  if (parts.length === 1) return block(plan, only, guard);
  return inOrder(
    parts.map((part) => block(plan, part, UNGUARDED)),
    guard,
  );
}

/**
 * Runs blocks one after another until one gives something else than `undefined`, and gives that.
 *
 * V8 sees through up to four blocks at once, but not through a function that calls itself, so each count has a function
 * of its own.
 */
function inOrder(blocks: readonly Invoke[], guard: Guard): Invoke {
  const [a, b, c, d] = blocks as [Invoke, Invoke, Invoke, Invoke];
  const { cell, stale } = guard;
  switch (blocks.length) {
    case 1:
      return a;
    case 2:
      return (args) => {
        if (!cell.live) return stale(args);
        const result = a(args);
        return result === undefined ? b(args) : result;
      };
    case 3:
      return (args) => {
        if (!cell.live) return stale(args);
        let result = a(args);
        if (result === undefined) result = b(args);
        return result === undefined ? c(args) : result;
      };
    case 4:
      return (args) => {
        if (!cell.live) return stale(args);
        let result = a(args);
        if (result === undefined) result = b(args);
        if (result === undefined) result = c(args);
        return result === undefined ? d(args) : result;
      };
    default:
      return inOrder(
        inFours(blocks).map((four) => inOrder(four, UNGUARDED)),
        guard,
      );
  }
}

/** Cuts a list into pieces of at most four. */
export function inFours<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / 4) }, (_, i) => list.slice(4 * i, 4 * i + 4));
}
