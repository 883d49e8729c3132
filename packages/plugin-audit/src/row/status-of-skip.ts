import type { OutcomeStatus } from '@pintle/hookspecs';

/** How a node ended that did not execute: an output that was there already stands in for the work. */
export function statusOfSkip(reason: unknown): OutcomeStatus {
  if (reason === 'cancelled') return 'cancelled';
  return reason === 'cached' || reason === 'outputs_exist' ? 'cached' : 'skipped';
}
