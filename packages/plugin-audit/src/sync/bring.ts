import { type RunFolder, runFolder } from '../run-log/folder.js';
import { leaseOf } from '../run-log/lease.js';
import { PendingRuns } from './pending.js';
import { type SyncContext, type SyncStep, syncStep } from './sync-step.js';

/** How a run stands after it was brought into the store as far as it goes. */
export interface BroughtRun {
  readonly runId: string;
  /** Records that were not there before. */
  readonly added: number;
  /** `open`: its process lives · `dead`: it does not, and nobody has ended the run yet. */
  readonly state: 'complete' | 'open' | 'dead';
  /** A file that is shorter than what was read from it before. */
  readonly shorter?: string;
}

/** Brings all that the files of a run hold into the store, batch by batch. */
export async function bringRun(
  context: SyncContext,
  projectDir: string,
  runId: string,
  signal: AbortSignal,
): Promise<BroughtRun> {
  const folder = runFolder(projectDir, runId);
  let added = 0;
  let step: SyncStep;
  do {
    signal.throwIfAborted();
    step = await syncStep(context, folder, true);
    added += step.added;
  } while (step.hasMore);
  if (step.isComplete) new PendingRuns(projectDir).remove(runId);
  const { shorter } = step;
  return { runId, added, state: stateOf(step, folder), ...(shorter === undefined ? {} : { shorter }) };
}

function stateOf({ isComplete }: SyncStep, folder: RunFolder): BroughtRun['state'] {
  if (isComplete) return 'complete';
  return leaseOf(folder)?.isHeld === true ? 'open' : 'dead';
}
