import { builtIn } from '../built-in.js';
import { count } from '../output/wording.js';
import { mermaid } from '../pipelines/mermaid.js';

/** `pintle pipelines show [pipeline]` */
export const pipelinesShow = builtIn({
  description: 'show the nodes of a pipeline in the order in which they run',
  args: { pipeline: { description: 'a pipeline; several joined by "+" (default: what "pintle run" runs)' } },
  options: { mermaid: { type: 'boolean', description: 'print a Mermaid flowchart' } },
  async run({ args, options, openSession, output, terminal }) {
    const session = await openSession();
    const { pipeline } = await session.plan(args.pipeline === undefined ? {} : { pipeline: args.pipeline });
    if (options.mermaid && !output.json) {
      output.line(mermaid(pipeline));
      return;
    }
    const nodes = pipeline.nodes.map(({ name, kind = 'code', inputs, outputs, tags = [], namespace }) => ({
      name,
      kind,
      inputs,
      outputs,
      tags,
      ...(namespace === undefined ? {} : { namespace }),
    }));
    output.show({ name: pipeline.name, inputs: pipeline.inputs(), outputs: pipeline.outputs(), nodes }, () => {
      const head = `${terminal.out.colors.bold(pipeline.name)}: ${count(nodes.length, 'node')}`;
      const rows = nodes.map(({ name, kind, inputs, outputs, tags }, index) => [
        index + 1,
        name,
        kind,
        inputs.join(', '),
        outputs.join(', '),
        tags.join(', '),
      ]);
      return rows.length === 0
        ? head
        : `${head}\n\n${output.table(['', 'NODE', 'KIND', 'INPUTS', 'OUTPUTS', 'TAGS'], rows)}`;
    });
  },
});
