import { describe, expect, it } from 'vitest';
import { MATH, Project } from './project.js';

/** The nodes that would run. */
async function planned(project: Project, ...argv: readonly string[]): Promise<string[]> {
  const { stdout } = await project.pintle('run', '--dry-run', '--json', ...argv);
  return (JSON.parse(stdout) as { nodes: { name: string }[] }).nodes.map(({ name }) => name);
}

describe('pintle run', () => {
  it.each([
    [
      ['--nodes', 'read,tell'],
      ['read', 'tell'],
    ],
    [
      ['--from-nodes', 'sum'],
      ['sum', 'tell'],
    ],
    [
      ['--to-nodes', 'sum'],
      ['read', 'sum'],
    ],
    [['--from-inputs', 'total'], ['tell']],
    [['--to-outputs', 'numbers'], ['read']],
    [['--tags', 'math'], ['sum']],
    [
      ['--select', 'tag:math+'],
      ['sum', 'tell'],
    ],
    [
      ['--select', '+tell', '--select', '!tag:math'],
      ['read', 'tell'],
    ],
    [
      ['--select', 'read,tell'],
      ['read', 'tell'],
    ],
    [
      ['--exclude', 'tag:math'],
      ['read', 'tell'],
    ],
    [['math', '--nodes', 'read'], ['read']],
  ])('selects by %o', async (argv, nodes) => {
    using project = new Project(MATH);
    expect(await planned(project, ...argv)).toEqual(nodes);
  });

  it('takes parameters, environment and folder of configuration', async () => {
    using project = new Project({
      ...MATH,
      'conf/prod/parameters.yml': 'n: 3\n',
      'other/base/parameters.yml': 'n: 2\n',
    });
    const total = async (...argv: readonly string[]): Promise<string> => {
      await project.pintle('run', '--to-nodes', 'sum', ...argv);
      return project.read('data/total.json').trim();
    };
    expect(await total('--params', 'n=5')).toBe('10');
    expect(await total('-e', 'prod')).toBe('3');
    expect(await total('--env', 'prod', '--params', 'n=2')).toBe('1');
    const other = await project.pintle('run', '--conf-source', 'other', '--nodes', 'read', '--json');
    expect(other.stdout).toContain('"params":{"n":2}');
  });

  it('reads PINTLE_ENV, which --env beats', async () => {
    using project = new Project({ ...MATH, 'conf/prod/run.yml': '', 'conf/test/run.yml': '' });
    const env = async (...argv: readonly string[]): Promise<string> =>
      (await project.start(['run', ...argv], { PINTLE_ENV: 'prod' }).ended).stderr;
    expect(await env()).toContain('env prod');
    expect(await env('--env', 'test')).toContain('env test');
  });

  it('skips what is there with --only-missing-outputs', async () => {
    using project = new Project(MATH);
    await project.pintle('run');
    const { code, stderr } = await project.pintle('run', '--only-missing-outputs');
    expect(code).toBe(0);
    expect(stderr).toContain('✓ sum  skipped: outputs exist');
  });

  it('goes on with what does not depend on a failure with --keep-going, and runs side by side with --concurrency', async () => {
    const pipelines = `
      import { dataset, node, pipeline } from 'pintle';
      const fail = node({ name: 'fail', outputs: dataset('a') }, () => { throw new Error('no'); });
      const good = node({ name: 'good', outputs: dataset('b') }, () => 1);
      export default pipeline('two', [fail, good]);
    `;
    using project = new Project({ 'pipelines.ts': pipelines });
    expect((await project.pintle('run')).stderr).toContain('○ good  skipped: run stopped');
    const { code, stderr } = await project.pintle('run', '--keep-going');
    expect(code).toBe(1);
    expect(stderr).toContain('1 failed, 1 succeeded');
    expect((await project.pintle('run', '--concurrency', '2')).stderr).toContain('runner concurrent');
  });

  it('adds a plugin for one command, from where the command was started, and takes one away', async () => {
    const settings = `export const HOOKS = [{ name: 'own', hooks: { on_run_start({ log }) { log.info('own'); } } }];`;
    const plugin = `export default { name: 'extra', hooks: { on_run_start({ log }: { log: { info(m: string): void } }) { log.info('extra'); } } };`;
    using project = new Project({ ...MATH, 'settings.ts': settings, 'dev/extra.ts': plugin });
    const { stderr } = await project.pintle('run', '--plugin', './dev/extra.ts', '--disable-plugin', 'own');
    expect(stderr).toContain('info  extra');
    expect(stderr).not.toContain('info  own');
  });

  it('finds the project from a folder inside it, and with --project from anywhere', async () => {
    using project = new Project({ ...MATH, 'deep/down/file': '' });
    using elsewhere = new Project();
    expect((await project.pintle('run', '--project', 'deep/down')).code).toBe(0);
    expect((await elsewhere.pintle('--project', project.dir, 'run')).code).toBe(0);
  });

  it('goes by the level of PINTLE_LOG_LEVEL', async () => {
    using project = new Project(MATH);
    const { stderr } = await project.start(['run'], { PINTLE_LOG_LEVEL: 'error' }).ended;
    expect(stderr).toBe('');
    const wrong = await project.start(['run'], { PINTLE_LOG_LEVEL: 'loud' }).ended;
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('✗ LOG_LEVEL_UNKNOWN')]);
  });
});
