import type { Outcome, RunStats } from '@pintle/hookspecs';
import type { NodeExecutor } from '../executor/node-executor.js';
import { serializeError } from '../log/serialized-error.js';
import type { OpenRun } from './open-run.js';
import type { DisposeFailure } from './resources.js';

/**
 * Lets go of all that a run holds and ends its log, after all hooks: a run whose process dies in one of them is not taken
 * for ended. A run of which another attempt follows stays open. Never rejects.
 *
 * @param stats - counted when everything has been disposed
 * @returns whether the run was ours to the end
 */
export async function closeRun(
  open: OpenRun,
  executor: NodeExecutor | undefined,
  outcome: Outcome,
  stats: () => RunStats,
): Promise<boolean> {
  const { cancellation, runLog, lease, recorder, log } = open;
  const failed = (error: unknown): void => log.error('the run could not be closed', { error });
  try {
    if (executor !== undefined) await closeExecutor(open, executor);
    await disposeResources(open);
    await recordEnd(open, outcome, stats());
  } catch (error) {
    if (!recorder.isClosed) failed(error);
  }
  const isOurs = !recorder.isClosed;
  cancellation.settle();
  try {
    if (isOurs && outcome.status === 'retrying') runLog.nextAttempt();
    else lease.release(runLog.close());
  } catch (error) {
    failed(error);
  }
  return isOurs;
}

async function closeExecutor({ cancellation, log }: OpenRun, executor: NodeExecutor): Promise<void> {
  const failed = (error: unknown): void => log.warn('the runner could not be closed', { error });
  await cancellation.ends.for(executor.close()).catch(failed);
}

async function disposeResources({ resources, cancellation, recorder }: OpenRun): Promise<void> {
  const timeUp = (error: unknown): readonly DisposeFailure[] => [{ name: 'resources', error }];
  for (const { name, error } of await cancellation.ends.for(resources.dispose()).catch(timeUp)) {
    await recorder.hookFailed(`dispose ${name}`, error);
  }
}

async function recordEnd({ recorder }: OpenRun, outcome: Outcome, stats: RunStats): Promise<void> {
  if (recorder.isClosed) return;
  const { status, durationMs, reason, error } = outcome;
  await recorder.record({
    type: 'run_ended',
    status,
    durationMs,
    stats,
    ...(reason === undefined ? {} : { reason }),
    ...(error === undefined ? {} : { error: serializeError(error) }),
  });
}
