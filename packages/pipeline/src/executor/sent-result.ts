import type { OutcomeStatus, SerializedError } from '@pintle/hookspecs';
import { restamped, type RunKey } from '../log/draft.js';
import { deserializeError, serializeError } from '../log/serialized-error.js';
import type { NodeResult } from './node-executor.js';

/** The result of an attempt as JSON. */
export interface SentResult extends Omit<NodeResult, 'outcome' | 'values'> {
  readonly outcome: {
    readonly status: OutcomeStatus;
    /** ISO 8601, UTC. */
    readonly startedAt: string;
    /** ISO 8601, UTC. */
    readonly finishedAt: string;
    readonly durationMs: number;
    readonly attempt: number;
    readonly error?: SerializedError;
    readonly reason?: string;
  };
}

/** The result of an attempt as it is sent to the orchestrator: without data, which is where it was saved. */
export function packResult({ outcome, values: _, ...rest }: NodeResult): SentResult {
  const { startedAt, finishedAt, error, ...plain } = outcome;
  return {
    ...rest,
    outcome: {
      ...plain,
      startedAt: startedAt.toISOString(),
      finishedAt: finishedAt.toISOString(),
      ...(error === undefined ? {} : { error: serializeError(error) }),
    },
  };
}

/** A result that was sent, in the attempt of the run that takes it. */
export function unpackResult({ outcome, events, ...rest }: SentResult, run: RunKey): NodeResult {
  const { startedAt, finishedAt, error, ...plain } = outcome;
  return {
    ...rest,
    events: events.map((event) => restamped(event, run)),
    outcome: Object.freeze({
      ...plain,
      startedAt: new Date(startedAt),
      finishedAt: new Date(finishedAt),
      ...(error === undefined ? {} : { error: deserializeError(error) }),
    }),
  };
}
