import { describe, expect, it } from 'vitest';
import { MATH, Project } from './project.js';

const MANIFEST = {
  plugin: './index.js',
  commands: { acme: { description: 'Talk to Acme', entry: './acme.js' }, broken: { entry: './broken.js' } },
};
const FILES = {
  ...MATH,
  'conf/prod/run.yml': '',
  'package.json': { name: 'project', type: 'module', dependencies: { pintle: '*', 'pintle-plugin-acme': '1' } },
  'node_modules/pintle-plugin-acme/package.json': {
    name: 'pintle-plugin-acme',
    version: '1.2.0',
    type: 'module',
    pintle: MANIFEST,
  },
  'node_modules/pintle-plugin-acme/index.js': `export default { name: 'acme', hooks: { after_command_run({ commandArgs, exitCode, log }) { log.info(commandArgs.command.join(' '), { exitCode }); } } };`,
  'node_modules/pintle-plugin-acme/acme.js': `
    export default { description: 'Talk to Acme', commands: {
      count: {
        description: 'count nodes',
        args: { pipeline: { description: 'a pipeline', required: true } },
        options: { tag: { type: 'string', description: 'only these' } },
        async run({ args, options, output, session, project, env }) {
          const { pipelines } = await session();
          const nodes = pipelines.get(args.pipeline).nodes.filter((node) => options.tag === undefined || node.tags.includes(options.tag));
          output.show({ nodes: nodes.length, project: project.name, env }, () => output.table(['PIPELINE', 'NODES'], [[args.pipeline, nodes.length]]));
        },
      },
      wait: {
        description: 'wait to be stopped',
        run: ({ signal, log }) => new Promise((resolve) => {
          log.info('waiting');
          const timer = setTimeout(resolve, 60_000);
          signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); });
        }),
      },
      fail: { description: 'fail', run() { throw new TypeError('no luck'); } },
      seven: { description: 'seven', run: () => 7 },
    } };`,
  'node_modules/pintle-plugin-acme/broken.js': `export default { descripton: 'x' };`,
};

describe('the commands of plugins', () => {
  it('are in the help, loaded only when named', async () => {
    using project = new Project({ ...FILES, 'node_modules/pintle-plugin-acme/acme.js': `throw new Error('loaded');` });
    const { code, stdout } = await project.pintle('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Commands of plugins:\n {2}acme +Talk to Acme \(pintle-plugin-acme\)/);
    const named = await project.pintle('acme', 'count');
    expect([named.code, named.stderr]).toEqual([2, expect.stringContaining('✗ DISCOVERY_IMPORT_FAILED')]);
  });

  it('get typed arguments, the session, and the hooks of commands around them', async () => {
    using project = new Project(FILES);
    const text = await project.pintle('acme', 'count', 'math', '--tag', 'math');
    expect([text.code, text.stdout]).toEqual([0, 'PIPELINE   NODES\nmath           1\n']);
    expect(text.stderr).toContain('acme count  exitCode=0');
    const json = await project.pintle('acme', 'count', 'math', '--json', '-e', 'prod');
    expect(JSON.parse(json.stdout)).toEqual({ nodes: 3, project: 'project', env: 'prod' });
  });

  it('have help, near matches and checks like ours', async () => {
    using project = new Project(FILES);
    expect((await project.pintle('acme', 'count', '--help')).stdout).toContain(
      'Usage: pintle acme count [options] <pipeline>',
    );
    expect((await project.pintle('help', 'acme')).stdout).toContain('Usage: pintle acme');
    for (const [argv, hint] of [
      [['acmee'], 'Did you mean "acme"?'],
      [['acme', 'cuont'], 'Did you mean "count"?'],
      [['acme', 'count', 'math', '--tga', 'x'], 'Did you mean "--tag"?'],
    ] as const) {
      const { code, stderr } = await project.pintle(...argv);
      expect([code, stderr]).toEqual([2, expect.stringContaining(hint)]);
    }
  });

  it('end with the exit code that they give; what they throw names their package', async () => {
    using project = new Project(FILES);
    expect((await project.pintle('acme', 'seven')).code).toBe(7);
    const { code, stderr } = await project.pintle('acme', 'fail');
    expect(code).toBe(1);
    expect(stderr).toContain('✗ TypeError  no luck\n  plugin pintle-plugin-acme\n');
    expect(stderr).toContain('acme fail  exitCode=1');
  });

  it('are stopped by ctrl-C through their signal', async () => {
    using project = new Project(FILES);
    const { child, seen, ended } = project.start(['acme', 'wait']);
    await seen('waiting');
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('acme wait  exitCode=130');
  });

  it('are gone when their plugin is disabled', async () => {
    using project = new Project(FILES);
    const off = ['--disable-plugin', 'pintle-plugin-acme'];
    expect((await project.pintle('--help', ...off)).stdout).not.toContain('acme');
    const { code, stderr } = await project.pintle('acme', 'seven', ...off);
    expect(code).toBe(2);
    expect(stderr).toContain('✗ COMMAND_DISABLED  "acme" is a command of "pintle-plugin-acme", which is not in force');
    project.write({ 'settings.ts': `export const DISABLE_HOOKS_FOR_PLUGINS = ['pintle-plugin-acme'];` });
    expect((await project.pintle('--help')).stdout).not.toContain('acme');
    expect((await project.pintle('acme', 'seven')).code).toBe(2);
  });

  it('are judged when they are named, and by plugins check', async () => {
    using project = new Project(FILES);
    for (const argv of [['broken'], ['plugins', 'check']]) {
      const { code, stderr } = await project.pintle(...argv);
      expect(code).toBe(2);
      expect(stderr).toContain(
        '✗ COMMAND_INVALID  The command "broken" of "pintle-plugin-acme" has the unknown key "descripton".',
      );
    }
  });
});
