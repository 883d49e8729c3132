import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPlainData } from './plain-data.js';

describe('checkPlainData', () => {
  it.each([
    [{ rows: [{ price: Number.NaN }] }, 'rows[0].price is NaN'],
    [[1, undefined], '[1] is undefined'],
    [{ id: 1n }, 'id is a bigint'],
    [{ by: new Map() }, 'by is a Map'],
    [new Set(), 'it is a Set'],
    [{ f: () => 1 }, 'f is a function'],
    [{ a: { b: new Float64Array(1) } }, 'a.b is a Float64Array'],
  ])('rejects what JSON would lose: %o', (data, message) => {
    expect(() => checkPlainData(data)).toThrow(
      expect.objectContaining({ code: 'DATASET_SAVE_FAILED', message: `${message}, which the format cannot hold.` }),
    );
  });

  it('rejects data that refers to itself', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => checkPlainData(circle)).toThrow(/refers to itself/);
  });

  it('accepts what JSON keeps, dates, and properties that are undefined', () => {
    expect(() => checkPlainData({ at: new Date(0), none: undefined, list: [null, 'x', 1, false] })).not.toThrow();
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        expect(() => checkPlainData(data)).not.toThrow();
      }),
    );
  });

  it('accepts NaN where the format holds it', () => {
    expect(() => checkPlainData([Number.NaN, Number.POSITIVE_INFINITY], { nonFinite: true })).not.toThrow();
  });
});
