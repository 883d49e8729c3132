import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyData } from './copy.js';

class Money {
  readonly #cents: number;
  constructor(cents: number) {
    this.#cents = cents;
  }
  get cents(): number {
    return this.#cents;
  }
}

describe('copyData', () => {
  it('equals what it copies and shares no part of it', () => {
    const data = {
      rows: [{ at: new Date(0), tags: new Set(['a']) }],
      byName: new Map([['x', { n: 1 }]]),
      bytes: new Uint8Array([1, 2]),
      buffer: Buffer.from('hi'),
      plain: Object.assign(Object.create(null) as object, { z: [1] }),
    };
    const copy = copyData(data) as typeof data;
    expect(copy).toStrictEqual(data);
    copy.rows[0]?.at.setTime(5);
    copy.rows[0]?.tags.add('b');
    copy.byName.set('y', { n: 2 });
    copy.bytes[0] = 9;
    copy.buffer[0] = 0;
    expect(data.rows[0]).toEqual({ at: new Date(0), tags: new Set(['a']) });
    expect([...data.byName.keys()]).toEqual(['x']);
    expect([...data.bytes]).toEqual([1, 2]);
    expect(data.buffer.toString()).toBe('hi');
  });

  it('shares functions and instances of classes, which it cannot copy', () => {
    class Index extends Map<string, number> {}
    const shared = { money: new Money(5), format: () => 'x', index: new Index([['a', 1]]) };
    const copy = copyData(shared) as typeof shared;
    expect(copy).not.toBe(shared);
    expect(copy.money).toBe(shared.money);
    expect(copy.money.cents).toBe(5);
    expect(copy.format).toBe(shared.format);
    expect(copy.index).toBe(shared.index);
  });

  it('keeps circles, and nesting of any depth', () => {
    const circle: { self?: unknown; list: unknown[] } = { list: [] };
    circle.self = circle;
    circle.list.push(circle.list);
    const copy = copyData(circle) as typeof circle;
    expect(copy).not.toBe(circle);
    expect(copy.self).toBe(copy);
    expect(copy.list[0]).toBe(copy.list);

    let deep: unknown = 'end';
    for (let level = 0; level < 500; level += 1) deep = [deep];
    expect(copyData(deep)).toEqual(deep);
  });

  it('copies an own key "__proto__" as data', () => {
    const data = JSON.parse('{"__proto__": {"polluted": true}}') as object;
    const copy = copyData(data) as object;
    expect(Object.keys(copy)).toEqual(['__proto__']);
    expect('polluted' in copy).toBe(false);
  });

  it('is structuredClone for everything that structuredClone keeps whole', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withBigInt: true,
          withSparseArray: true,
          withNullPrototype: false,
        }),
        (data) => {
          expect(copyData(data)).toStrictEqual(structuredClone(data));
        },
      ),
    );
  });
});
