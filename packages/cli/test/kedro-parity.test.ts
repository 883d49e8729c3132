import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Project } from './project.js';

/** A case of the table that packages/pipeline/test/kedro-parity keeps; the table says how it is written. */
interface Case {
  readonly name: string;
  readonly fault: { readonly argv: readonly string[]; readonly function?: string; readonly hook?: string };
  readonly steps: readonly Step[];
}
type Step = string | { readonly here?: string };

const TABLE = new URL('../../pipeline/test/kedro-parity/commands.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(TABLE, 'utf8')) as { readonly cases: readonly Case[] };

const PIPELINES = `
  import { dataset, node, param, pipeline } from 'pintle';

  export default pipeline('parity', [
    node({ name: 'n1', inputs: { act: param<string>('act') }, outputs: dataset<number>('x') }, ({ act }) => {
      if (act === 'throws') throw new RangeError('the function failed');
      return 1;
    }),
  ]);
`;

/** Plugin A writes its calls down; B, whose turn comes before, fails in a hook. */
const settings = (failing: string | undefined): string => `
  import { appendFileSync } from 'node:fs';
  import { definePlugin } from 'pintle';

  const write = (line: string) => appendFileSync(new URL('calls.txt', import.meta.url), line + '\\n');
  const a = definePlugin({
    name: 'A',
    hooks: {
      before_command_run: () => write('before_command_run'),
      after_context_created: () => write('after_context_created'),
      after_catalog_created: () => write('after_catalog_created'),
      before_pipeline_run: () => write('before_pipeline_run'),
      after_pipeline_run: () => write('after_pipeline_run'),
      on_pipeline_error: () => write('on_pipeline_error'),
      after_command_run: ({ exitCode }) => write('after_command_run ' + exitCode),
    },
  });
  const fail = () => { throw new TypeError('the hook failed'); };
  export const HOOKS = [a${failing === undefined ? '' : `, { name: 'B', hooks: { ${failing}: fail } }`}];
`;

it.each(cases)("calls what Kedro's table says: $name", async ({ fault, steps }) => {
  using project = new Project({
    'conf/base/parameters.yml': `act: ${fault.function ?? 'none'}\n`,
    'pipelines.ts': PIPELINES,
    'settings.ts': settings(fault.hook),
  });
  const { code } = await project.pintle(...fault.argv);
  const calls = existsSync(join(project.dir, 'calls.txt')) ? project.read('calls.txt').trim().split('\n') : [];
  const here = steps.flatMap((step) => (typeof step === 'string' ? [step] : (step.here ?? [])));
  expect([...calls, `exit ${code}`]).toEqual(here);
});

it('calls nothing of a plugin that is disabled, around commands neither', async () => {
  using project = new Project({
    'conf/base/parameters.yml': 'act: none\n',
    'pipelines.ts': PIPELINES,
    'settings.ts': `${settings(undefined)}\nexport const DISABLE_HOOKS_FOR_PLUGINS = ['A'];`,
  });
  const { code } = await project.pintle('run');
  expect([code, existsSync(join(project.dir, 'calls.txt'))]).toEqual([0, false]);
});
