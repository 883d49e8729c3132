import { describe, expect, it } from 'vitest';
import { noteOrigin, originOf } from './origin.js';

describe('originOf', () => {
  it('is who threw the error first', () => {
    const error = new Error('no luck');
    noteOrigin(error, 'a', 'before_node_run');
    noteOrigin(error, 'b', 'on_node_error');
    expect(originOf(error)).toEqual({ plugin: 'a', hook: 'before_node_run' });
  });

  it('leaves the error as it is, frozen or not', () => {
    const error = Object.freeze(new Error('no luck'));
    noteOrigin(error, 'a', 'hook');
    expect(originOf(error)).toEqual({ plugin: 'a', hook: 'hook' });
    expect(Object.keys(error)).toEqual([]);
  });

  it('knows any object, and functions', () => {
    const object = Object.create(null) as object;
    const fn = (): void => undefined;
    noteOrigin(object, 'a', 'hook');
    noteOrigin(fn, 'a', 'hook');
    expect(originOf(object)).toBeDefined();
    expect(originOf(fn)).toBeDefined();
  });

  it.each([['text'], [7], [null], [undefined], [Symbol('s')]])('has none for %o', (thrown) => {
    noteOrigin(thrown, 'a', 'hook');
    expect(originOf(thrown)).toBeUndefined();
  });

  it('has none for an error that no hook call threw', () => {
    expect(originOf(new Error('mine'))).toBeUndefined();
  });
});
