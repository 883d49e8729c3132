import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ExampleFarm } from '../../telemetry/test/support/example-farm.ts';
import { WELL } from '../../../packages/runner-bullmq/test/support/farm.js';
import { withoutRedis } from '../../../packages/runner-bullmq/test/support/redis.js';

describe.skipIf(withoutRedis)('the flights example on two workers', () => {
  it('writes the files that it writes on one machine', { timeout: 240_000 }, async () => {
    await using example = await ExampleFarm.of('flights');
    expect(await example.pintle('run').ended).toEqual(WELL);
    const alone = example.data();
    const refused = example.pintle('run', '--runner', 'bullmq');
    expect(await refused.ended).toMatchObject({ code: 2 });
    expect(refused.said).toContain('cannot see what is kept in memory: "flights"');
    example.forgetSpans();
    rmSync(join(example.dir, 'data'), { recursive: true });
    const workers = await example.workers('--env', 'machines');
    const run = example.pintle('run', '--env', 'machines', '--runner', 'bullmq');
    expect(await run.ended).toEqual(WELL);
    for (const worker of workers) worker.kill('SIGTERM');
    for (const worker of workers) expect(await worker.ended).toEqual(WELL);
    const together = example.data();
    expect(together.delete('flights.clone')).toBe(true);
    expect(together).toEqual(alone);
    // The report is read aloud by a hook of the orchestrator, and rows are counted by one that runs on workers.
    expect(run.said).toContain(alone.get('report.md')?.split('\n')[0]);
    expect(example.traces).toBe(1);
    const lines = example.trace();
    expect(lines[0]).toBe('run flights');
    const depth = (line: string): number => line.search(/\S/) / 2;
    expect(lines.filter((line) => depth(line) === 1).toSorted()).toEqual(
      ['airport_delays', 'day_delays', 'hour_delays', 'read_flights', 'report', 'route_delays', 'seattle_months'].map(
        (name) => `  node ${name}`,
      ),
    );
    expect(lines.filter((line) => line === '    load flights')).toHaveLength(5);
    expect(example.audit("select status, nodes_ok from run_audit where env = 'machines'")).toEqual([['success', 7]]);
  });
});
