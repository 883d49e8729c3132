import type { RunOptions, Session } from '@pintle/pipeline';
import type { BuiltInContext } from '../built-in.js';
import { EXIT } from '../exit-code.js';
import { words } from '../output/run/event-line.js';
import { count } from '../output/wording.js';

/** What a run would do, as a table or as data. @returns the exit code */
export async function showPlan(
  session: Session,
  request: RunOptions,
  context: Pick<BuiltInContext, 'output' | 'terminal'>,
): Promise<number> {
  const { output, terminal } = context;
  const { pipeline, answered, request: full } = await session.plan(request);
  const nodes = pipeline.nodes.map(({ name, kind = 'code', inputs, outputs, tags = [] }) => {
    const skipped = answered.get(name);
    return { name, kind, inputs, outputs, tags, ...(skipped === undefined ? {} : { skipped }) };
  });
  const { runner } = full;
  output.show({ pipeline: pipeline.name, env: session.env, runner, nodes }, () => {
    const { colors } = terminal.out;
    const head = `${colors.bold(pipeline.name)} would run ${count(nodes.length - answered.size, 'node')} in env ${session.env}, runner ${runner}`;
    if (nodes.length === 0) return `${head}.`;
    const table = output.table(
      ['', 'NODE', 'INPUTS', 'OUTPUTS', 'TAGS'],
      nodes.map(({ name, inputs, outputs, tags, skipped }, index) => [
        index + 1,
        skipped === undefined ? name : colors.gray(`${name} (skipped: ${words(skipped)})`),
        inputs.join(', '),
        outputs.join(', '),
        tags.join(', '),
      ]),
    );
    return `${head}:\n\n${table}`;
  });
  return EXIT.success;
}
