import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeDeep, replaceKeys } from './merge.js';

const tree = fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 3 }));

describe('mergeDeep', () => {
  it('merges mappings at every depth and replaces everything else, lists included', () => {
    const below = { model: { rate: 0.1, layers: [1, 2] }, seed: 1 };
    expect(mergeDeep(below, { model: { layers: [3] }, name: 'x' })).toEqual({
      model: { rate: 0.1, layers: [3] },
      seed: 1,
      name: 'x',
    });
  });

  it('keeps an own key "__proto__" as data', () => {
    const merged = mergeDeep(JSON.parse('{"__proto__": {"a": 1}}') as Record<string, unknown>, { b: 2 });
    expect(Object.keys(merged)).toEqual(['__proto__', 'b']);
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });

  it('has the empty mapping as its neutral element and is idempotent', () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        expect(mergeDeep({}, a)).toEqual(a);
        expect(mergeDeep(a, {})).toEqual(a);
        expect(mergeDeep(mergeDeep(a, b), b)).toEqual(mergeDeep(a, b));
      }),
    );
  });

  it('holds every leaf of the upper mapping', () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        expect(mergeDeep(a, b)).toMatchObject(b);
      }),
    );
  });
});

describe('replaceKeys', () => {
  it('takes a key of the upper mapping whole', () => {
    expect(replaceKeys({ a: { x: 1, y: 2 }, b: 1 }, { a: { x: 3 } })).toEqual({ a: { x: 3 }, b: 1 });
  });
});
