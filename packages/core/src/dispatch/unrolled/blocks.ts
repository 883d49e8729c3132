import type { Invoke } from '../plan.js';

/**
 * Runs blocks one after another until one gives something else than `undefined`, and gives that.
 *
 * V8 sees through up to four blocks at once, but not through a function that calls itself, so each count has a function
 * of its own.
 */
export function inOrder(blocks: readonly Invoke[]): Invoke {
  const [a, b, c, d] = blocks as [Invoke, Invoke, Invoke, Invoke];
  switch (blocks.length) {
    case 0:
      return () => undefined;
    case 1:
      return a;
    case 2:
      return (args) => {
        const result = a(args);
        return result === undefined ? b(args) : result;
      };
    case 3:
      return (args) => {
        let result = a(args);
        if (result === undefined) result = b(args);
        return result === undefined ? c(args) : result;
      };
    case 4:
      return (args) => {
        let result = a(args);
        if (result === undefined) result = b(args);
        if (result === undefined) result = c(args);
        return result === undefined ? d(args) : result;
      };
    default:
      return inOrder(inFours(blocks).map(inOrder));
  }
}

/** Cuts a list into runs of at most four. */
export function inFours<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / 4) }, (_, i) => list.slice(4 * i, 4 * i + 4));
}
