import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { TimeBudget } from './time-budget.js';

const never = new Promise<never>(() => {});

describe('a time budget', () => {
  it('waits for work that is done in time', async () => {
    expect(await new TimeBudget(1000).spend(sleep(5))).toBe(true);
  });

  it('is spent once, until it is renewed', async () => {
    const budget = new TimeBudget(300);
    const timed = async (): Promise<number> => {
      const startedAt = performance.now();
      expect(await budget.spend(never)).toBe(false);
      return performance.now() - startedAt;
    };
    expect(await timed()).toBeGreaterThan(250);
    expect(await timed()).toBeLessThan(150);
    budget.renew();
    expect(await timed()).toBeGreaterThan(250);
  });

  it('passes on what goes wrong', async () => {
    await expect(new TimeBudget(1000).spend(Promise.reject(new RangeError('wrong')))).rejects.toThrow('wrong');
  });
});
