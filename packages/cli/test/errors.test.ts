import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MATH, Project } from './project.js';

async function failure(files: Readonly<Record<string, unknown>>, ...argv: readonly string[]): Promise<string> {
  using project = new Project(files);
  const { code, stderr } = await project.pintle(...argv);
  expect(code).toBe(2);
  return stderr.replaceAll(project.dir, '<project>').replace(/^(?:\d\d:\d\d:\d\d .*\n)*/, '');
}

describe('what is wrong is told with code, place and hint, exit code 2:', () => {
  it('no project', async () => {
    const dir = realpathSync(mkdtempSync(join(tmpdir(), 'pintle-none-')));
    using project = new Project();
    const { code, stderr } = await project.pintle('run', '--project', dir);
    rmSync(dir, { recursive: true });
    expect(code).toBe(2);
    expect(stderr).toBe(
      `✗ PROJECT_NOT_FOUND  ${dir} is not in a project: neither it nor a folder above it has a package.json.\n  hint   Go to a project, or name one: --project <dir>.\n`,
    );
  });

  it('an empty project', async () => {
    expect(await failure({}, 'run')).toMatchInlineSnapshot(`
      "✗ PIPELINE_NOT_FOUND  There is nothing to run: this project has no pipelines.
        hint   Export one from pipelines.ts, or install a plugin that contributes one.
      "
    `);
  });

  it('dependencies that are not installed', async () => {
    const files = {
      'package.json': { name: 'x', type: 'module', dependencies: { left: '1' } },
      'settings.ts': `import { pad } from 'left'; export const HOOKS = [pad];`,
    };
    expect(await failure(files, 'run')).toMatchInlineSnapshot(`
      "✗ SETTINGS_LOAD_FAILED  Could not load settings.ts:1: Cannot find module 'left'
        hint   "left" is a dependency of the project and not installed. Run "npm install" in <project>.
      "
    `);
  });

  it('settings that do not parse', async () => {
    const text = await failure({ 'settings.ts': 'export const HOOKS = [\n;' }, 'plugins', 'list');
    expect(text).toContain('✗ SETTINGS_LOAD_FAILED  Could not load settings.ts:2');
    expect(text).toContain('hint   Correct settings.ts:2.');
  });

  it('an unknown setting', async () => {
    expect(await failure({ 'settings.ts': 'export const HOOK = [];' }, 'run')).toMatchInlineSnapshot(`
      "✗ SETTINGS_UNKNOWN_KEY  settings.ts has the unknown setting "HOOK".
        hint   Did you mean "HOOKS"?
      "
    `);
  });

  it('an unknown hook', async () => {
    const settings = `export const HOOKS = [{ name: 'acme', hooks: { on_node_ends() {} } }];`;
    const text = await failure({ ...MATH, 'settings.ts': settings }, 'run');
    expect(text).toContain('✗ HOOK_UNKNOWN  Plugin "acme" implements "on_node_ends"');
    expect(text).toContain('Did you mean "on_node_end"?');
  });

  it('an unknown disabled plugin', async () => {
    const settings = `export const HOOKS = [{ name: 'acme', hooks: {} }]; export const DISABLE_HOOKS_FOR_PLUGINS = ['acmee'];`;
    expect(await failure({ ...MATH, 'settings.ts': settings }, 'run')).toContain(
      '✗ SETTINGS_UNKNOWN_PLUGIN  The plugin "acmee"',
    );
    expect(await failure(MATH, 'run', '--disable-plugin', 'nope')).toContain(
      '✗ SETTINGS_UNKNOWN_PLUGIN  The plugin "nope"',
    );
  });

  it.each([
    [['run', 'maths'], 'There is no pipeline "maths".', 'Did you mean "math"?'],
    [['run', '--nodes', 'summ'], 'Pipeline "math" has no node "summ".', 'Did you mean "sum"?'],
    [['run', '--runner', 'concurent'], 'There is no runner "concurent".', 'Did you mean "concurrent"?'],
    [['run', '--params', 'n'], 'Parameter "n" is not of the form name=value.', '--params model.rate=0.1'],
    [['run', '--resume', 'zzz'], 'This project has no runs yet.', 'Start one: pintle run.'],
    [['run', '--select', 'tag:'], '"tag:" has no value', 'Write tag:name.'],
    [['rnu'], 'Unknown command "rnu".', 'Did you mean "run"?'],
    [['hooks', 'lst'], 'Unknown command "lst".', 'Did you mean "list"?'],
    [['run', '--slect', 'x'], 'Unknown option "--slect".', 'Did you mean "--select"?'],
    [['run', 'a', 'b'], 'Too many arguments', 'See: pintle run --help'],
    [['hooks', 'explain', 'on_run_ends'], 'There is no hook "on_run_ends"', 'Did you mean "on_run_end"?'],
    [['pipelines', 'show', 'nope'], 'There is no pipeline "nope".', 'Pipelines: math.'],
  ])('%o', async (argv, message, hint) => {
    const text = await failure(MATH, ...argv);
    expect(text).toContain(message);
    expect(text).toContain(hint);
  });

  it('a group without a command', async () => {
    using project = new Project();
    const { code, stdout, stderr } = await project.pintle('runs');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Usage: pintle runs');
  });
});

describe('what fails in a run, exit code 1,', () => {
  it('names dataset, node and file of a missing input', async () => {
    const pipelines = `
      import { dataset, node, pipeline } from 'pintle';
      export default pipeline('p', [node({ name: 'clean', inputs: { raw: dataset('raw') }, outputs: dataset('out') }, ({ raw }) => raw)]);
    `;
    using project = new Project({
      'pipelines.ts': pipelines,
      'conf/base/catalog.yml': 'raw: { type: csv, path: data/raw.csv }\n',
    });
    const { code, stderr } = await project.pintle('run');
    expect(code).toBe(1);
    expect(stderr).toContain(
      '✗ DATASET_NOT_FOUND  Node "clean" could not load dataset "raw" (csv, data/raw.csv): there is no such file.',
    );
    expect(stderr).toContain('cause  ENOENT  no such file or directory');
  });

  it('names plugin and hook of a hook that fails a node', async () => {
    const settings = `export const HOOKS = [{ name: 'acme', hooks: { before_node_run() { throw new Error('no way', { cause: new Error('offline') }); } } }];`;
    using project = new Project({ ...MATH, 'settings.ts': settings });
    const { code, stderr } = await project.pintle('run');
    expect(code).toBe(1);
    expect(stderr).toContain(
      '✗ Error  no way\n  node   read\n  plugin acme, in its before_node_run\n  at     settings.ts:1\n  cause  Error  offline\n',
    );
  });

  it('shows stacks with --verbose only', async () => {
    using project = new Project(MATH);
    const frame = /^ +at .*pipelines\.ts:\d+:\d+/m;
    expect((await project.start(['run'], { FAIL: '1' }).ended).stderr).not.toMatch(frame);
    expect((await project.start(['run', '--verbose'], { FAIL: '1' }).ended).stderr).toMatch(frame);
  });
});
