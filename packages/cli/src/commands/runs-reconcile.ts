import { listRuns } from '@pintle/pipeline/runs';
import { builtIn } from '../built-in.js';
import { markOf } from '../output/status.js';
import { count } from '../output/wording.js';

/** `pintle runs reconcile` */
export const runsReconcile = builtIn({
  description: 'end runs of the environment whose process has died: as crashed, with their end hooks called',
  async run({ openSession, output, terminal }) {
    const session = await openSession();
    const ended = await session.reconcile();
    output.show(ended, () => {
      const { colors } = terminal.out;
      const lines = ended.map(({ runId, pipeline, crashed }) => {
        const nodes = crashed.length === 0 ? '' : `, with ${crashed.join(', ')} under way`;
        return `${markOf('crashed', colors)} ${pipeline}  crashed, run ${runId}${nodes}`;
      });
      const summary =
        ended.length === 0 ? `No run of ${session.env} has died.` : `${count(ended.length, 'run')} ended.`;
      return [...lines, summary, ...elsewhere(session.projectDir)].join('\n');
    });
  },
});

/** Dead runs of other environments, whose plugins and connections this session does not have. */
function elsewhere(projectDir: string): string[] {
  const crashed = listRuns(projectDir, Infinity).filter(({ status }) => status === 'crashed');
  const dead = crashed.filter(({ record }) => record.ended?.status !== 'crashed');
  const environments = Map.groupBy(dead, ({ env }) => env);
  return [...environments].map(
    ([env, runs]) => `${count(runs.length, 'run')} of ${env} died, too: pintle runs reconcile --env ${env}`,
  );
}
