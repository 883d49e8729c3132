import { builtIn } from '../built-in.js';
import { isParameter } from '../pipelines/parameters.js';

/** `pintle pipelines list` */
export const pipelinesList = builtIn({
  description: 'list the pipelines and jobs of the project and its plugins',
  async run({ openSession, output, terminal }) {
    const { pipelines, jobs, defaultPipelines } = await openSession();
    const rows = [...pipelines.values()].map((one) => ({
      name: one.name,
      job: jobs.includes(one.name),
      default: defaultPipelines.includes(one.name),
      nodes: one.nodes.length,
      inputs: one.inputs().filter((name) => !isParameter(name)),
      outputs: one.outputs(),
    }));
    output.show(rows, () => {
      const { colors } = terminal.out;
      if (rows.length === 0) return 'This project has no pipelines: export one from pipelines.ts.';
      const table = output.table(
        ['PIPELINE', 'NODES', 'INPUTS', 'OUTPUTS'],
        rows.map(({ name, job, nodes, inputs, outputs, ...row }) => [
          [name, ...(job ? [colors.dim('(job)')] : []), ...(row.default ? [colors.cyan('*')] : [])].join(' '),
          nodes,
          inputs.join(', '),
          outputs.join(', '),
        ]),
      );
      if (defaultPipelines.length === 0) return table;
      return `${table}\n\n${colors.dim('* what "pintle run" runs when none is named')}`;
    });
  },
});
