import { describe, expect, it } from 'vitest';
import { ExampleFarm } from './support/example-farm.ts';
import { WELL } from '../../../packages/runner-bullmq/test/support/farm.js';
import { withoutRedis } from '../../../packages/runner-bullmq/test/support/redis.js';

describe.skipIf(withoutRedis)('the telemetry example on two workers', () => {
  it('has one trace, with spans of workers under the run, and spans of nodes under theirs', async () => {
    await using example = await ExampleFarm.of('telemetry');
    const workers = await example.workers();
    expect(await example.pintle('run', '--runner', 'bullmq').ended).toEqual(WELL);
    for (const worker of workers) worker.kill('SIGTERM');
    for (const worker of workers) expect(await worker.ended).toEqual(WELL);
    expect(example.traces).toBe(1);
    expect(example.trace()).toEqual([
      'run weather',
      '  node read',
      '    load weather_raw',
      '  node read',
      '    load weather_raw',
      '    save days',
      '  node by_month',
      '    load days',
      '    group days',
      '    save months',
      '  node report',
      '    load months',
      '    save report',
    ]);
    expect(example.data().get('report.txt')).toBe('48 months; the wettest was 2012-12, with 27 days of rain.\n');
    expect(example.audit('select node, attempt, status from node_audit order by node, attempt')).toEqual([
      ['by_month', 1, 'success'],
      ['read', 1, 'retrying'],
      ['read', 2, 'success'],
      ['report', 1, 'success'],
    ]);
  });
});
