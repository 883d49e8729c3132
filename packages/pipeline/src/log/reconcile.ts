import { existsSync, rmSync } from 'node:fs';
import type { RunEvent } from '@pintle/hookspecs';
import type { Project } from '../run/project.js';
import { DeadRun, type ReconciledRun } from './dead-run.js';
import { runFolder } from './folder.js';
import { isRunHeld, Lease } from './lease.js';
import { endOf, recordOf } from './run-record.js';
import { eventsOf, openRuns } from './run-store.js';

/**
 * Ends the runs of this environment whose process has died: claims each, which only one process can, ends its open nodes
 * and the run itself as `crashed`, and calls `after_model`, `on_node_end` and `on_run_end` with the plugins that are here.
 * Runs of living processes are left alone, and so are those of other environments: their hooks would speak to the wrong
 * databases.
 */
export async function reconcileRuns(project: Project): Promise<readonly ReconciledRun[]> {
  const { projectDir, env, leaseMs, log } = project;
  const reconciled: ReconciledRun[] = [];
  for (const runId of openRuns(projectDir)) {
    const folder = runFolder(projectDir, runId);
    if (!existsSync(folder.dir)) {
      // Somebody has removed the run, and there is nothing left of it to end.
      rmSync(folder.marker, { force: true });
      continue;
    }
    if (isRunHeld(folder) || !isOf(env, projectDir, runId)) continue;
    const lease = Lease.claim(folder, leaseMs);
    if (lease === undefined) continue;
    try {
      const events = eventsOf(projectDir, runId);
      const record = recordOf(events);
      if (record === undefined || endOf(record) !== undefined) lease.release(true);
      else reconciled.push(await new DeadRun(project, record, lease, failuresIn(events)).end());
    } catch (error) {
      lease.release(false);
      log.error(`run ${runId} could not be reconciled`, { error });
    }
  }
  return reconciled;
}

/** A run that has recorded nothing belongs to every environment. A log that cannot be read is left to who claims it. */
function isOf(env: string, projectDir: string, runId: string): boolean {
  try {
    return (recordOf(eventsOf(projectDir, runId))?.started.env ?? env) === env;
  } catch {
    return true;
  }
}

function failuresIn(events: readonly RunEvent[]): number {
  return events.filter(({ type }) => type === 'hook_failed').length;
}
