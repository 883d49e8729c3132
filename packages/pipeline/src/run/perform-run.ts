import type { RunResult } from '@pintle/hookspecs';
import { nextAttempt, type OpenRun } from './open-run.js';
import type { Project } from './project.js';
import type { AttemptRecorder } from './recorder.js';
import { type MakeWork, performAttempt } from './run-attempt.js';

/** How a run is performed. */
export interface RunPerformance {
  /** What is done; default: walking the pipeline that was asked for. */
  readonly makeWork: MakeWork | undefined;
  /** Cancels the run: the attempt that goes on, or that is waited for. */
  readonly signal: AbortSignal | undefined;
  /** Calls what performs an attempt where faults of hooks are the recorder's. */
  within<T>(recorder: AttemptRecorder, perform: () => Promise<T>): Promise<T>;
}

/**
 * Performs an opened run, one attempt after another until none follows. Never rejects: what fails is in the result, that of
 * the last attempt.
 *
 * A cancel between two attempts is the next one's: it begins at once, does nothing, and ends as cancelled.
 */
export async function performRun(
  project: Project,
  opened: OpenRun,
  { makeWork, signal, within }: RunPerformance,
): Promise<RunResult> {
  for (let open = opened; ; open = nextAttempt(project, open)) {
    const { cancellation, recorder, clock } = open;
    const unfollow = cancellation.follow(signal);
    const { result, retryDelayMs } = await within(recorder, () => performAttempt(project, open, makeWork));
    if (retryDelayMs !== undefined) await clock.sleep(retryDelayMs, cancellation.signal).catch(() => {});
    unfollow();
    cancellation.settle();
    if (retryDelayMs === undefined) return result;
  }
}
