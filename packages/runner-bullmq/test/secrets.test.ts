import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Farm } from './support/farm.js';
import { WELL } from './support/project-processes.js';
import { RedisServer, withoutRedis } from './support/redis.js';

const TOKEN = 'tok-5ecret-0f-the-environment';
const PASSWORD = 'pa55w0rd-0f-the-credentials';

const FILES = {
  'conf/base/parameters.yml': 'api: { url: "https://me:${env:PINTLE_TEST_TOKEN}@api.example.org", limit: 3 }\n',
  'conf/local/credentials.yml': `db: { password: ${PASSWORD} }\n`,
  'pipelines.ts': `
    import { dataset, node, param, pipeline } from 'pintle';
    import { mark, sleep } from './nodes/marks.ts';
    const api = param<{ url: string }>('api');
    export const talkative = pipeline('talkative', [
      node({ name: 'says', inputs: api, outputs: dataset<object>('said'), retry: { maxAttempts: 2 } }, ({ url }, { log, attempt }) => {
        log.info('calls ' + url, { password: '${PASSWORD}' });
        if (attempt === 1) throw new RangeError('refused by ' + url, { cause: new Error('${PASSWORD}') });
        return { length: url.length };
      }),
    ]);
    export const broken = pipeline('broken', [
      node({ name: 'fails', inputs: api }, ({ url }) => { throw new TypeError('cannot reach ' + url); }),
    ]);
    export const slow = pipeline('slow', [node({ name: 'waits', inputs: api }, async (_, { signal }) => {
      mark('waits');
      await sleep(60_000, signal);
    })]);
  `,
};

let redis: RedisServer;

beforeAll(async () => {
  if (!withoutRedis) redis = await RedisServer.start();
});
afterAll(async () => {
  await redis?.[Symbol.asyncDispose]();
});

function withToken(value: string): void {
  process.env['PINTLE_TEST_TOKEN'] = value;
  onTestFinished(() => {
    delete process.env['PINTLE_TEST_TOKEN'];
  });
}

describe.skipIf(withoutRedis)('secrets', () => {
  it('reach nodes on workers, and nothing of them is ever in Redis, nor in what workers and runs say', async () => {
    withToken(TOKEN);
    await using farm = new Farm(redis, FILES);
    const worker = await farm.worker('--name', 'one');
    const well = farm.run('talkative');
    expect(await well.ended).toEqual(WELL);
    expect(farm.json('data/said.json')).toEqual({ length: `https://me:${TOKEN}@api.example.org`.length });
    const broken = farm.run('broken');
    expect(await broken.ended).toMatchObject({ code: 1 });
    expect(broken.said).toContain('cannot reach https://me:[redacted]@api.example.org');
    const killed = farm.run('slow');
    await farm.marked('waits');
    // What is in the server while a run goes on.
    killed.kill('SIGKILL');
    await killed.ended;
    const dumps = await redis.ask(async (client) => {
      const keys = await client.keys('*');
      return await Promise.all(keys.map(async (key) => `${key} ${(await client.dumpBuffer(key)).toString('latin1')}`));
    });
    expect(dumps.join('\n')).toContain(`pintle-run:${farm.queue}`);
    for (const secret of [TOKEN, PASSWORD]) {
      expect(dumps.filter((dump) => dump.includes(secret))).toEqual([]);
      expect(redis.written()).not.toContain(secret);
      expect(worker.said).not.toContain(secret);
      expect(well.said + broken.said + killed.said).not.toContain(secret);
    }
    expect(redis.written()).toContain('[redacted]');
  });

  it('that a worker does not have, or has otherwise, make it refuse the run', async () => {
    withToken('another-token');
    await using farm = new Farm(redis, FILES);
    const other = await farm.worker('--name', 'other');
    withToken(TOKEN);
    const run = farm.run('talkative');
    await other.says('the environment gives another value here to "parameters.yml: api"');
    await run.says('worker other refuses this run');
    expect(other.said + run.said).not.toContain('another-token');
    delete process.env['PINTLE_TEST_TOKEN'];
    const without = farm.pintle('worker', '--name', 'without');
    expect(await without.ended).toMatchObject({ code: 2 });
    expect(without.said).toContain('The environment variable PINTLE_TEST_TOKEN is not set.');
    withToken(TOKEN);
    await farm.worker('--name', 'same');
    expect(await run.ended).toEqual(WELL);
  });
});
