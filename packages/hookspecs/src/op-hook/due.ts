import type { OutcomeStatus } from '../domain/outcome.js';

/**
 * Under this key an implementation that is attached says which calls are meant for it: a function of their args. Who watches
 * calls does not see the others.
 */
export const DUE: unique symbol = Symbol.for('pintle.due');

/** The ends of an op that op hooks tell apart. */
export type OpHookKind = 'success' | 'failure';

const ENDS: Readonly<Record<OpHookKind, readonly OutcomeStatus[]>> = {
  success: ['success'],
  failure: ['error', 'timed_out', 'crashed'],
};

/** Whether hooks of a kind are called for an op that ended so. Ops that did not execute, or were called off, have none. */
export function isDue(kind: OpHookKind, status: OutcomeStatus): boolean {
  return ENDS[kind].includes(status);
}
