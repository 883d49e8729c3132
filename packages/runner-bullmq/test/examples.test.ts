import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Receiver, startReceiver } from '../../../examples/op-hooks/slack/receiver.js';
import { EXAMPLES, ExampleFarm } from './support/example-farm.js';
import type { Ended } from './support/process.js';
import { WELL } from './support/project-processes.js';
import { RedisServer, withoutRedis } from './support/redis.js';
import { expectOneRowEach } from './support/run-log.js';

let redis: RedisServer;
let slack: Receiver;

beforeAll(async () => {
  if (withoutRedis) return;
  redis = await RedisServer.start();
  slack = await startReceiver();
});
afterAll(async () => {
  await redis?.[Symbol.asyncDispose]();
  await slack?.[Symbol.asyncDispose]();
});

/** How an example is run, and what its runs have in common. */
interface Demo {
  /** What follows `pintle run`. */
  readonly run: readonly string[];
  /** What follows `pintle worker`. */
  readonly worker?: readonly string[];
  readonly ends?: Ended;
  /** What else a run has given, besides its data, nodes and spans. */
  readonly given?: (example: ExampleFarm) => unknown;
}

const ENV = ['--env', 'dev_duckdb'];

const DEMOS: Readonly<Record<string, Demo>> = {
  flights: { run: [] },
  telemetry: { run: [] },
  'hooks-demo': {
    run: [...ENV, '--select', 'tag:example:hooks_demo', '--select', 'tag:engine:duckdb'],
    worker: ENV,
    async given(example) {
      const tests = example.pintle('test', ...ENV);
      expect(await tests.ended).toEqual(WELL);
      expect(tests.said).toContain('9 passed, 0 failed, 0 warned');
      const models = 'select model_name, status, rows_affected from _ff_model_audit order by 1';
      return await tableOf(example, 'hooks_demo.duckdb', models);
    },
  },
  'op-hooks': {
    run: ['notif_all_prod', '--job-config', 'prod_op_hooks.yaml', '--params', 'broken=[b]', '--keep-going'],
    ends: { code: 1, signal: null },
    given: () => slack.received.slice(-2),
  },
  'audit-hooks': {
    run: [],
    given: (example) =>
      tableOf(example, 'audit.duckdb', 'select name, label, state, attempt, message from task_audit order by all'),
  },
};

async function tableOf(example: ExampleFarm, database: string, query: string): Promise<unknown> {
  const instance = await DuckDBInstance.create(`${example.dir}/data/${database}`);
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(query)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe.skipIf(withoutRedis)('the examples on two workers', () => {
  it('are all', () => {
    expect(Object.keys(DEMOS).toSorted()).toEqual(EXAMPLES.toSorted());
  });

  it.each(Object.entries(DEMOS))('%s gives what it gives in one process', { timeout: 240_000 }, async (name, demo) => {
    await using example = await ExampleFarm.of(name, redis, { SLACK_API_URL: slack.url });
    const run = async (...flags: readonly string[]): Promise<void> => {
      const { ended } = example.pintle('run', ...demo.run, ...flags);
      expect(await ended).toEqual(demo.ends ?? WELL);
    };
    const results = async (): Promise<unknown> => {
      await example.syncAudit();
      for (const runId of example.runs()) expectOneRowEach(example, runId);
      const spans = example.trace();
      expect(spans.filter((span) => !span.includes(' / '))).toEqual([expect.stringMatching(/^run /)]);
      return {
        spans,
        files: example.data(),
        nodes: example.audit(
          'select node, attempt, status, rows_affected from node_audit order by node, attempt, status',
        ),
        given: await demo.given?.(example),
      };
    };
    await run();
    const alone = await results();
    example.forget();
    const workers = await example.workers(...(demo.worker ?? []));
    await run('--runner', 'bullmq');
    for (const worker of workers) worker.kill('SIGTERM');
    for (const worker of workers) expect(await worker.ended).toEqual(WELL);
    expect(await results()).toEqual(alone);
  });
});
