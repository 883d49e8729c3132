import { describe, expect, it } from 'vitest';
import { MATH, Project } from './project.js';

// oxlint-disable-next-line no-control-regex -- what is looked for
const ANSI = /\u001B\[/;

function parsed(stdout: string): { type: string }[] {
  expect(stdout.endsWith('\n')).toBe(true);
  return stdout
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
}

describe('pintle run --json', () => {
  it('writes every event of the run log, and nothing else, to standard output', async () => {
    using project = new Project({
      ...MATH,
      'settings.ts': `console.log('printed by settings'); export const HOOKS = [];`,
    });
    const { code, stdout, stderr } = await project.pintle('run', '--json');
    expect(code).toBe(0);
    expect(parsed(stdout)).toEqual(project.events());
    // What the command itself listens with is no plugin of the project.
    expect(parsed(stdout)[0]).toMatchObject({ type: 'run_started', plugins: [] });
    expect(stderr).toBe('printed by settings\nprinted by read\n');
  });

  it('stays pure when a node fails; standard error has the errors', async () => {
    using project = new Project(MATH);
    const { code, stdout, stderr } = await project.start(['run', '--json'], { FAIL: '1' }).ended;
    expect(code).toBe(1);
    expect(parsed(stdout).at(-1)).toMatchObject({ type: 'run_ended', status: 'error' });
    expect(stderr).toContain('✗ TypeError  cannot add up');
  });

  it('tells as data what keeps a run from being opened', async () => {
    using project = new Project({ ...MATH, 'settings.ts': 'export const HOOK = [];' });
    const { code, stdout } = await project.pintle('run', '--json');
    expect(code).toBe(2);
    expect(parsed(stdout)).toEqual([
      {
        type: 'error',
        error: {
          code: 'SETTINGS_UNKNOWN_KEY',
          message: 'settings.ts has the unknown setting "HOOK".',
          hint: 'Did you mean "HOOKS"?',
        },
      },
    ]);
  });

  it('tells as data what is wrong with the command line', async () => {
    using project = new Project(MATH);
    const { code, stdout } = await project.pintle('run', '--json', '--nods', 'x');
    expect(code).toBe(2);
    expect(parsed(stdout)).toMatchObject([
      { type: 'error', error: { code: 'OPTION_UNKNOWN', hint: 'Did you mean "--nodes"?' } },
    ]);
  });
});

describe('--json of other commands', () => {
  it.each([
    ['hooks list'],
    ['hooks explain on_run_end'],
    ['plugins list'],
    ['plugins check'],
    ['pipelines list'],
    ['pipelines show'],
    ['pipelines show --mermaid'],
    ['catalog list'],
    ['runs list'],
    ['runs show last'],
    ['runs reconcile'],
    ['run --dry-run'],
  ])('is one document for %s', async (words) => {
    using project = new Project({ ...MATH, 'settings.ts': `console.log('noise'); export const HOOKS = [];` });
    await project.pintle('run');
    const { code, stdout } = await project.pintle(...words.split(' '), '--json');
    expect(code).toBe(0);
    expect(parsed(stdout)).toHaveLength(1);
  });
});

describe('output', () => {
  it('has no escape sequences where nobody watches, nor with NO_COLOR', async () => {
    using project = new Project(MATH);
    for (const words of [['run'], ['hooks', 'list'], ['runs', 'show'], ['--help'], ['nope']]) {
      const { stdout, stderr } = await project.pintle(...words);
      expect(`${stdout}${stderr}`).not.toMatch(ANSI);
    }
    const forced = await project.start(['runs', 'list'], { FORCE_COLOR: '1' }).ended;
    expect(forced.stdout).toMatch(ANSI);
    const both = await project.start(['runs', 'list'], { FORCE_COLOR: '1', NO_COLOR: '1' }).ended;
    expect(both.stdout).not.toMatch(ANSI);
  });

  it('may be read only in part', async () => {
    using project = new Project(MATH);
    const { child, ended, seen } = project.start(['hooks', 'list']);
    await seen('HOOK');
    child.stdout?.destroy();
    expect((await ended).code).toBe(0);
  });
});
