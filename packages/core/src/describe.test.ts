import { describe, expect, it } from 'vitest';
import { describe as says, messageOf } from './describe.js';

class Thing {
  size = 1;
}
function named(): void {}

describe('the words for a value', () => {
  it.each<[unknown, string]>([
    [null, 'null'],
    [undefined, 'undefined'],
    [7, '7'],
    [7n, '7'],
    [true, 'true'],
    ['text', '"text"'],
    ['x'.repeat(50), `"${'x'.repeat(40)}…"`],
    [Symbol('s'), 'a symbol'],
    [named, 'a function'],
    [() => 1, 'a function'],
    [Thing, 'a class'],
    [[1], 'an array'],
    [{}, 'an object'],
    [Object.create(null), 'an object'],
    [new Thing(), 'an object'],
  ])('says of %o that it is %s', (value, words) => {
    expect(says(value)).toBe(words);
  });
});

describe('messageOf', () => {
  it.each<[unknown, string]>([
    [new Error('no luck'), 'no luck'],
    [{ message: 'from another realm' }, 'from another realm'],
    ['plain text', 'plain text'],
    ['', ''],
    [undefined, 'undefined'],
    [null, 'null'],
    [7, '7'],
    [Object.create(null), 'an object'],
    [{ message: 7 }, 'an object'],
    [Symbol('s'), 'a symbol'],
  ])('says of %o, thrown, %j', (thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });

  it('bears a message that cannot be read', () => {
    const hostile = {
      get message(): never {
        throw new Error('not to be read');
      },
    };
    expect(messageOf(hostile)).toBe('an object');
  });
});
