import { describe, expect, it } from 'vitest';
import { dispatcher, ENGINES } from '../../test/support/dispatcher.js';
import { sleep } from '../../test/support/sleep.js';
import { unreadableThenable } from '../../test/support/thenables.js';
import { unhandledIn } from '../../test/support/unhandled.js';
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
const args: Args = { x: 1 };
const fail = (error: unknown) => (): never => {
  throw error;
};

describe.each(ENGINES)("onError: 'warn', %s", (_, engine) => {
  function world(
    spec: Parameters<typeof dispatcher>[0],
    impls: readonly unknown[],
  ): { call: Invoke; faults: unknown[] } {
    const faults: unknown[] = [];
    const report = (impl: { pluginName: string }, error: unknown): void => {
      faults.push([impl.pluginName, error]);
    };
    return { call: dispatcher(spec, impls, { engine, report }), faults };
  }
  const warn = (handler: unknown): object => ({ onError: 'warn', handler });
  const warnWrapper = (wrapper: (given: Args, next: Invoke) => unknown): object => ({ onError: 'warn', wrapper });

  describe('of a handler', () => {
    it('reports what it throws, untouched, and goes on as if it had returned nothing', async () => {
      const error = Object.freeze(new Error('no luck'));
      for (const handler of [fail(error), () => Promise.reject(error), () => unreadableThenable(error)]) {
        const { call, faults } = world(collect, [() => 1, warn(handler), () => 3]);
        expect(await call(args)).toEqual([1, 3]);
        expect(faults).toEqual([['b', error]]);
        expect((faults[0] as unknown[])[1]).toBe(error);
      }
      expect(originOf(error)).toEqual({ plugin: 'b', hook: 'hook' });
    });

    it('lets the next one answer, keeps the value of a pipe, and spares a notify call', async () => {
      const error = new Error('no luck');
      expect(world(first, [warn(fail(error)), () => 2]).call(args)).toBe(2);
      expect(world(pipe, [() => 5, warn(fail(error))]).call(args)).toBe(5);
      expect(world(notify, [warn(fail(error))]).call(args)).toBeUndefined();
      await expect(world(pipe, [async () => 5, warn(() => Promise.reject(error))]).call(args)).resolves.toBe(5);
    });

    it('makes no promise of a synchronous call', () => {
      expect(world(collect, [warn(() => 1)]).call(args)).toEqual([1]);
    });

    it('says nothing of the errors of others', () => {
      const error = new Error('no luck');
      const { call, faults } = world(collect, [warn(() => 1), fail(error)]);
      expect(() => call(args)).toThrow(error);
      expect(faults).toEqual([]);
    });
  });

  describe('of a wrapper', () => {
    it('skips one that fails before next', async () => {
      const error = new Error('early');
      for (const wrapper of [fail(error), async () => fail(error)()]) {
        const { call, faults } = world(collect, [warnWrapper(wrapper), ({ x }: Args) => x]);
        expect(await call(args)).toEqual([1]);
        expect(faults).toEqual([['a', error]]);
      }
    });

    it('runs what is inside with the args that it was handed when it fails before next', () => {
      const seen: unknown[] = [];
      const { call } = world(collect, [
        warnWrapper((given) => {
          void { ...given, x: 2 };
          throw new Error('early');
        }),
        (given: Args) => void seen.push(given),
      ]);
      call(args);
      expect(seen).toEqual([args]);
    });

    it('keeps what next gave when it fails after it', async () => {
      const error = new Error('late');
      let runs = 0;
      const after = warnWrapper((given, next) => {
        next(given);
        throw error;
      });
      const afterAsync = warnWrapper(async (given, next) => {
        await next(given);
        throw error;
      });
      for (const wrapper of [after, afterAsync]) {
        const { call, faults } = world(collect, [wrapper, () => ++runs]);
        expect(await call(args)).toEqual([runs]);
        expect(faults).toEqual([['a', error]]);
      }
      expect(runs).toBe(2);
    });

    it('waits for a next that is pending when it fails', async () => {
      const error = new Error('at once');
      const eager = warnWrapper((given, next) => {
        void next(given);
        throw error;
      });
      const { call, faults } = world(collect, [
        eager,
        async () => {
          await sleep(2);
          return 'slow';
        },
      ]);
      await expect(call(args)).resolves.toEqual(['slow']);
      expect(faults).toEqual([['a', error]]);
    });

    it('keeps the last outcome of several', async () => {
      let runs = 0;
      const twice = warnWrapper(async (given, next) => {
        await next(given);
        await next(given);
        throw new Error('late');
      });
      await expect(world(first, [twice, async () => ++runs]).call(args)).resolves.toBe(2);
    });

    it('lets errors that come out of next pass: they are not its own', async () => {
      const error = new Error('inner');
      for (const handler of [fail(error), () => Promise.reject(error)]) {
        const { call, faults } = world(collect, [warnWrapper((given, next) => next(given)), handler]);
        await expect((async () => call(args))()).rejects.toBe(error);
        expect(faults).toEqual([]);
      }
    });

    it('lets an error that it caught and throws again pass', async () => {
      const error = new Error('inner');
      const again = warnWrapper(async (given, next) => {
        try {
          return await next(given);
        } catch (caught) {
          await sleep(1);
          throw caught;
        }
      });
      const { call, faults } = world(collect, [again, () => Promise.reject(error)]);
      await expect(call(args)).rejects.toBe(error);
      expect(faults).toEqual([]);
    });

    it('brings back the error of next when the wrapper fails over it', () => {
      const inner = new Error('inner');
      const own = new Error('own');
      const clumsy = warnWrapper((given, next) => {
        try {
          return next(given);
        } catch {
          throw own;
        }
      });
      const { call, faults } = world(collect, [clumsy, fail(inner)]);
      expect(() => call(args)).toThrow(inner);
      expect(faults).toEqual([['a', own]]);
    });

    it('keeps the value of a pipe, before and after next', () => {
      const before = warnWrapper(fail(new Error('early')));
      const after = warnWrapper((given, next) => {
        next(given);
        throw new Error('late');
      });
      expect(world(pipe, [before, ({ x }: Args) => x + 1]).call(args)).toBe(2);
      expect(world(pipe, [after, ({ x }: Args) => x + 1]).call(args)).toBe(2);
    });

    it('leaves no rejection unhandled when the wrapper lets go of next', async () => {
      const letGo = warnWrapper((given, next) => {
        void next(given);
        return ['early'];
      });
      const unhandled = await unhandledIn(() => {
        expect(world(collect, [letGo, () => Promise.reject(new Error('late'))]).call(args)).toEqual(['early']);
      });
      expect(unhandled).toEqual([]);
    });
  });
});
