import { describe, expect, it } from 'vitest';
import { Project } from './project.js';

const FILES = {
  'settings.ts': `
    export const HOOKS = [{
      name: 'witness',
      hooks: {
        on_node_end({ node, outcome, log }) { log.info('node ended', { node: node.name, status: outcome.status }); },
        on_run_end({ outcome, log }) { log.info('run ended', { status: outcome.status }); },
        after_command_run({ exitCode, log }) { log.info('command ended', { exitCode }); },
      },
    }];`,
  'pipelines.ts': `
    import { setTimeout } from 'node:timers/promises';
    import { dataset, node, pipeline } from 'pintle';
    const wait = node({ name: 'wait', outputs: dataset('x') }, (_, { signal }) => setTimeout(60_000, 1, { signal }));
    const after = node({ name: 'after', inputs: { x: dataset('x') }, outputs: dataset('y') }, () => 1);
    export const polite = pipeline('polite', [wait, after]);
    const deaf = node({ name: 'deaf', outputs: dataset('z') }, () => setTimeout(60_000, 1));
    export const rude = pipeline('rude', [deaf]);
  `,
};

describe('ctrl-C', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'once (%s) stops in order: end hooks fire, the run log is closed, exit code %d',
    async (signal, expected) => {
      using project = new Project(FILES);
      const { child, seen, ended } = project.start(['run', 'polite']);
      await seen('wait  started');
      child.kill(signal);
      const { code, stderr } = await ended;
      expect(code).toBe(expected);
      expect(stderr).toContain('Stopping what is under way. Once more leaves at once.');
      expect(stderr).toContain('wait · node ended  status=cancelled');
      expect(stderr).toContain('■ after  skipped: cancelled');
      expect(stderr).toContain('run ended  status=cancelled');
      expect(stderr).toContain(`command ended  exitCode=${expected}`);
      expect(stderr).toMatch(/resume pintle run --resume \S+/);
      expect(project.events().at(-1)).toMatchObject({ type: 'run_ended', status: 'cancelled' });
    },
  );

  it('gives up nodes that do not listen when the grace is over', async () => {
    using project = new Project({ ...FILES, 'conf/base/run.yml': 'graceMs: 400\n' });
    const { child, seen, ended } = project.start(['run', 'rude']);
    await seen('deaf  started');
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('run ended  status=cancelled');
  });

  it('twice leaves at once; the next command that is asked to finds the run crashed', async () => {
    using project = new Project({ ...FILES, 'conf/prod/parameters.yml': '{}' });
    const { child, seen, ended } = project.start(['run', 'rude']);
    await seen('deaf  started');
    child.kill('SIGINT');
    await seen('Stopping');
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('Left at once');
    expect(stderr).not.toContain('run ended');
    const next = await project.start(['run', 'rude', '--nodes', 'deaf', '--dry-run']).ended;
    expect(next.stderr).not.toContain('crashed');
    const elsewhere = await project.pintle('runs', 'reconcile', '--env', 'prod');
    expect(elsewhere.stdout).toBe(
      'No run of prod has died.\n1 run of local died, too: pintle runs reconcile --env local\n',
    );
    const reconciled = await project.pintle('runs', 'reconcile');
    expect(reconciled.stdout).toContain('✗ rude  crashed');
    expect(reconciled.stderr).toContain('run ended  status=crashed');
    expect((await project.pintle('runs', 'reconcile')).stdout).toBe('No run of local has died.\n');
  });

  it('has no time to come when the process is killed: the next run ends the dead one, and says so', async () => {
    using project = new Project({ ...FILES, 'conf/base/run.yml': 'graceMs: 400\n' });
    const { child, seen, ended } = project.start(['run', 'polite']);
    await seen('wait  started');
    child.kill('SIGKILL');
    await ended;
    const next = project.start(['run', 'polite']);
    await next.seen('wait  started');
    next.child.kill('SIGTERM');
    const { stderr } = await next.ended;
    expect(stderr).toMatch(/warn {2}run \S+ was found dead, and has ended as crashed\n/);
    const ends = project.events().filter(({ type }) => type === 'run_ended');
    expect(ends.map(({ status }) => status)).toEqual(['crashed', 'cancelled']);
  });
});
