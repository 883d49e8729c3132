import { showRun } from '@pintle/pipeline/runs';
import { builtIn } from '../built-in.js';
import { describeRun } from '../runs/describe-run.js';
import { runTree } from '../runs/run-tree.js';

/** `pintle runs show [run]` */
export const runsShow = builtIn({
  description: 'show a past run: its nodes with what they loaded and saved, and what went wrong',
  args: { run: { description: 'a run: its id, the beginning of it, or "last" (default: last)' } },
  traits: { readsOnly: true },
  async run({ args, project, output, terminal, invocation }) {
    const { summary, events } = showRun(project.projectDir, args.run ?? 'last');
    const run = describeRun(summary, events);
    const { verbose } = invocation.common;
    output.show(run, () => runTree(run, { colors: terminal.out.colors, verbose, projectDir: project.projectDir }));
  },
});
