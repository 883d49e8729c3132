import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Farm } from './support/farm.js';
import { WELL } from './support/project-processes.js';
import { RedisServer, withoutRedis } from './support/redis.js';
import { attempts, ends, expectAudited, expectOneRecordEach } from './support/run-log.js';

let redis: RedisServer;

beforeAll(async () => {
  if (!withoutRedis) redis = await RedisServer.start();
});
afterAll(async () => {
  await redis?.[Symbol.asyncDispose]();
});

const NODES = ['clean', 'extract', 'features', 'join'];

describe.skipIf(withoutRedis)('two workers', () => {
  it('run the pipeline: hooks as on one machine, one record each, outputs in their place', async () => {
    await using farm = new Farm(redis);
    await Promise.all([farm.worker('--name', 'one'), farm.worker('--name', 'two')]);
    const run = farm.run();
    expect(await run.ended).toEqual(WELL);
    const events = farm.events();
    expectOneRecordEach(events);
    expect(ends(events).toSorted()).toEqual(NODES.map((node) => `${node} success`));
    expect(farm.violations()).toBe('');
    expect(farm.json('data/joined.json')).toMatchObject({ clean: { rows: 3, attempt: 1 }, features: { rows: 3 } });
    expect(farm.data()).toEqual(['clean.json', 'features.json', 'joined.json', 'raw.json']);
    const orchestrator = run.child.pid;
    const where = (hook: string) => [
      ...new Set(
        farm
          .calls()
          .flatMap((call) => (call.hook === hook && call.runId !== undefined ? [call.pid === orchestrator] : [])),
      ),
    ];
    for (const hook of ['on_run_start', 'on_node_end', 'on_run_event', 'on_run_end', 'inject_context'])
      expect([hook, where(hook)]).toEqual([hook, [true]]);
    for (const hook of ['on_node_start', 'before_dataset_loaded', 'run_node', 'after_node_run', 'after_dataset_saved'])
      expect([hook, where(hook)]).toEqual([hook, [false]]);
    expect(await farm.left()).toEqual([]);
  });
});

describe.skipIf(withoutRedis)('a worker that is killed in the middle of a node', () => {
  it('is replaced: the run succeeds, with the outputs of the second attempt alone', async () => {
    await using farm = new Farm(redis);
    await Promise.all([farm.worker('--name', 'one'), farm.worker('--name', 'two')]);
    const run = farm.run('--params', 'clean_ms=1500');
    const victim = farm.of(await farm.marked('clean 1 begins'));
    await run.says('clean  started');
    victim.kill('SIGKILL');
    expect(await run.ended).toEqual(WELL);
    const events = farm.events();
    expectOneRecordEach(events);
    expect(attempts(events)).toEqual({ extract: 1, features: 1, clean: 2, join: 1 });
    expect(farm.json('data/clean.json')).toMatchObject({ attempt: 2 });
    expect(farm.data()).toEqual(['clean.json', 'features.json', 'joined.json', 'raw.json']);
    const lost = events.filter((event) => event.type === 'node_retrying');
    expect(lost).toMatchObject([{ node: 'clean', attempt: 1, error: { code: 'NODE_WORKER_LOST' } }]);
    expect(farm.violations()).toBe('');
    expect(farm.calls().filter(({ hook, node }) => hook === 'after_node_run' && node?.name === 'clean')).toHaveLength(
      1,
    );
    await expectAudited(farm);
  });
});

describe.skipIf(withoutRedis)('a worker that is stopped for longer than its lock, and goes on', () => {
  it('cannot overwrite, and tells no hook: the attempt that replaced it counts', async () => {
    await using farm = new Farm(redis);
    await Promise.all([farm.worker('--name', 'one'), farm.worker('--name', 'two')]);
    const run = farm.run('--params', 'clean_ms=1000', '--params', 'clean_how=deaf');
    const zombie = farm.of(await farm.marked('clean 1 begins'));
    await run.says('clean  started');
    zombie.kill('SIGSTOP');
    await farm.marked('clean 2 begins');
    zombie.kill('SIGCONT');
    expect(await run.ended).toEqual(WELL);
    await farm.marked('clean 1 ends');
    await zombie.says('taken for dead');
    const events = farm.events();
    expectOneRecordEach(events);
    expect(attempts(events)).toMatchObject({ clean: 2, join: 1 });
    expect(farm.json('data/clean.json')).toMatchObject({ attempt: 2 });
    expect(farm.json('data/joined.json')).toMatchObject({ clean: { attempt: 2 } });
    expect(farm.data()).toEqual(['clean.json', 'features.json', 'joined.json', 'raw.json']);
    expect(farm.violations()).toBe('');
    expect(farm.calls().filter(({ hook, node }) => hook === 'after_node_run' && node?.name === 'clean')).toHaveLength(
      1,
    );
    // It is a worker like any other again.
    expect(await farm.run('--nodes', 'extract').ended).toEqual(WELL);
    await expectAudited(farm);
  });
});

