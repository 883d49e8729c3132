import { describe, expect, it } from 'vitest';
import { functionThenable, lazyThenable } from '../test/support/thenables.js';
import { isThenable } from './thenable.js';

describe('isThenable', () => {
  it('is true of whatever awaiting would wait for', () => {
    expect(isThenable(Promise.resolve())).toBe(true);
    expect(isThenable(lazyThenable(1))).toBe(true);
    expect(isThenable(functionThenable(1))).toBe(true);
  });

  it.each([[null], [undefined], [7], ['then'], [{}], [JSON.parse('{"then": 1}')], [() => 1]])(
    'is false of %o',
    (value) => {
      expect(isThenable(value)).toBe(false);
    },
  );

  it('asks a thenable for nothing', () => {
    const lazy = lazyThenable(1);
    isThenable(lazy);
    expect(lazy.asked).toBe(0);
  });
});
