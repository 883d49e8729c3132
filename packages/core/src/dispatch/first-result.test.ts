import { describe, expect, it } from 'vitest';
import { dispatcher, ENGINES, nameOf } from '../../test/support/dispatcher.js';
import { lazyThenable, unreadableThenable } from '../../test/support/thenables.js';
import { thrownBy } from '../../test/support/thrown.js';
import { originOf } from '../origin.js';
import { hookSpec } from '../spec.js';

const spec = hookSpec.firstResult<object, unknown>();
const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 17, 36, 66];

describe.each(ENGINES)('first result, %s', (_, engine) => {
  it('is undefined without implementations', () => {
    expect(dispatcher(spec, [], { engine })({})).toBeUndefined();
  });

  it.each(COUNTS)('stops at the one of %i that answers', (count) => {
    for (let at = 0; at <= count; at++) {
      const called: number[] = [];
      const impls = Array.from({ length: count }, (_unused, index) => () => {
        called.push(index);
        if (index === at) return index;
        return index % 2 === 0 ? undefined : null;
      });
      expect(dispatcher(spec, impls, { engine })({})).toBe(at === count ? undefined : at);
      expect(called).toHaveLength(Math.min(at + 1, count));
    }
  });

  it.each(COUNTS)('looks at what the promises of %i come to', async (count) => {
    for (let at = 0; at <= count; at++) {
      const called: number[] = [];
      const impls = Array.from({ length: count }, (_unused, index) => async () => {
        called.push(index);
        if (index === at) return 0;
        return index % 2 === 0 ? undefined : null;
      });
      await expect(dispatcher(spec, impls, { engine })({})).resolves.toBe(at === count ? undefined : 0);
      expect(called).toHaveLength(Math.min(at + 1, count));
    }
  });

  it.each([[0], [''], [false], [[]]])('takes %o for an answer', (value) => {
    expect(dispatcher(spec, [() => undefined, () => value, () => 'later'], { engine })({})).toBe(value);
  });

  it('is a promise only when an implementation on the way returned one', () => {
    expect(dispatcher(spec, [() => 1, async () => 2], { engine })({})).toBe(1);
    expect(dispatcher(spec, [async () => undefined, () => 2], { engine })({})).toBeInstanceOf(Promise);
  });

  it.each(COUNTS)('blames the one of %i that fails, and calls no more', async (count) => {
    for (let at = 0; at < count; at++) {
      for (const isAsync of [false, true]) {
        const error = new Error('no luck');
        const called: number[] = [];
        const impls = Array.from({ length: count }, (_unused, index) => () => {
          called.push(index);
          if (index === at) {
            if (isAsync) return Promise.reject(error);
            throw error;
          }
          return undefined;
        });
        expect(await thrownBy(() => dispatcher(spec, impls, { engine })({}))).toBe(error);
        expect(called).toHaveLength(at + 1);
        expect(originOf(error)).toEqual({ plugin: nameOf(at), hook: 'hook' });
      }
    }
  });

  it('asks a lazy thenable once', async () => {
    for (const count of [1, 2, 3, 4, 6]) {
      const lazy = lazyThenable('answer');
      const impls = Array.from({ length: count }, (_unused, index) => () => (index === count - 1 ? lazy : undefined));
      await expect(dispatcher(spec, impls, { engine })({})).resolves.toBe('answer');
      expect(lazy.asked).toBe(1);
    }
  });

  it.each([1, 2, 3, 4, 5])('takes a then that cannot be read for an error of the last of %i', (count) => {
    const error = new Error('no then');
    const impls = Array.from(
      { length: count },
      (_unused, index) => () => (index === count - 1 ? unreadableThenable(error) : undefined),
    );
    expect(() => dispatcher(spec, impls, { engine })({})).toThrow(error);
    expect(originOf(error)?.plugin).toBe(String.fromCharCode(96 + count));
  });
});
