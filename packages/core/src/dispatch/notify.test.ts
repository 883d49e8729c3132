import { describe, expect, it } from 'vitest';
import { dispatcher, ENGINES, nameOf } from '../../test/support/dispatcher.js';
import { lazyThenable, unreadableThenable } from '../../test/support/thenables.js';
import { thrownBy } from '../../test/support/thrown.js';
import { originOf } from '../origin.js';
import { hookSpec } from '../spec.js';

const spec = hookSpec.notify<object>();
const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 17, 36, 66];

describe.each(ENGINES)('notify, %s', (_, engine) => {
  it('gives nothing, whatever implementations return', async () => {
    expect(dispatcher(spec, [], { engine })({})).toBeUndefined();
    expect(dispatcher(spec, [() => 1, () => 2], { engine })({})).toBeUndefined();
    await expect(dispatcher(spec, [async () => 1], { engine })({})).resolves.toBeUndefined();
  });

  it.each(COUNTS)('reaches all of %i however any one fails', async (count) => {
    for (let at = 0; at < count; at++) {
      for (const isAsync of [false, true]) {
        const error = new Error('no luck');
        const called: number[] = [];
        const impls = Array.from({ length: count }, (_unused, index) => () => {
          called.push(index);
          if (index !== at) return undefined;
          if (isAsync) return Promise.reject(error);
          throw error;
        });
        expect(await thrownBy(() => dispatcher(spec, impls, { engine })({}))).toBe(error);
        expect(called).toHaveLength(count);
        expect(originOf(error)).toEqual({ plugin: nameOf(at), hook: 'hook' });
      }
    }
  });

  it.each(COUNTS.filter((count) => count > 1))(
    'collects the errors of %i, thrown and rejected, in call order',
    async (count) => {
      const errors = Array.from({ length: count }, (_unused, index) => new Error(`error ${index}`));
      const impls = errors.map((error, index) => () => {
        if (index % 2 === 0) throw error;
        return Promise.reject(error);
      });
      const thrown = await thrownBy(() => dispatcher(spec, impls, { engine })({}));
      expect(thrown).toBeInstanceOf(AggregateError);
      expect((thrown as AggregateError).errors).toEqual(errors);
      expect((thrown as AggregateError).cause).toBe(errors[0]);
      expect((thrown as AggregateError).message).toBe(`${count} implementations of "hook" failed.`);
    },
  );

  it('throws at once where no implementation is async', () => {
    const error = new Error('no luck');
    const fail = (): never => {
      throw error;
    };
    expect(() => dispatcher(spec, [fail, () => undefined], { engine })({})).toThrow(error);
    expect(() => dispatcher(spec, [fail, fail], { engine })({})).toThrow(AggregateError);
  });

  it('keeps the error of a synchronous implementation for after the asynchronous ones', async () => {
    const error = new Error('no luck');
    const log: string[] = [];
    const call = dispatcher(
      spec,
      [
        () => {
          throw error;
        },
        async () => {
          await Promise.resolve();
          log.push('awaited');
        },
        () => void log.push('last'),
      ],
      { engine },
    );
    await expect(call({})).rejects.toBe(error);
    expect(log).toEqual(['awaited', 'last']);
  });

  it('throws even what is nothing', async () => {
    const call = dispatcher(spec, [() => Promise.reject(undefined)], { engine });
    await expect(call({})).rejects.toBeUndefined();
  });

  it.each(COUNTS)('awaits %i one after another', async (count) => {
    const log: string[] = [];
    const impls = Array.from({ length: count }, (_unused, index) => async () => {
      log.push(`enter ${index}`);
      await Promise.resolve();
      log.push(`leave ${index}`);
    });
    await dispatcher(spec, impls, { engine })({});
    expect(log).toEqual(impls.flatMap((_unused, index) => [`enter ${index}`, `leave ${index}`]));
  });

  it('asks a lazy thenable once', async () => {
    const lazy = Array.from({ length: 6 }, () => lazyThenable(1));
    await dispatcher(
      spec,
      lazy.map((one) => () => one),
      { engine },
    )({});
    expect(lazy.map(({ asked }) => asked)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it.each([1, 2, 3, 4, 5, 7])('goes on behind a then that cannot be read, among %i', (count) => {
    for (let at = 0; at < count; at++) {
      const error = new Error('no then');
      let called = 0;
      const impls = Array.from({ length: count }, (_unused, index) => () => {
        called++;
        return index === at ? unreadableThenable(error) : undefined;
      });
      expect(() => dispatcher(spec, impls, { engine })({})).toThrow(error);
      expect(called).toBe(count);
      expect(originOf(error)?.plugin).toBe(String.fromCharCode(97 + at));
    }
  });
});
