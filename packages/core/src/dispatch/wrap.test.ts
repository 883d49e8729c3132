import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { dispatcher, ENGINES } from '../../test/support/dispatcher.js';
import { lazyThenable } from '../../test/support/thenables.js';
import { facts, hookErrorOf, thrownBy } from '../../test/support/thrown.js';
import { originOf } from '../origin.js';
import { hookSpec } from '../spec.js';
import type { Invoke } from './plan.js';

interface Args {
  readonly x: number;
}
const collect = hookSpec<Args, unknown>();
const first = hookSpec.firstResult<Args, unknown>();
const notify = hookSpec.notify<Args>();
const pipe = hookSpec.pipe<Args, 'x'>('x');
const wrapper = (wrap: (args: Args, next: Invoke) => unknown): object => ({ wrapper: wrap });

describe.each(ENGINES)('wrappers, %s', (_, engine) => {
  const call = (spec: Parameters<typeof dispatcher>[0], impls: readonly unknown[]): ((args: Args) => unknown) =>
    dispatcher(spec, impls, { engine });

  it('go round the whole call, outermost first', async () => {
    const log: string[] = [];
    const around = (name: string, wait: boolean): object =>
      wrapper((args, next) => {
        log.push(`enter ${name}`);
        const leave = (result: unknown): unknown => {
          log.push(`leave ${name}`);
          return result;
        };
        return wait ? Promise.resolve(next(args)).then(leave) : leave(next(args));
      });
    const handlers = [({ x }: Args) => void log.push(`a ${x}`), () => void log.push('b')];
    expect(call(collect, [around('1', false), around('2', false), ...handlers])({ x: 7 })).toEqual([]);
    expect(log).toEqual(['enter 1', 'enter 2', 'a 7', 'b', 'leave 2', 'leave 1']);
    log.length = 0;
    await expect(call(collect, [around('1', true), around('2', true), ...handlers])({ x: 7 })).resolves.toEqual([]);
    expect(log).toEqual(['enter 1', 'enter 2', 'a 7', 'b', 'leave 2', 'leave 1']);
  });

  it('get the result of the whole call, and may replace it', () => {
    const seen: unknown[] = [];
    const look = wrapper((args, next) => {
      const result = next(args);
      seen.push(result);
      return result;
    });
    expect(
      call(collect, [look, wrapper((args, next) => [...(next(args) as unknown[]), 'more']), () => 1])({ x: 0 }),
    ).toEqual([1, 'more']);
    expect(call(first, [look, () => 1, () => 2])({ x: 0 })).toBe(1);
    expect(call(pipe, [look, () => 5])({ x: 0 })).toBe(5);
    expect(call(notify, [look, () => 5])({ x: 0 })).toBeUndefined();
    expect(seen).toEqual([[1, 'more'], 1, 5, undefined]);
  });

  it('may change the args of what is inside, and of nothing else', () => {
    const args = { x: 1 };
    const double = wrapper((given, next) => next({ ...given, x: given.x * 2 }));
    expect(call(collect, [double, double, ({ x }: Args) => x])(args)).toEqual([4]);
    expect(args).toEqual({ x: 1 });
  });

  it('may skip what is inside', () => {
    const called: string[] = [];
    const cache = wrapper(() => 'cached');
    expect(call(first, [cache, wrapper((args, next) => next(args)), () => void called.push('inside')])({ x: 0 })).toBe(
      'cached',
    );
    expect(called).toEqual([]);
  });

  it('may call what is inside again, each time once more', async () => {
    let attempts = 0;
    const flaky = (): string => {
      if (++attempts < 3) throw new Error(`attempt ${attempts}`);
      return 'at last';
    };
    const retry = wrapper((args, next) => {
      for (;;) {
        try {
          return next(args);
        } catch {
          // Once more.
        }
      }
    });
    expect(call(first, [retry, flaky])({ x: 0 })).toBe('at last');
    const hedge = wrapper((args, next) => Promise.race([next(args), next(args)]));
    let runs = 0;
    await expect(call(first, [hedge, async () => ++runs])({ x: 0 })).resolves.toBe(1);
    expect(runs).toBe(2);
  });

  it('get what is thrown inside, innermost first, and may answer for it', async () => {
    const error = new Error('no luck');
    const log: string[] = [];
    const fail = (): never => {
      throw error;
    };
    const look = (name: string): object =>
      wrapper((args, next) => {
        try {
          return next(args);
        } catch (caught) {
          log.push(`${name} ${caught === error}`);
          throw caught;
        }
      });
    const rescue = wrapper((args, next) => {
      try {
        return next(args);
      } catch {
        return ['rescued'];
      }
    });
    expect(call(collect, [look('outer'), rescue, look('inner'), fail])({ x: 0 })).toEqual(['rescued']);
    expect(log).toEqual(['inner true']);
    expect(await thrownBy(() => call(collect, [look('outer'), look('inner'), async () => fail()])({ x: 0 }))).toBe(
      error,
    );
    expect(originOf(error)).toEqual({ plugin: 'd', hook: 'hook' });
  });

  it('let nothing inside them run when they throw before next', () => {
    const error = new Error('early');
    const log: string[] = [];
    const outer = wrapper((args, next) => {
      try {
        return next(args);
      } finally {
        log.push('outer');
      }
    });
    const early = wrapper(() => {
      throw error;
    });
    expect(() =>
      call(collect, [outer, early, wrapper(() => void log.push('inner')), () => void log.push('handler')])({ x: 0 }),
    ).toThrow(error);
    expect(log).toEqual(['outer']);
    expect(originOf(error)).toEqual({ plugin: 'b', hook: 'hook' });
  });

  it('are blamed for an error of their own, not for one that comes out of next', async () => {
    const inner = new Error('inner');
    const own = new Error('own');
    const call1 = call(collect, [wrapper((args, next) => next(args)), () => Promise.reject(inner)]);
    await expect(call1({ x: 0 })).rejects.toBe(inner);
    expect(originOf(inner)?.plugin).toBe('b');
    const call2 = call(collect, [
      wrapper(async (args, next) => {
        await next(args);
        throw own;
      }),
      () => 1,
    ]);
    await expect(call2({ x: 0 })).rejects.toBe(own);
    expect(originOf(own)?.plugin).toBe('a');
  });

  it('keep the value of a pipe when they return nothing', async () => {
    const silent = wrapper((args, next) => void next(args));
    expect(call(pipe, [silent, ({ x }: Args) => x + 1])({ x: 1 })).toBe(2);
    expect(call(pipe, [wrapper(() => undefined), () => 9])({ x: 1 })).toBe(1);
    expect(call(pipe, [wrapper((args, next) => void next({ ...args, x: 5 }))])({ x: 1 })).toBe(5);
    const silentAsync = wrapper(async (args, next) => {
      await next(args);
      return null;
    });
    await expect(call(pipe, [silentAsync, async ({ x }: Args) => x + 1])({ x: 1 })).resolves.toBe(2);
  });

  it('may give nothing as the result of all other kinds', () => {
    const silent = wrapper((args, next) => void next(args));
    expect(call(collect, [silent, () => 1])({ x: 0 })).toBeUndefined();
    expect(call(first, [silent, () => 1])({ x: 0 })).toBeUndefined();
  });

  it('answer for a notify call with nothing', async () => {
    expect(call(notify, [wrapper(() => 'value')])({ x: 0 })).toBeUndefined();
    await expect(call(notify, [wrapper(async () => 'value')])({ x: 0 })).resolves.toBeUndefined();
  });

  it('see one error of a notify call as it is, and several as one', async () => {
    const errors = [new Error('1'), new Error('2')];
    const caught: unknown[] = [];
    const look = wrapper((args, next) => {
      try {
        next(args);
      } catch (error) {
        caught.push(error);
      }
    });
    const fail = (error: Error) => () => {
      throw error;
    };
    call(notify, [look, ...errors.map(fail)])({ x: 0 });
    call(notify, [look, fail(errors[0] as Error)])({ x: 0 });
    expect(caught[0]).toBeInstanceOf(AggregateError);
    expect(caught[1]).toBe(errors[0]);
  });

  it('run what is inside within the context that they open', async () => {
    const storage = new AsyncLocalStorage<string>();
    const enter = wrapper((args, next) => storage.run('inside', () => next(args)));
    const look = async (): Promise<string | undefined> => {
      await Promise.resolve();
      return storage.getStore();
    };
    await expect(call(collect, [enter, look, look])({ x: 0 })).resolves.toEqual(['inside', 'inside']);
  });

  it('must hand args on', () => {
    const forgetful = wrapper((_args, next) => (next as () => unknown)());
    expect(facts(hookErrorOf(() => call(collect, [forgetful, () => 1])({ x: 0 })))).toEqual({
      code: 'IMPL_INVALID',
      message: 'The wrapper of plugin "a" on "hook" called next() without args.',
      hook: 'hook',
      plugin: 'a',
      hint: 'Hand them on: next(args).',
    });
  });

  it('ask a lazy thenable once', async () => {
    const lazy = lazyThenable([1]);
    await expect(call(collect, [wrapper((args, next) => next(args)), wrapper(() => lazy)])({ x: 0 })).resolves.toEqual([
      1,
    ]);
    expect(lazy.asked).toBe(1);
  });

  it('let a rejection of next that they do not wait for go unhandled, as any promise', async () => {
    const handled = wrapper((args, next) => {
      (next(args) as Promise<unknown>).catch(() => undefined);
      return ['early'];
    });
    expect(call(collect, [handled, () => Promise.reject(new Error('late'))])({ x: 0 })).toEqual(['early']);
  });
});
