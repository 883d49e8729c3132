// Nodes on many machines against nodes in this process: node src/distributed.ts
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger, createSession, type Session } from '@pintle/pipeline';
import { Farm, hasRedis, startRedis } from './distributed/farm.ts';

const ROUNDS = 3;

async function timed(session: Session, pipeline: string, runner: string): Promise<number> {
  const start = performance.now();
  const result = await session.run({ pipeline, runner });
  const ms = performance.now() - start;
  result.throwIfFailed();
  return ms;
}

/** Median of some runs, the first of which is for warming up. */
async function median(farm: Farm, pipeline: string, runner: string): Promise<number> {
  await using session = await createSession({ projectDir: farm.dir, log: createLogger(() => {}, 'error') });
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const ms = await timed(session, pipeline, runner);
    if (round > 0) times.push(ms);
    farm.forget();
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

/** Kills a worker a second into a node, and waits for another to begin it again. @returns milliseconds in between */
async function recovery(farm: Farm): Promise<number> {
  await farm.work(2, 1);
  await using session = await createSession({ projectDir: farm.dir, log: createLogger(() => {}, 'error') });
  const run = session.run({ pipeline: 'slow', runner: 'bullmq' });
  while (farm.notes().length === 0) await sleep(10);
  await sleep(1000);
  const killed = Date.now();
  process.kill(farm.notes()[0]?.pid ?? 0, 'SIGKILL');
  (await run).throwIfFailed();
  const again = farm.notes().find(({ attempt }) => attempt === 2)?.at ?? Number.NaN;
  await farm.rest();
  farm.forget();
  return again - killed;
}

const row = (name: string, pipeline: string, nodes: number, ms: number): void => {
  const perNode = `${(ms / nodes).toFixed(2)} ms`.padStart(10);
  console.log(`${name.padEnd(34)} ${pipeline.padEnd(8)} ${`${ms.toFixed(0)} ms`.padStart(9)} ${perNode} a node`);
};

const SIZES = { wide: 1000, saving: 200, chain: 50 } as const;

if (!hasRedis) throw new Error('There is no redis-server on the PATH.');
for (const fsync of ['everysec', 'always'] as const) {
  const redis = await startRedis(fsync);
  process.env['PINTLE_REDIS_URL'] = redis.url;
  const farm = new Farm(redis.url);
  if (fsync === 'everysec') {
    for (const [pipeline, nodes] of Object.entries(SIZES))
      row('in this process', pipeline, nodes, await median(farm, pipeline, 'sequential'));
  }
  const farms = [
    [1, 1],
    [2, 1],
    [1, 20],
    [2, 20],
  ] as const;
  for (const [count, concurrency] of fsync === 'everysec' ? farms : farms.slice(1, 2)) {
    await farm.work(count, concurrency);
    const name = `${count} worker${count === 1 ? '' : 's'} x ${concurrency}, fsync ${fsync}`;
    for (const [pipeline, nodes] of Object.entries(SIZES))
      row(name, pipeline, nodes, await median(farm, pipeline, 'bullmq'));
    await farm.rest();
  }
  await farm.close();
  await redis.stop();
}

for (const [name, settings] of [
  ['defaults (lock 10 s, check 5 s)', {}],
  ['lock 2 s, check 1 s', { lockMs: 2000, checkMs: 1000 }],
] as const) {
  const redis = await startRedis('everysec');
  process.env['PINTLE_REDIS_URL'] = redis.url;
  const farm = new Farm(redis.url, settings);
  const times: number[] = [];
  for (let round = 0; round < 3; round++) times.push(await recovery(farm));
  console.log(`recovery, ${name}: ${times.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', ')}`);
  await farm.close();
  await redis.stop();
}
