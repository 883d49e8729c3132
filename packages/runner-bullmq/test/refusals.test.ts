import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Farm } from './support/farm.js';
import { WELL } from './support/project-processes.js';
import { RedisServer, withoutRedis } from './support/redis.js';
import { attempts, expectAudited, expectOneRecordEach } from './support/run-log.js';

let redis: RedisServer;

beforeAll(async () => {
  if (!withoutRedis) redis = await RedisServer.start();
});
afterAll(async () => {
  await redis?.[Symbol.asyncDispose]();
});

describe.skipIf(withoutRedis)('a worker with other code', () => {
  it('refuses the run, saying what differs; the task goes back to a worker that has the same', async () => {
    await using farm = new Farm(redis);
    const stale = await farm.worker('--name', 'stale');
    farm.write({ 'nodes/new.ts': 'export const answer = 42;\n' });
    farm.write({ 'nodes/marks.ts': `${readFileSync(join(farm.dir, 'nodes/marks.ts'), 'utf8')}// changed\n` });
    const run = farm.run();
    await stale.says('nodes/marks.ts differs');
    expect(stale.said).toContain('nodes/new.ts is missing here');
    expect(stale.said).toContain('Bring the same code, plugins and configuration here');
    await run.says('worker stale refuses this run');
    await run.says('the one worker that listens has other code');
    await farm.worker('--name', 'fresh');
    expect(await run.ended).toEqual(WELL);
    const events = farm.events();
    expectOneRecordEach(events);
    // Having been refused counts for nothing.
    expect(attempts(events)).toEqual({ extract: 1, features: 1, clean: 1, join: 1 });
    expect(farm.violations()).toBe('');
    expect(farm.calls().filter(({ pid, runId }) => pid === stale.child.pid && runId !== undefined)).toEqual([]);
    // Once is enough.
    expect(stale.said.split('cannot be joined')).toHaveLength(2);
    await expectAudited(farm);
  });

  it('is one whose pipeline is built otherwise from the same sources', async () => {
    await using farm = new Farm(redis, {
      'pipelines.ts': `
        import { dataset, node, pipeline } from 'pintle';
        const name = process.argv.includes('worker') && process.argv.includes('odd') ? 'other' : 'one';
        export default pipeline('p', [node({ name, outputs: dataset<number>('x') }, () => 1)]);`,
    });
    const odd = await farm.worker('--name', 'odd');
    const run = farm.run();
    await odd.says('pipeline "p" has other nodes, datasets or policies here, though the sources are the same');
    await farm.worker('--name', 'even');
    expect(await run.ended).toEqual(WELL);
  });
});

describe.skipIf(withoutRedis)('a run that cannot be on many machines', () => {
  it('because of datasets in memory is refused before it starts, naming them', async () => {
    await using farm = new Farm(redis, {
      'conf/base/catalog.yml': `raw:\n  type: json\n  path: data/raw.json\njoined:\n  type: json\n  path: data/joined.json\n`,
    });
    const run = farm.run();
    expect(await run.ended).toMatchObject({ code: 2 });
    expect(run.said).toContain('RUNNER_NEEDS_PERSISTENT_DATA');
    expect(run.said).toContain('"clean", "features"');
    expect(run.said).toContain('conf/<env>/catalog.yml');
    expect(farm.marks()).toEqual([]);
  });

  it('because no server is there says so, and how to get one', async () => {
    await using gone = await RedisServer.start();
    await gone.kill();
    await using farm = new Farm(gone);
    const run = farm.run();
    expect(await run.ended).toMatchObject({ code: 2 });
    expect(run.said).toContain(`There is no Redis at ${gone.url}`);
    expect(run.said).toContain('pintle worker --local 2');
    const worker = farm.pintle('worker');
    expect(await worker.ended).toMatchObject({ code: 2 });
    expect(worker.said).toContain(`There is no Redis at ${gone.url}`);
  });

  it('because nobody works says that it waits', async () => {
    await using farm = new Farm(redis);
    const run = farm.run();
    await run.says('waiting for workers: none listens to the queue');
    expect(run.said).toContain('pintle worker');
    run.kill('SIGINT');
    expect(await run.ended).toEqual({ code: 130, signal: null });
    expect(farm.violations()).toBe('');
  });
});
