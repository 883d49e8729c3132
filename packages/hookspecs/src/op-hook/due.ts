import type { OutcomeStatus } from '../domain/outcome.js';

/** The ends of an op that op hooks tell apart. */
export type OpHookKind = 'success' | 'failure';

const DUE: Readonly<Record<OpHookKind, readonly OutcomeStatus[]>> = {
  success: ['success'],
  failure: ['error', 'timed_out', 'crashed'],
};

/** Whether hooks of a kind are called for an op that ended so. Ops that did not execute, or were called off, have none. */
export function isDue(kind: OpHookKind, status: OutcomeStatus): boolean {
  return DUE[kind].includes(status);
}
