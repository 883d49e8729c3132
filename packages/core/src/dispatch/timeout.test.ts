import { describe, expect, it } from 'vitest';
import { dispatcher } from '../../test/support/dispatcher.js';
import { block, openTimers, sleep } from '../../test/support/sleep.js';
import { facts, thrownBy } from '../../test/support/thrown.js';
import { unhandledIn } from '../../test/support/unhandled.js';
import { originOf } from '../origin.js';
import { hookSpec } from '../spec.js';
import type { Invoke } from './plan.js';

interface Args {
  readonly signal?: AbortSignal;
}
const collect = hookSpec<Args, unknown>();
const sync = hookSpec.sync<Args, unknown>();
const timed = (timeoutMs: number, handler: unknown): object => ({ timeoutMs, handler });
const timedWrapper = (timeoutMs: number, wrapper: (args: Args, next: Invoke) => unknown): object => ({
  timeoutMs,
  wrapper,
});

describe('timeoutMs of a handler', () => {
  it('fails what takes longer, and says whose and how long', async () => {
    const call = dispatcher(collect, [() => 1, timed(5, () => new Promise(() => undefined))]);
    const error = await thrownBy(() => call({}));
    expect(facts(error)).toEqual({
      code: 'IMPL_TIMEOUT',
      message: 'Plugin "b" took longer than 5 ms in "hook".',
      hook: 'hook',
      plugin: 'b',
      hint: 'Raise its timeoutMs, or let it stop when args.signal aborts.',
    });
    expect(originOf(error)).toEqual({ plugin: 'b', hook: 'hook' });
  });

  it('leaves alone what is in time, and no timer behind', async () => {
    const before = openTimers();
    const error = new Error('no luck');
    await expect(dispatcher(collect, [timed(5000, async () => 1)])({})).resolves.toEqual([1]);
    await expect(dispatcher(collect, [timed(5000, () => Promise.reject(error))])({})).rejects.toBe(error);
    expect(dispatcher(collect, [timed(5000, () => 1)])({})).toEqual([1]);
    // Those of other tests may have ended meanwhile.
    expect(openTimers()).toBeLessThanOrEqual(before);
  });

  it('lets what is thrown at once through, and makes no promise of it', () => {
    const error = new Error('no luck');
    const call = dispatcher(collect, [
      timed(5, () => {
        throw error;
      }),
    ]);
    expect(() => call({})).toThrow(error);
  });

  it('counts the time before the first await', async () => {
    const call = dispatcher(collect, [
      timed(60, async () => {
        block(55);
        await sleep(40);
      }),
    ]);
    expect(await thrownBy(() => call({}))).toMatchObject({ code: 'IMPL_TIMEOUT' });
  });

  it('keeps the process alive until time is up', async () => {
    const before = openTimers();
    const result = dispatcher(collect, [timed(5, () => new Promise(() => undefined))])({}) as Promise<unknown>;
    expect(openTimers()).toBe(before + 1);
    await expect(result).rejects.toMatchObject({ code: 'IMPL_TIMEOUT' });
    // Those of other tests may have ended meanwhile.
    expect(openTimers()).toBeLessThanOrEqual(before);
  });

  it('ignores what comes later', async () => {
    const unhandled = await unhandledIn(async () => {
      for (const late of [async () => sleep(8), () => sleep(8).then(() => Promise.reject(new Error('late')))]) {
        await expect(dispatcher(collect, [timed(2, late)])({})).rejects.toMatchObject({ code: 'IMPL_TIMEOUT' });
      }
      await sleep(12);
    });
    expect(unhandled).toEqual([]);
  });

  it('aborts the signal of the args, for that implementation alone', async () => {
    const { signal } = new AbortController();
    const seen: (AbortSignal | undefined)[] = [];
    const look = (args: Args): void => void seen.push(args.signal);
    const call = dispatcher(collect, [
      look,
      timed(5, (args: Args) => {
        look(args);
        return new Promise(() => undefined);
      }),
    ]);
    const error = await thrownBy(() => call({ signal }));
    expect(seen[0]).toBe(signal);
    expect(seen[1]).not.toBe(signal);
    expect(seen[1]?.aborted).toBe(true);
    expect(seen[1]?.reason).toBe(error);
    expect(signal.aborted).toBe(false);
  });

  it("follows the caller's signal, too", async () => {
    const controller = new AbortController();
    let seen: AbortSignal | undefined;
    const call = dispatcher(collect, [
      timed(5000, ({ signal }: Args) => {
        seen = signal;
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      }),
    ]);
    const result = call({ signal: controller.signal });
    controller.abort('stop');
    await expect(result).rejects.toBe('stop');
    expect(seen?.aborted).toBe(true);
  });

  it('hands on args without a signal as they are', () => {
    const args = { signal: 'not a signal' };
    const seen: unknown[] = [];
    dispatcher(hookSpec<object, unknown>(), [timed(5, (given: object) => void seen.push(given))])(args);
    expect(seen[0]).toBe(args);
  });

  it('is measured for each call alone', async () => {
    const call = dispatcher(collect, [timed(200, () => sleep(100))]);
    await expect(Promise.all([call({}), call({}), sleep(60).then(() => call({}))])).resolves.toEqual([[], [], []]);
  });

  it('means nothing to a synchronous hook: there is nothing to wait for', () => {
    const before = openTimers();
    expect(dispatcher(sync, [timed(1, () => 1)])({})).toEqual([1]);
    expect(() => dispatcher(sync, [timed(5000, () => new Promise(() => undefined))])({})).toThrow(/synchronous/);
    // Those of other tests may have ended meanwhile.
    expect(openTimers()).toBeLessThanOrEqual(before);
  });
});

