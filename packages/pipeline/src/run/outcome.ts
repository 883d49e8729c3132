import type { Clock, NodeData, Outcome, OutcomeStatus, RunStats } from '@pintle/hookspecs';

/** Something that has started and will end: what outcomes are measured from. */
export interface Stopwatch {
  readonly startedAt: Date;
  /** The outcome, if it ended now. */
  stop(status: OutcomeStatus, attempt: number, details?: OutcomeDetails): Outcome;
}

/** What an outcome says besides status and time. */
export interface OutcomeDetails {
  readonly error?: unknown;
  readonly reason?: string | undefined;
}

/** Starts now: times of day for people, durations by the monotonic clock. */
export function stopwatch(clock: Clock): Stopwatch {
  const startedAt = clock.now();
  const start = clock.monotonic();
  return {
    startedAt,
    stop(status, attempt, details = {}) {
      const { error, reason } = details;
      return Object.freeze({
        status,
        startedAt,
        finishedAt: clock.now(),
        durationMs: clock.monotonic() - start,
        attempt,
        ...('error' in details ? { error } : {}),
        ...(reason === undefined ? {} : { reason }),
      });
    },
  };
}

/** Whether a node that ended so has its outputs, so that what depends on it can run. */
export function hasOutputs(status: OutcomeStatus): boolean {
  return status === 'success' || status === 'cached';
}

/** What a node gives that did not return. */
export async function noOutputs(): Promise<NodeData> {
  return {};
}

/** Whether something that ended so has failed. */
export function isFailure(status: OutcomeStatus): boolean {
  return status === 'error' || status === 'timed_out' || status === 'crashed';
}

/** Counts how the nodes of a run ended. */
export function statsOf(
  nodes: ReadonlyMap<string, Outcome>,
  planned: number,
  hookFailures: number,
  durationMs: number,
): RunStats {
  const count = (...statuses: OutcomeStatus[]): number =>
    [...nodes.values()].filter(({ status }) => statuses.includes(status)).length;
  return Object.freeze({
    nodesTotal: planned,
    nodesSucceeded: count('success'),
    nodesFailed: count('error', 'timed_out', 'crashed'),
    nodesSkipped: count('skipped'),
    nodesCached: count('cached'),
    nodesCancelled: count('cancelled'),
    hookFailures,
    durationMs,
  });
}

/** What failed as one thing to throw: itself, or several as one `AggregateError` whose `cause` is the first. */
export function oneError(errors: readonly unknown[]): unknown {
  if (errors.length === 1) return errors[0];
  const list = errors.map((error) => `- ${error instanceof Error ? error.message : String(error)}`).join('\n');
  return new AggregateError(errors, `${errors.length} failures:\n${list}`, { cause: errors[0] });
}
