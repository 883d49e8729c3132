import { defineCommand } from '@pintle/hookspecs';
import { runIds } from '../run-log/folder.js';
import { type BroughtRun } from '../sync/bring.js';
import { PendingRuns } from '../sync/pending.js';
import { paint } from '../text/paint.js';
import { count } from '../text/wording.js';
import { bringRuns } from './bring-runs.js';
import { withTrail } from './open-trail.js';

/** `pintle audit sync` */
export const sync = defineCommand({
  description: 'bring what is missing from the run logs into the store; makes a lost store anew',
  run: (context) =>
    withTrail(context, async (trail) => {
      const { projectDir } = trail.settings;
      const known = runIds(projectDir);
      const pending = new PendingRuns(projectDir);
      // Of runs whose folders were removed there is nothing left to bring.
      for (const runId of pending.all()) if (!known.includes(runId)) pending.remove(runId);
      const runs = await bringRuns(context, trail, known);
      const shown = runs.filter(
        ({ added, shorter, state }) => added > 0 || shorter !== undefined || state !== 'complete',
      );
      const { output } = context;
      output.show(runs, () => {
        const added = runs.reduce((sum, run) => sum + run.added, 0);
        const sum = `${count(runs.length, 'run')}, ${count(added, 'record')} added to ${trail.store.where}.`;
        return shown.length === 0 ? sum : `${output.table(['RUN', 'ADDED', 'STATE'], shown.map(cells))}\n${sum}`;
      });
      return runs.some(({ shorter }) => shorter !== undefined) ? 1 : 0;
    }),
});

function cells({ runId, added, state, shorter }: BroughtRun): readonly (string | number)[] {
  const problem =
    shorter === undefined ? '' : paint('red', `  ✗ ${shorter} is shorter than what was read from it before`);
  return [runId, added, `${STATES[state]}${problem}`];
}

const STATES: Readonly<Record<BroughtRun['state'], string>> = {
  complete: 'complete',
  open: 'still going on',
  dead: 'its process died: the next run, or pintle runs reconcile, ends it',
};