describe('timeoutMs of a wrapper', () => {
  it('does not count the time of next', async () => {
    const around = timedWrapper(100, async (args, next) => {
      await sleep(3);
      const result = await next(args);
      await sleep(3);
      return result;
    });
    await expect(dispatcher(collect, [around, () => sleep(150).then(() => 1)])({})).resolves.toEqual([1]);
  });

  it('does not count the time of a next that never yields', async () => {
    const around = timedWrapper(100, async (args, next) => {
      await sleep(2);
      const result = next(args);
      await sleep(2);
      return result;
    });
    const busy = (): number => {
      block(150);
      return 1;
    };
    await expect(dispatcher(collect, [around, busy])({})).resolves.toEqual([1]);
    const atOnce = timedWrapper(100, (args, next) => {
      const result = next(args);
      return sleep(2).then(() => result);
    });
    await expect(dispatcher(collect, [atOnce, busy])({})).resolves.toEqual([1]);
  });

  it.each([120, 10])('stands still until the last of several is over, the first after %i ms', async (first) => {
    const both = timedWrapper(100, async (args, next) => {
      await Promise.all([next(args), sleep(5).then(() => next(args))]);
      return 'both';
    });
    let run = 0;
    await expect(dispatcher(collect, [both, () => sleep(run++ === 0 ? first : 150)])({})).resolves.toBe('both');
  });

  it('counts the time before and after next', async () => {
    const before = timedWrapper(5, async (args, next) => {
      await sleep(20);
      return next(args);
    });
    const after = timedWrapper(5, async (args, next) => {
      await next(args);
      await sleep(20);
      return [];
    });
    await expect(dispatcher(collect, [before, () => 1])({})).rejects.toMatchObject({ code: 'IMPL_TIMEOUT' });
    await expect(dispatcher(collect, [after, async () => 1])({})).rejects.toMatchObject({ code: 'IMPL_TIMEOUT' });
  });

  it('adds up what it takes before and after next', async () => {
    const around = timedWrapper(20, async (args, next) => {
      await sleep(14);
      await next(args);
      await sleep(14);
      return [];
    });
    await expect(dispatcher(collect, [around, async () => 1])({})).rejects.toMatchObject({ code: 'IMPL_TIMEOUT' });
  });

  it('lets errors of next through, and goes on counting', async () => {
    const error = new Error('inner');
    const around = timedWrapper(10, async (args, next) => {
      try {
        return await next(args);
      } catch {
        await sleep(30);
        return [];
      }
    });
    for (const handler of [
      () => Promise.reject(error),
      () => {
        throw error;
      },
    ]) {
      await expect(dispatcher(collect, [around, handler])({})).rejects.toMatchObject({ code: 'IMPL_TIMEOUT' });
      await expect(
        (async () => dispatcher(collect, [timedWrapper(10, (args, next) => next(args)), handler])({}))(),
      ).rejects.toBe(error);
    }
  });

  it('refuses a late next, and lets nobody stumble over that', async () => {
    const log: unknown[] = [];
    const late = timedWrapper(3, async (args, next) => {
      await sleep(10);
      void next(args);
      try {
        await next(args);
      } catch (error) {
        log.push((error as { code?: string }).code);
      }
    });
    const unhandled = await unhandledIn(async () => {
      await expect(dispatcher(collect, [late, () => void log.push('inside')])({})).rejects.toMatchObject({
        code: 'IMPL_TIMEOUT',
      });
      await sleep(15);
    });
    expect(log).toEqual(['IMPL_TIMEOUT']);
    expect(unhandled).toEqual([]);
  });

  it('leaves no timer behind when it lets go of next', async () => {
    const before = openTimers();
    let finish = (): void => undefined;
    const inside = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const letGo = timedWrapper(5000, async (args, next) => {
      void next(args);
      return ['early'];
    });
    await expect(dispatcher(collect, [letGo, () => inside])({})).resolves.toEqual(['early']);
    finish();
    await sleep(1);
    // Those of other tests may have ended meanwhile.
    expect(openTimers()).toBeLessThanOrEqual(before);
  });

  it("under onError: 'warn' is skipped before next, and keeps what next gave after it", async () => {
    const faults: unknown[] = [];
    const report = (_: unknown, error: unknown): void => {
      faults.push((error as { code?: string }).code);
    };
    const before = { timeoutMs: 3, onError: 'warn', wrapper: () => new Promise(() => undefined) };
    const after = {
      timeoutMs: 3,
      onError: 'warn',
      wrapper: async (args: Args, next: Invoke) => {
        await next(args);
        return new Promise(() => undefined);
      },
    };
    await expect(dispatcher(collect, [before, after, async () => 1], { report })({})).resolves.toEqual([1]);
    expect(faults).toEqual(['IMPL_TIMEOUT', 'IMPL_TIMEOUT']);
  });
});
