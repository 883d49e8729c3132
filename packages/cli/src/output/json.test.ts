import { describe, expect, it } from 'vitest';
import { factsOf } from './error-facts.js';
import { errorData, jsonDocument, jsonLine } from './json.js';

describe('jsonLine', () => {
  it('is one line, whatever the value holds', () => {
    const value = { text: 'a\nb\u2028', big: 10n, map: new Map([['k', 1]]), set: new Set([1]) };
    const line = jsonLine(value);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual({ text: 'a\nb\u2028', big: '10', map: { k: 1 }, set: [1] });
  });
});

describe('jsonDocument', () => {
  it('is indented for a person only', () => {
    expect(jsonDocument({ a: 1 }, true)).toBe('{\n  "a": 1\n}\n');
    expect(jsonDocument({ a: 1 }, false)).toBe('{"a":1}\n');
  });
});

describe('errorData', () => {
  it('tells code, message, origin and causes, and no stack', () => {
    const error = new AggregateError([new TypeError('a')], 'all', {
      cause: Object.assign(new Error('b'), { hint: 'h' }),
    });
    expect(errorData(factsOf(error))).toEqual({
      code: 'AggregateError',
      message: 'all',
      cause: { code: 'Error', message: 'b', hint: 'h' },
      errors: [{ code: 'TypeError', message: 'a' }],
    });
  });
});
