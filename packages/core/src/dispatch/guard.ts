import type { Invoke } from './plan.js';

/** Says whether what was made for some implementations still fits those that are registered. */
export interface Cell {
  live: boolean;
}

/** What a dispatcher asks at the start of every call: its caller may have kept it from before a change. */
export interface Guard {
  readonly cell: Cell;
  /** Makes the call where the dispatcher no longer fits. */
  readonly stale: Invoke;
}

/** For what always fits: what is called once, and what stands inside something guarded. */
export const UNGUARDED: Guard = { cell: { live: true }, stale: () => undefined };

/** Puts a guard before something that does not ask itself. */
export function guarded({ cell, stale }: Guard, run: Invoke): Invoke {
  return (args) => (cell.live ? run(args) : stale(args));
}
