import { describe, expect, it } from 'vitest';
import { dispatcher, ENGINES, nameOf } from '../../test/support/dispatcher.js';
import { functionThenable, lazyThenable, unreadableThenable } from '../../test/support/thenables.js';
import { thrownBy } from '../../test/support/thrown.js';
import { originOf } from '../origin.js';
import { hookSpec } from '../spec.js';

const spec = hookSpec<object, unknown>();
// Every shape of unrolling, and the loop beyond it.
const COUNTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 16, 17, 50, 64, 65, 70];

describe.each(ENGINES)('collect, %s', (_, engine) => {
  it.each(COUNTS)('gives the results of %i implementations in call order', (count) => {
    const impls = Array.from({ length: count }, (_unused, index) => () => index);
    expect(dispatcher(spec, impls, { engine })({})).toEqual(impls.map((impl) => impl()));
  });

  it.each(COUNTS)('leaves out undefined and null among %i, and nothing else', (count) => {
    const values = [undefined, 0, null, '', false, [], Number.NaN];
    const given = Array.from({ length: count }, (_unused, index) => values[index % values.length]);
    const call = dispatcher(
      spec,
      given.map((value) => () => value),
      { engine },
    );
    const results = call({}) as unknown[];
    expect(results).toEqual(given.filter((value) => value !== undefined && value !== null));
    expect(Object.keys(results)).toHaveLength(results.length);
  });

  it.each([0, 1, 2, 3, 4, 5, 6])('gives %i results of six', (size) => {
    const impls = Array.from({ length: 6 }, (_unused, index) => () => (index >= 6 - size ? index : undefined));
    expect(dispatcher(spec, impls, { engine })({})).toEqual([0, 1, 2, 3, 4, 5].slice(6 - size));
  });

  it.each(COUNTS.filter((count) => count > 0))('awaits one after another, from each place among %i', async (count) => {
    for (const first of new Set([0, Math.min(1, count - 1), Math.floor(count / 2), count - 1])) {
      const log: string[] = [];
      const impls = Array.from({ length: count }, (_unused, index) => () => {
        log.push(`enter ${index}`);
        if (index < first) return index;
        return Promise.resolve().then(() => {
          log.push(`leave ${index}`);
          return index % 3 === 2 ? undefined : index;
        });
      });
      const results = dispatcher(spec, impls, { engine })({});
      expect(results).toBeInstanceOf(Promise);
      const kept = impls.map((_unused, index) => index).filter((index) => index < first || index % 3 !== 2);
      await expect(results).resolves.toEqual(kept);
      const expected = impls.flatMap((_unused, index) =>
        index < first ? [`enter ${index}`] : [`enter ${index}`, `leave ${index}`],
      );
      expect(log).toEqual(expected);
    }
  });

  it('makes no promise when no implementation returned one', () => {
    expect(dispatcher(spec, [() => 1, () => undefined], { engine })({})).toEqual([1]);
  });

  it.each(COUNTS.filter((count) => count > 0))('stops at an error of any of %i, and blames its plugin', (count) => {
    for (let at = 0; at < count; at++) {
      const error = new Error('no luck');
      const called: number[] = [];
      const impls = Array.from({ length: count }, (_unused, index) => () => {
        called.push(index);
        if (index === at) throw error;
        return index;
      });
      const call = dispatcher(spec, impls, { engine });
      expect(() => call({})).toThrow(error);
      expect(called).toEqual(Array.from({ length: at + 1 }, (_unused, index) => index));
      expect(originOf(error)).toEqual({ plugin: nameOf(at), hook: 'hook' });
    }
  });

  it.each([1, 2, 3, 4, 6, 9, 66])(
    'stops at a rejection among %i, before and after which others wait',
    async (count) => {
      for (let at = 0; at < count; at++) {
        const error = new Error('no luck');
        const called: number[] = [];
        const impls = Array.from({ length: count }, (_unused, index) => async () => {
          called.push(index);
          if (index === at) throw error;
        });
        expect(await thrownBy(() => dispatcher(spec, impls, { engine })({}))).toBe(error);
        expect(called).toHaveLength(at + 1);
        expect(originOf(error)).toEqual({ plugin: nameOf(at), hook: 'hook' });
      }
    },
  );

  it('hands every implementation the same args', () => {
    const args = {};
    const seen: unknown[] = [];
    dispatcher(spec, [(given: object) => void seen.push(given), (given: object) => void seen.push(given)], { engine })(
      args,
    );
    expect(seen[0]).toBe(args);
    expect(seen[1]).toBe(args);
  });

  it('lets an implementation change what later ones see of the args', () => {
    const change = (args: { count: number }): void => {
      args.count++;
    };
    const call = dispatcher(spec, [change, change, ({ count }: { count: number }) => count], { engine });
    expect(call({ count: 0 })).toEqual([2]);
  });

  it('asks a lazy thenable once, wherever it stands', async () => {
    for (const count of [1, 2, 3, 5, 9]) {
      const lazy = Array.from({ length: count }, (_unused, index) => lazyThenable(index));
      await expect(
        dispatcher(
          spec,
          lazy.map((one) => () => one),
          { engine },
        )({}),
      ).resolves.toEqual(lazy.map((_unused, i) => i));
      expect(lazy.map(({ asked }) => asked)).toEqual(lazy.map(() => 1));
    }
  });

  it('awaits a function that has a then', async () => {
    await expect(dispatcher(spec, [() => functionThenable(7)], { engine })({})).resolves.toEqual([7]);
  });

  it.each([1, 2, 3, 4, 8])('takes a then that cannot be read for an error, among %i', (count) => {
    const error = new Error('no then');
    const impls = Array.from(
      { length: count },
      (_unused, index) => () => (index === count - 1 ? unreadableThenable(error) : index),
    );
    expect(() => dispatcher(spec, impls, { engine })({})).toThrow(error);
    expect(originOf(error)?.plugin).toBe(String.fromCharCode(96 + count));
  });

  it.each([
    ['a string'],
    [7],
    [undefined],
    [null],
    [Object.freeze(new Error('frozen'))],
    [Object.freeze({})],
    [Symbol('s')],
  ])('lets %o, thrown, through as it is', async (thrown) => {
    const throwing = (): never => {
      throw thrown;
    };
    const call = dispatcher(spec, [throwing], { engine });
    let caught: unknown = 'nothing';
    try {
      call({});
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(thrown);
    await expect(dispatcher(spec, [async () => throwing()], { engine })({})).rejects.toBe(thrown);
  });

  it('is of the same length however many answer', () => {
    for (let count = 4; count < 12; count++) {
      for (let answering = 0; answering <= count; answering++) {
        const impls = Array.from({ length: count }, (_unused, index) => () => (index < answering ? index : null));
        expect(dispatcher(spec, impls, { engine })({})).toHaveLength(answering);
      }
    }
  });
});
