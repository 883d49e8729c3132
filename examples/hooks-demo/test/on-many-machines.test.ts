import { describe, expect, it } from 'vitest';
import { hasPostgres, startPostgres } from '../../../packages/plugin-sql/test/postgres.js';
import { ExampleFarm } from '../../telemetry/test/support/example-farm.ts';
import { WELL } from '../../../packages/runner-bullmq/test/support/farm.js';
import { withoutRedis } from '../../../packages/runner-bullmq/test/support/redis.js';

describe.skipIf(withoutRedis)('the hooks demo on two workers', () => {
  it('is refused on DuckDB, which one process can open, before anything is done', async () => {
    await using example = await ExampleFarm.of('hooks-demo');
    const run = example.pintle('run', '--env', 'dev_duckdb', '--runner', 'bullmq');
    expect(await run.ended).toMatchObject({ code: 2 });
    expect(run.said).toContain('RUNNER_NEEDS_SHARED_DATA');
    expect(run.said).toContain('"raw.events"');
    expect(run.said).toContain('Postgres');
  });

  it.skipIf(!hasPostgres())('builds its models on Postgres, and writes each audit row once', async () => {
    const server = await startPostgres();
    try {
      await using example = await ExampleFarm.of('hooks-demo', { HOOKS_DEMO_POSTGRES: await server.database() });
      const demo = ['--env', 'dev_postgres', '--select', 'tag:example:hooks_demo', '--select', 'tag:engine:postgres'];
      const workers = await example.workers('--env', 'dev_postgres');
      const run = example.pintle('run', ...demo, '--runner', 'bullmq');
      expect(await run.ended).toEqual(WELL);
      for (const worker of workers) worker.kill('SIGTERM');
      for (const worker of workers) expect(await worker.ended).toEqual(WELL);
      expect(workers.map(({ said }) => said).join('')).toContain('mart_events_daily success');
      expect(run.said).toContain('when=before_model node=events_clean');
      expect(run.said).toContain('when=after_model node=mart_events_daily');
      const tests = example.pintle('test', '--env', 'dev_postgres');
      expect(await tests.ended).toEqual(WELL);
      expect(tests.said).toContain('9 passed, 0 failed, 0 warned');
      expect(example.audit('select node, attempt, status from node_audit order by node, attempt')).toEqual([
        ['events_clean', 1, 'success'],
        ['load_events', 1, 'success'],
        ['mart_events_daily', 1, 'success'],
      ]);
      expect(example.trace().filter((line) => /^ {2}\S/.test(line))).toEqual([
        '  node load_events',
        '  node events_clean',
        '  node mart_events_daily',
      ]);
    } finally {
      await server.stop();
    }
  });
});
