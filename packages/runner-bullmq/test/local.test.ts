import { describe, expect, it } from 'vitest';
import { Farm } from './support/farm.js';
import { WELL } from './support/project-processes.js';
import { until } from './support/process.js';
import { withoutRedis } from './support/redis.js';

describe.skipIf(withoutRedis)('pintle worker --local', () => {
  it('starts a server and workers, which runs find by themselves, and stops all of them', async () => {
    await using farm = new Farm(undefined);
    const local = farm.pintle('worker', '--local', '2', '--concurrency', '2');
    await local.says('[1]');
    await local.says('[2]');
    await local.says(/\[1\].*worker local-1 takes 2 nodes at a time/);
    await local.says(/\[2\].*worker local-2 takes 2 nodes at a time/);
    expect(local.said).toContain('pintle run --runner bullmq');
    const { url, pid } = farm.json('.pintle/redis/server.json') as { url: string; pid: number };
    expect(url).toMatch(/^redis:\/\/127\.0\.0\.1:\d+$/);
    expect(await farm.run().ended).toEqual(WELL);
    expect(farm.json('data/joined.json')).toMatchObject({ clean: { rows: 3 } });
    await local.says('clean success');
    const again = farm.pintle('worker', '--local', '1');
    expect(await again.ended).toMatchObject({ code: 2 });
    expect(again.said).toContain(`A local server of this project runs already, at ${url}.`);
    local.kill('SIGINT');
    expect(await local.ended).toEqual({ code: 0, signal: null });
    expect(local.said).toContain('the workers and redis-server have stopped');
    expect(farm.has('.pintle/redis/server.json')).toBe(false);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('keeps what waits for the next time', async () => {
    await using farm = new Farm(undefined);
    const local = farm.pintle('worker', '--local', '1', '--grace', '0');
    await local.says('takes one node at a time');
    const run = farm.run('--params', 'clean_ms=2000');
    await farm.marked('clean 1 begins');
    run.kill('SIGKILL');
    await run.ended;
    local.kill('SIGTERM');
    expect(await local.ended).toEqual({ code: 0, signal: null });
    const next = farm.pintle('worker', '--local', '1');
    await next.says('takes one node at a time');
    expect(await farm.pintle('run', '--resume', 'last', '--params', 'clean_ms=2000').ended).toEqual(WELL);
    expect(farm.marks()).toEqual(['clean 1 begins', 'clean 2 begins', 'clean 2 ends']);
    next.kill('SIGTERM');
    expect(await next.ended).toEqual({ code: 0, signal: null });
    await until(
      () => !farm.has('.pintle/redis/server.json'),
      1000,
      () => 'The note was left behind.',
    );
  });

  it.each([
    ['when it is killed', ['SIGKILL']],
    ['when it is told twice to stop', ['SIGINT', 'SIGINT']],
  ] as const)('leaves nothing behind %s', async (_, signals) => {
    await using farm = new Farm(undefined);
    const local = farm.pintle('worker', '--local', '2', '--grace', '1');
    await local.says(/\[1\].*takes one node/);
    await local.says(/\[2\].*takes one node/);
    const { pid } = farm.json('.pintle/redis/server.json') as { pid: number };
    const run = farm.run('--params', 'clean_ms=60000', '--params', 'clean_how=deaf');
    const worker = await farm.marked('clean 1 begins');
    for (const signal of signals) {
      local.kill(signal);
      if (signal === 'SIGINT') await local.says('under way');
    }
    await local.ended;
    await until(
      () => !isThere(pid) && !isThere(worker),
      30_000,
      () => 'The server or its worker is still there.',
    );
    run.kill('SIGKILL');
    expect(isThere(pid)).toBe(false);
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
