import { defineCommand } from '@pintle/hookspecs';
import { PendingRuns } from '../sync/pending.js';
import { statusText } from '../text/status.js';
import { count, dateAndTime, formatDuration } from '../text/wording.js';
import { listRuns, type ListedRun } from '../trail/list-runs.js';
import { catchUp } from './bring-runs.js';
import { withTrail } from './open-trail.js';

/** `pintle audit list` */
export const list = defineCommand({
  description: 'list the runs of the trail, the newest first',
  options: {
    limit: { type: 'number', min: 1, default: 20, description: 'how many at most' },
    pipeline: { type: 'string', value: 'name', description: 'only runs of this pipeline' },
    status: { type: 'list', description: 'only runs that ended so: error, crashed, …' },
  },
  run: (context) =>
    withTrail(context, async (trail) => {
      const { options, output } = context;
      await catchUp(context, trail, new PendingRuns(trail.settings.projectDir).all());
      const { limit, pipeline, status } = options;
      const runs = await listRuns(trail.store, { limit, pipeline, status });
      output.show(runs, () => {
        if (runs.length === 0) return `There are no such runs in ${trail.store.where}.`;
        return output.table(
          ['RUN', 'PIPELINE', 'ENV', 'STARTED', 'STATUS', 'TIME', 'NODES', 'ROWS', 'ATTEMPT', 'ERROR'],
          runs.map(cells),
        );
      });
    }),
});

function cells(run: ListedRun): readonly (string | undefined)[] {
  const { startedAt, finishedAt, nodesOk, nodesTotal, rows, error } = run;
  const time =
    finishedAt === undefined ? undefined : formatDuration(Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)));
  const [why] = error?.split('\n', 1) ?? [];
  return [
    run.runId,
    run.pipeline,
    run.env,
    dateAndTime(startedAt),
    statusText(run.status),
    time,
    `${nodesOk}/${nodesTotal}`,
    rows === undefined ? undefined : count(rows, 'row'),
    String(run.attempt),
    why === undefined || why.length <= 60 ? why : `${why.slice(0, 59)}…`,
  ];
}
