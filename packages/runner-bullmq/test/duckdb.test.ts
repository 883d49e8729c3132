import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { ExampleFarm } from './support/example-farm.js';
import { WELL } from './support/project-processes.js';
import { RedisServer, withoutRedis } from './support/redis.js';

const TAGS = "tags=['example:hooks_demo']";
const SLOW = `{{ config(materialized='table', ${TAGS}) }}
select max(md5(md5(md5(md5(cast(range as varchar)))))) as m from range(4000000)`;

describe.skipIf(withoutRedis)('a model in a DuckDB file', () => {
  it('is built by another worker when its own is killed with the file open, as if that had never been', async () => {
    await using redis = await RedisServer.start();
    await using example = await ExampleFarm.of('hooks-demo', redis);
    writeFileSync(join(example.dir, 'models/slow.ff.sql'), SLOW);
    mkdirSync(join(example.dir, 'conf/base'), { recursive: true });
    writeFileSync(join(example.dir, 'conf/base/bullmq.yml'), 'lockMs: 3000\ncheckMs: 500\npollMs: 300\n');
    const workers = await example.workers('--env', 'dev_duckdb');
    const run = example.pintle('run', '--env', 'dev_duckdb', '--nodes', 'slow', '--runner', 'bullmq');
    const first = await Promise.race(workers.map((worker) => worker.says('slow started').then(() => worker)));
    await setTimeout(300);
    first.kill('SIGKILL');
    expect(await run.ended).toEqual(WELL);
    for (const worker of workers) worker.kill('SIGTERM');
    for (const worker of workers) await worker.ended;
    expect(example.audit('select node, attempt, status from node_audit order by attempt')).toEqual([
      ['slow', 1, 'retrying'],
      ['slow', 2, 'success'],
    ]);
    const instance = await DuckDBInstance.create(join(example.dir, 'data/hooks_demo.duckdb'));
    const connection = await instance.connect();
    const rows = async (sql: string): Promise<unknown> => (await connection.runAndReadAll(sql)).getRowsJson();
    expect(await rows('select model_name, status, rows_affected from _ff_model_audit')).toEqual([
      ['slow', 'success', '1'],
    ]);
    expect(await rows('select count(*) from slow')).toEqual([['1']]);
    connection.closeSync();
    instance.closeSync();
  });
});