describe.skipIf(withoutRedis)('a node that keeps its thread busy for longer than the lock', () => {
  it('is not taken for dead', async () => {
    await using farm = new Farm(redis, { 'conf/base/bullmq.yml': 'lockMs: 1500\ncheckMs: 300\npollMs: 300\n' });
    await Promise.all([farm.worker('--name', 'one'), farm.worker('--name', 'two')]);
    const run = farm.run('--params', 'clean_ms=4500', '--params', 'clean_how=blocks');
    expect(await run.ended).toEqual(WELL);
    expect(farm.marks()).toEqual(['clean 1 begins', 'clean 1 ends']);
    expect(attempts(farm.events())).toEqual({ extract: 1, features: 1, clean: 1, join: 1 });
    expect(farm.violations()).toBe('');
    expect(run.said.indexOf('clean  started')).toBeGreaterThan(0);
    expect(run.said.indexOf('clean  started')).toBeLessThan(run.said.indexOf('clean  loaded'));
    await expectAudited(farm);
  });
});

describe.skipIf(withoutRedis)('a worker that is asked to stop', () => {
  it('ends what it can within its grace', async () => {
    await using farm = new Farm(redis);
    const worker = await farm.worker('--name', 'one');
    const run = farm.run('--nodes', 'extract,clean', '--params', 'clean_ms=1000');
    await farm.marked('clean 1 begins');
    worker.kill('SIGTERM');
    expect(await worker.ended).toEqual({ code: 0, signal: null });
    expect(worker.said).toContain('worker one stops: 1 under way, with 10 s to end');
    expect(worker.said).toContain('clean success');
    expect(worker.said).toMatch(/worker one has stopped: 2 attempts: 2 succeeded/);
    expect(await run.ended).toEqual(WELL);
  });

  it('hands on what takes longer, at once', async () => {
    await using farm = new Farm(redis, { 'conf/base/bullmq.yml': 'lockMs: 30000\ncheckMs: 30000\npollMs: 300\n' });
    await Promise.all(['one', 'two'].map((name) => farm.worker('--name', name, '--grace', '0')));
    const run = farm.run('--params', 'clean_ms=2500');
    const stopped = farm.of(await farm.marked('clean 1 begins'));
    stopped.kill('SIGTERM');
    await farm.marked('clean 2 begins', 5_000);
    expect(await stopped.ended).toEqual({ code: 0, signal: null });
    expect(stopped.said).toContain('clean is handed on: this worker stops');
    expect(await run.ended).toEqual(WELL);
    const events = farm.events();
    expectOneRecordEach(events);
    expect(events.filter(({ type }) => type === 'node_retrying')).toMatchObject([
      { node: 'clean', attempt: 1, error: { code: 'NODE_STOPPED' } },
    ]);
    expect(farm.json('data/clean.json')).toMatchObject({ attempt: 2 });
    expect(farm.data()).toEqual(['clean.json', 'features.json', 'joined.json', 'raw.json']);
    expect(farm.violations()).toBe('');
    await expectAudited(farm);
  });
});

describe.skipIf(withoutRedis)('a node that kills its worker every time', () => {
  it('ends as crashed when it has lost as many workers as is allowed', async () => {
    await using farm = new Farm(redis, {
      'conf/base/bullmq.yml': 'lockMs: 1000\ncheckMs: 250\npollMs: 300\nmaxLost: 1\n',
      'conf/base/parameters.yml': 'clean_ms: 10\nclean_how: sleeps\n',
    });
    const workers = await Promise.all([farm.worker(), farm.worker(), farm.worker()]);
    const run = farm.run('--params', 'clean_ms=60000');
    for (const attempt of [1, 2]) farm.of(await farm.marked(`clean ${attempt} begins`)).kill('SIGKILL');
    expect(await run.ended).toEqual({ code: 1, signal: null });
    expect(workers.filter(({ child }) => child.exitCode === null && child.signalCode === null)).toHaveLength(1);
    const events = farm.events();
    expectOneRecordEach(events);
    expect(ends(events)).toContain('clean crashed');
    expect(ends(events)).toContain('join upstream_failed');
    expect(events.at(-1)).toMatchObject({ type: 'run_ended', status: 'error', error: { code: 'NODE_WORKER_LOST' } });
    expect(farm.violations()).toBe('');
    await expectAudited(farm);
  });
});
