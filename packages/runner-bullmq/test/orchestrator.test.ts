import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Farm } from './support/farm.js';
import { WELL } from './support/project-processes.js';
import { until } from './support/process.js';
import { RedisServer, withoutRedis } from './support/redis.js';
import { attempts, ends, expectAudited, expectOneRecordEach } from './support/run-log.js';

let redis: RedisServer;

beforeAll(async () => {
  if (!withoutRedis) redis = await RedisServer.start();
});
afterAll(async () => {
  await redis?.[Symbol.asyncDispose]();
});

/** How often each node was begun, by whichever worker. */
const begun = (farm: Farm) => {
  const starts = farm.calls().flatMap(({ hook, node }) => (hook === 'on_node_start' ? [node?.name ?? ''] : []));
  return Object.fromEntries([...Map.groupBy(starts, (name) => name)].map(([name, all]) => [name, all.length]));
};

describe.skipIf(withoutRedis)('an orchestrator that is killed', () => {
  it('is resumed: nodes go on meanwhile, and none that finished runs again', async () => {
    await using farm = new Farm(redis);
    await Promise.all([farm.worker('--name', 'one'), farm.worker('--name', 'two')]);
    const first = farm.run('--params', 'clean_ms=1500');
    await farm.marked('clean 1 begins');
    await first.says('features  success');
    await first.says('clean  started');
    first.kill('SIGKILL');
    await first.ended;
    const runId = farm.lastRun();
    // It ends while nobody is there to hear of it.
    await farm.marked('clean 1 ends');
    const second = farm.pintle('run', '--resume', runId, '--params', 'clean_ms=1500');
    expect(await second.ended).toEqual(WELL);
    expect(begun(farm)).toEqual({ extract: 1, features: 1, clean: 1, join: 1 });
    const events = farm.events(runId);
    expectOneRecordEach(events);
    expect(ends(events.filter(({ runAttempt }) => runAttempt === 1))).toEqual(
      expect.arrayContaining(['extract success', 'features success', 'clean crashed', 'join run_stopped']),
    );
    expect(ends(events.filter(({ runAttempt }) => runAttempt === 2)).toSorted()).toEqual([
      'clean success',
      'extract cached',
      'features cached',
      'join success',
    ]);
    expect(farm.json('data/joined.json')).toMatchObject({ clean: { attempt: 1 }, features: { rows: 3 } });
    expect(farm.data()).toEqual(['clean.json', 'features.json', 'joined.json', 'raw.json']);
    expect(await farm.left()).toEqual([]);
    await expectAudited(farm);
  });

  it('is resumed while a node still runs: its result is waited for', async () => {
    await using farm = new Farm(redis);
    await farm.worker('--name', 'one');
    const first = farm.run('--params', 'clean_ms=4000', '--nodes', 'extract,clean');
    await farm.marked('clean 1 begins');
    await first.says('clean  started');
    first.kill('SIGKILL');
    await first.ended;
    const second = farm.pintle('run', '--resume', 'last', '--params', 'clean_ms=4000');
    expect(await second.ended).toEqual(WELL);
    expect(farm.marks()).toEqual(['clean 1 begins', 'clean 1 ends']);
    const events = farm.events();
    expectOneRecordEach(events);
    expect(ends(events.filter(({ runAttempt }) => runAttempt === 2))).toEqual(['extract cached', 'clean success']);
  });

  it('is resumed after a node has failed meanwhile: that node is tried again, and its failure is recorded', async () => {
    await using farm = new Farm(redis, {
      'nodes/flaky.ts': `
        import { node, dataset } from 'pintle';
        import { mark, sleep } from './marks.ts';
        export const flaky = node({ name: 'flaky', outputs: dataset<object>('flaky') }, async (_, { attempt }) => {
          mark('flaky ' + attempt + ' begins');
          await sleep(1000);
          mark('flaky ' + attempt + ' ends');
          if (attempt === 1) throw new RangeError('out of luck');
          return { attempt };
        });`,
      'pipelines.ts': `
        import { pipeline } from 'pintle';
        import { flaky } from './nodes/flaky.ts';
        export default pipeline('flaky', [flaky]);`,
    });
    const worker = await farm.worker('--name', 'one');
    const first = farm.run();
    await farm.marked('flaky 1 begins');
    first.kill('SIGKILL');
    await first.ended;
    await worker.says('flaky error');
    expect(await farm.pintle('run', '--resume', 'last').ended).toEqual(WELL);
    const events = farm.events();
    expectOneRecordEach(events);
    const told = events.filter((event) => event.runAttempt === 2 && 'node' in event);
    expect(told.map((event) => [event.type, 'attempt' in event ? event.attempt : 0])).toEqual([
      ['node_started', 1],
      ['node_retrying', 1],
      ['node_started', 2],
      ['dataset_saved', 2],
      ['node_ended', 2],
    ]);
    expect(told[1]).toMatchObject({ error: { name: 'RangeError', message: 'out of luck' } });
    expect(farm.json('data/flaky.json')).toEqual({ attempt: 2 });
    await expectAudited(farm);
  });

  it('does not let a second one take its run while it lives', async () => {
    await using farm = new Farm(redis);
    await farm.worker('--name', 'one');
    const first = farm.run('--params', 'clean_ms=3000');
    await farm.marked('clean 1 begins');
    const second = farm.pintle('run', '--resume', farm.lastRun());
    expect(await second.ended).toMatchObject({ code: 2 });
    expect(second.said).toContain('RUN_LEASE_HELD');
    expect(await first.ended).toEqual(WELL);
    expect(begun(farm)).toEqual({ extract: 1, features: 1, clean: 1, join: 1 });
  });
});

