import { describe, expect, it } from 'vitest';
import { fakeClock } from './index.js';

describe('fakeClock', () => {
  it('stands still until it is told to go on', async () => {
    const clock = fakeClock();
    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:00.000Z');
    await clock.advance(1500);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:01.500Z');
    expect(clock.monotonic()).toBe(1500);
  });

  it('ends sleeps in order of their time, and those that follow from them', async () => {
    const clock = fakeClock({ start: new Date(0) });
    const woken: string[] = [];
    const sleep = async (name: string, ...delays: number[]): Promise<void> => {
      for (const delay of delays) {
        await clock.sleep(delay);
        woken.push(`${name}@${clock.monotonic()}`);
      }
    };
    const all = Promise.all([sleep('a', 300), sleep('b', 100, 100, 300), sleep('c', 200)]);
    await clock.advance(250);
    expect(woken).toEqual(['b@100', 'c@200', 'b@200']);
    expect(clock.sleeping).toBe(2);
    await clock.advance(1000);
    await all;
    expect(woken.slice(3)).toEqual(['a@300', 'b@500']);
    expect(clock.monotonic()).toBe(1250);
  });

  it('breaks off a sleep whose signal aborts, with its reason', async () => {
    const clock = fakeClock();
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const sleep = clock.sleep(100, controller.signal);
    controller.abort(reason);
    await expect(sleep).rejects.toBe(reason);
    await expect(clock.sleep(100, controller.signal)).rejects.toBe(reason);
    expect(clock.sleeping).toBe(0);
  });

  it('passes sleeps by itself when asked to', async () => {
    const clock = fakeClock({ skipSleeps: true });
    await clock.sleep(60_000);
    expect(clock.monotonic()).toBe(60_000);
  });

  it('does not wait for nothing', async () => {
    const clock = fakeClock();
    await clock.sleep(0);
    expect(clock.sleeping).toBe(0);
  });
});
