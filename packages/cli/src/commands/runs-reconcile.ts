import { builtIn } from '../built-in.js';
import { markOf } from '../output/status.js';
import { count } from '../output/wording.js';

/** `pintle runs reconcile` */
export const runsReconcile = builtIn({
  description: 'end runs whose process has died: as crashed, with their end hooks called',
  async run({ openSession, output, terminal }) {
    const session = await openSession();
    const ended = await session.reconcile();
    output.show(ended, () => {
      if (ended.length === 0) return 'No run has died.';
      const { colors } = terminal.out;
      const lines = ended.map(({ runId, pipeline, crashed }) => {
        const nodes = crashed.length === 0 ? '' : `, with ${crashed.join(', ')} under way`;
        return `${markOf('crashed', colors)} ${pipeline}  crashed, run ${runId}${nodes}`;
      });
      return [...lines, `${count(ended.length, 'run')} ended.`].join('\n');
    });
  },
});