describe.skipIf(withoutRedis)('a cancel', () => {
  it('reaches the workers: what runs is stopped, what waits never begins, and every node ends', async () => {
    await using farm = new Farm(redis);
    const worker = await farm.worker('--name', 'one');
    const run = farm.run('--params', 'clean_ms=60000', '--nodes', 'extract,clean,join');
    await farm.marked('clean 1 begins');
    await run.says('clean  started');
    run.kill('SIGINT');
    expect(await run.ended).toEqual({ code: 130, signal: null });
    await worker.says('clean cancelled');
    const events = farm.events();
    expectOneRecordEach(events);
    expect(ends(events).toSorted()).toEqual(['clean cancelled', 'extract success', 'join cancelled']);
    expect(events.at(-1)).toMatchObject({ type: 'run_ended', status: 'cancelled' });
    expect(farm.data()).toEqual(['raw.json']);
    expect(farm.violations()).toBe('');
    expect(begun(farm)).toEqual({ extract: 1, clean: 1 });
    expect(await farm.left()).toEqual([]);
    // Resumed, it does what is left.
    farm.write({ 'data/features.json': [] });
    expect(await farm.pintle('run', '--resume', 'last', '--params', 'clean_ms=5').ended).toEqual(WELL);
    expect(begun(farm)).toEqual({ extract: 1, clean: 2, join: 1 });
    await expectAudited(farm);
  });

  it('does not wait for ever for a worker that does not answer', async () => {
    await using farm = new Farm(redis, { 'conf/base/run.yml': 'graceMs: 2000\n' });
    await farm.worker('--name', 'one');
    const run = farm.run('--params', 'clean_ms=60000', '--nodes', 'extract,clean');
    const worker = farm.of(await farm.marked('clean 1 begins'));
    await run.says('clean  started');
    worker.kill('SIGSTOP');
    run.kill('SIGINT');
    expect(await run.ended).toEqual({ code: 130, signal: null });
    expect(ends(farm.events())).toContain('clean cancelled');
    // From when it began, although nobody ever said how it ended.
    const ended = farm.events().find((event) => event.type === 'node_ended' && event.node === 'clean');
    expect(ended !== undefined && 'durationMs' in ended && ended.durationMs).toBeGreaterThan(500);
    worker.kill('SIGCONT');
    await worker.says(/clean (cancelled|is handed on)/);
    expect(farm.data()).toEqual(['raw.json']);
  });
});

describe.skipIf(withoutRedis)('a node that fails', () => {
  it('lets nothing new begin: what waits in the queue is taken back', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
    await using farm = new Farm(redis, {
      'pipelines.ts': `
        import { dataset, node, pipeline } from 'pintle';
        import { sleep } from './nodes/marks.ts';
        const names = ${JSON.stringify(names)};
        export default pipeline('wide', names.map((name) => node({ name, outputs: dataset<object>(name) }, async () => {
          await sleep(100);
          if (name === 'n2') throw new RangeError('no');
          return { name };
        })));`,
    });
    await farm.worker('--name', 'one');
    const run = farm.run();
    expect(await run.ended).toEqual({ code: 1, signal: null });
    const events = farm.events();
    expectOneRecordEach(events);
    const counts = Map.groupBy(ends(events), (end) => end.split(' ')[1] ?? '');
    expect(counts.get('error')).toEqual(['n2 error']);
    expect(counts.get('run_stopped')?.length).toBeGreaterThan(15);
    expect(ends(events)).toHaveLength(names.length);
    expect(farm.violations()).toBe('');
    expect(await farm.left()).toEqual([]);
  });
});

describe.skipIf(withoutRedis)('a server that goes away and comes back with its append-only file', () => {
  it('is waited for by orchestrator and workers, and the run succeeds', async () => {
    await using own = await RedisServer.start();
    await using farm = new Farm(own);
    const [one] = await Promise.all([farm.worker('--name', 'one'), farm.worker('--name', 'two')]);
    const run = farm.run('--params', 'clean_ms=1500', '--params', 'clean_how=deaf');
    await farm.marked('clean 1 begins');
    await run.says('features  success');
    await own.kill();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await own.start();
    expect(await run.ended).toEqual(WELL);
    const events = farm.events();
    expectOneRecordEach(events);
    expect(ends(events).toSorted()).toEqual(['clean success', 'extract success', 'features success', 'join success']);
    for (const { said } of [one, run]) {
      expect(said).toContain(`lost Redis at ${own.url}: waiting for it to come back`);
      expect(said).toContain(`Redis at ${own.url} is back`);
    }
    const { clean = 0 } = attempts(events);
    expect(farm.json('data/clean.json')).toMatchObject({ attempt: clean });
    expect(farm.data()).toEqual(['clean.json', 'features.json', 'joined.json', 'raw.json']);
    expect(farm.violations()).toBe('');
    await expectAudited(farm);
  });

  it('may have lost what it never wrote: a task that is gone is added again', async () => {
    await using farm = new Farm(redis);
    const run = farm.run('--nodes', 'extract');
    const keys = () => redis.ask((client) => client.keys(`pintle:${farm.queue}:*~extract`));
    let waiting: readonly string[] = [];
    await until(
      () => {
        void keys().then((found) => (waiting = found));
        return waiting.length === 1;
      },
      10_000,
      () => 'The task never came.',
    );
    await redis.ask(async (client) => {
      await client.del(...waiting);
      await client.del(`pintle:${farm.queue}:wait`);
    });
    await farm.worker('--name', 'one');
    expect(await run.ended).toEqual(WELL);
    expect(begun(farm)).toEqual({ extract: 1 });
  });
});
