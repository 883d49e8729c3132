/**
 * How something ended, at every level: run, node, hook.
 *
 * - `success`: it did its work · `cached`: a `run_node` wrapper or an existing output answered for it
 * - `error`: it failed, all attempts used · `retrying`: an attempt failed and another follows
 * - `skipped`: it was selected and did not execute · `cancelled`: a signal or the user stopped it
 * - `timed_out`: it ran over its `timeoutMs` · `crashed`: its process died; a later process says so
 */
export type OutcomeStatus =
  | 'success'
  | 'error'
  | 'retrying'
  | 'skipped'
  | 'cached'
  | 'cancelled'
  | 'timed_out'
  | 'crashed';

/** How something ended, and when. */
export interface Outcome {
  readonly status: OutcomeStatus;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** Milliseconds from start to finish, on a monotonic clock. */
  readonly durationMs: number;
  /** The attempt that ended it, from 1; 0 when none was started. */
  readonly attempt: number;
  /** What was thrown, untouched. Present for `error`, `timed_out` and `retrying`. */
  readonly error?: unknown;
  /** A word for why: the skip reason, the signal, … */
  readonly reason?: string;
}

/** Why a selected node did not execute. */
export type SkipReason = 'upstream_failed' | 'run_stopped' | 'cached' | 'outputs_exist' | 'condition' | 'cancelled';
