import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BIN, MATH, Project, watch } from './project.js';

describe('the exit code', () => {
  it('is 0 when the run succeeds, with one plain line an event on standard error', async () => {
    using project = new Project(MATH);
    const { code, stdout, stderr } = await project.pintle('run');
    expect(code).toBe(0);
    expect(stdout).toBe('printed by read\n');
    expect(stderr.split('\n').map((line) => line.replace(/^\d\d:\d\d:\d\d /, ''))).toEqual(
      expect.arrayContaining([
        '· 3 nodes selected',
        '▶ sum  started',
        expect.stringMatching(/^✓ math {2}succeeded in .*: 3 succeeded$/),
      ]),
    );
    expect(JSON.parse(project.read('data/total.json'))).toBe(6);
  });

  it('is 1 when a node fails, with the error, its place, and the command that resumes', async () => {
    using project = new Project(MATH);
    const { code, stderr } = await project.start(['run'], { FAIL: '1' }).ended;
    expect(code).toBe(1);
    expect(stderr).toContain('✗ TypeError  cannot add up\n  node   sum\n  at     pipelines.ts:');
    const [, resume] = /resume pintle (run --resume \S+)/.exec(stderr) ?? [];
    const again = await project.pintle(...(resume ?? '').split(' '));
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('attempt 2');
  });

  it('is 2 when the configuration is wrong', async () => {
    using project = new Project({ ...MATH, 'conf/base/catalog.yml': 'total: { type: jsn, path: x }\n' });
    const { code, stderr } = await project.pintle('run');
    expect(code).toBe(2);
    expect(stderr).toContain('✗ DATASET_UNKNOWN_TYPE');
    expect(stderr).not.toContain('--resume');
  });

  it('is 3 when only a hook fails', async () => {
    const settings = `export const HOOKS = [{ name: 'bell', hooks: { on_run_end() { throw new Error('no bell'); } } }];`;
    using project = new Project({ ...MATH, 'settings.ts': settings });
    const { code, stderr } = await project.pintle('run');
    expect(code).toBe(3);
    expect(stderr).toContain('✗ Error  no bell\n  plugin bell, in its on_run_end\n  at     settings.ts:1');
    expect(stderr).toMatch(/succeeded in .*: 3 succeeded, 1 hook failure/);
  });

  it('is 3 when after_command_run fails, and 1 when before_command_run does, which stops the command', async () => {
    const hook = (name: string): string =>
      `export const HOOKS = [{ name: 'acme', hooks: { ${name}() { throw new Error('no'); } } }];`;
    using after = new Project({ ...MATH, 'settings.ts': hook('after_command_run') });
    expect((await after.pintle('run')).code).toBe(3);
    using before = new Project({ ...MATH, 'settings.ts': hook('before_command_run') });
    const { code, stderr } = await before.pintle('run');
    expect(code).toBe(1);
    expect(stderr).toBe('✗ Error  no\n  plugin acme, in its before_command_run\n  at     settings.ts:1\n');
  });

  it('is 1 when nothing is left to wait for, and end hooks fire all the same', async () => {
    const settings = `export const HOOKS = [{ name: 'bell', hooks: { on_run_end({ log, outcome }) { log.info('ended ' + outcome.status); } } }];`;
    const pipelines = `
      import { dataset, node, pipeline } from 'pintle';
      export default pipeline('stuck', [node({ name: 'never', outputs: dataset('x') }, () => new Promise(() => {}))]);
    `;
    using project = new Project({
      'settings.ts': settings,
      'pipelines.ts': pipelines,
      'conf/base/run.yml': 'graceMs: 200\n',
    });
    const { code, stderr } = await project.pintle('run');
    expect(code).toBe(1);
    expect(stderr).toContain('✗ COMMAND_STALLED');
    expect(stderr).toContain('ended cancelled');
  });

  it.each([
    ['callback', `setTimeout(() => { throw new RangeError('late'); }, 1)`],
    ['promise', `void Promise.reject(new RangeError('late'))`],
  ])('is 1 when a %s fails that nobody watches, and end hooks fire all the same', async (_name, code) => {
    const settings = `export const HOOKS = [{ name: 'bell', hooks: { on_run_end({ log, outcome }) { log.info('ended ' + outcome.status); } } }];`;
    const pipelines = `
      import { setTimeout as wait } from 'node:timers/promises';
      import { dataset, node, pipeline } from 'pintle';
      export default pipeline('loose', [node({ name: 'loose', outputs: dataset('x') }, async (_, { signal }) => {
        ${code};
        return await wait(60_000, 1, { signal });
      })]);
    `;
    using project = new Project({ 'settings.ts': settings, 'pipelines.ts': pipelines });
    const ended = await project.pintle('run');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(
      /✗ COMMAND_UNCAUGHT {2}Something threw .*\n {2}cause {2}RangeError {2}late\n {9}at {5}pipelines\.ts:5/,
    );
    expect(ended.stderr).toContain('ended cancelled');
  });

  it('is 1 when something fails that nobody watches, also where the run comes to a good end', async () => {
    const pipelines = `
      import { setTimeout as wait } from 'node:timers/promises';
      import { node, pipeline } from 'pintle';
      export default pipeline('deaf', [node({ name: 'deaf', outputs: 'x' }, async () => {
        void Promise.reject(new RangeError('late'));
        return await wait(50, 1);
      })]);
    `;
    using project = new Project({ 'pipelines.ts': pipelines });
    const { code, stderr } = await project.pintle('run');
    expect(stderr).toContain('✓ deaf  succeeded');
    expect(stderr).toContain('✗ COMMAND_UNCAUGHT');
    expect(code).toBe(1);
  });

  it.runIf(existsSync('/dev/full'))('is 1 when what was to be printed has no room', async () => {
    using project = new Project(MATH);
    const full = openSync('/dev/full', 'w');
    const started = watch(
      spawn(process.execPath, [BIN, 'run', '--json'], { cwd: project.dir, stdio: ['ignore', full, 'pipe'] }),
    );
    const { code, stderr } = await started.ended;
    closeSync(full);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/✗ OUTPUT_UNWRITABLE .*ENOSPC/)]);
    expect(project.events().at(-1)).toMatchObject({ type: 'run_ended', status: 'success' });
  });

  it('is 1 for a command hook that never settles', async () => {
    const settings = `export const HOOKS = [{ name: 'bell', hooks: { before_command_run: () => new Promise(() => {}) } }];`;
    using project = new Project({ ...MATH, 'settings.ts': settings });
    for (const words of [['run'], ['hooks', 'list']]) {
      const { code, stderr } = await project.pintle(...words);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^✗ COMMAND_STALLED .*\n {2}hint .*\n$/)]);
    }
  });

  it('is 0 when nothing is selected, and for a dry run, which leaves nothing behind', async () => {
    using project = new Project(MATH);
    const dry = await project.pintle('run', '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('math would run 3 nodes in env local, runner sequential:');
    expect(() => project.events()).toThrow('ENOENT');
    const { code, stderr } = await project.pintle('run', '--select', 'tag:none');
    expect(code).toBe(0);
    expect(stderr).toContain('skipped (nothing selected)');
  });
});

describe('a command hook', () => {
  it('is called around each command that loads the project, with its words and its exit code', async () => {
    const settings = `
      export const HOOKS = [{
        name: 'journal',
        hooks: {
          before_command_run({ commandArgs, projectMetadata, log }) { log.info('before', { ...commandArgs, project: projectMetadata.name }); },
          after_command_run({ exitCode, log }) { log.info('after', { exitCode }); },
        },
      }];`;
    using project = new Project({ ...MATH, 'settings.ts': settings });
    const { stderr } = await project.pintle('run', 'nope', '--tags', 'a,b');
    expect(stderr).toContain(
      `before  command=[ 'run' ]  args=[ 'nope' ]  options={ tags: [ 'a', 'b' ] }  project=project`,
    );
    expect(stderr).toContain('after  exitCode=2');
    expect((await project.pintle('hooks', 'list')).stderr).toContain('after  exitCode=0');
    expect((await project.pintle('runs', 'list')).stderr).toBe('');
    expect((await project.pintle('hooks', 'list', '--disable-plugin', 'journal')).stderr).toBe('');
  });
});
