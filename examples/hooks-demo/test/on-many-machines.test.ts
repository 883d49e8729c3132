import { describe, expect, it } from 'vitest';
import { hasPostgres, startPostgres } from '../../../packages/plugin-sql/test/postgres.js';
import { ExampleFarm } from '../../../packages/runner-bullmq/test/support/example-farm.js';
import { WELL } from '../../../packages/runner-bullmq/test/support/project-processes.js';
import { RedisServer, withoutRedis } from '../../../packages/runner-bullmq/test/support/redis.js';

// On DuckDB it is among packages/runner-bullmq/test/examples.test.ts.
describe.skipIf(withoutRedis || !hasPostgres())('the hooks demo on two workers and Postgres', () => {
  it('builds its models, and writes each audit row once', async () => {
    await using redis = await RedisServer.start();
    const server = await startPostgres();
    try {
      const variables = { HOOKS_DEMO_POSTGRES: await server.database() };
      await using example = await ExampleFarm.of('hooks-demo', redis, variables);
      const demo = ['--env', 'dev_postgres', '--select', 'tag:example:hooks_demo', '--select', 'tag:engine:postgres'];
      const workers = await example.workers('--env', 'dev_postgres');
      const run = example.pintle('run', ...demo, '--runner', 'bullmq');
      expect(await run.ended).toEqual(WELL);
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
    } finally {
      await server.stop();
    }
  });
});
