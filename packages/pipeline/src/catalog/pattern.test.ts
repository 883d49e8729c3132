import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bySpecificity, fillPlaceholders, isPattern, parsePattern } from './pattern.js';

const match = (pattern: string, name: string) => parsePattern(pattern).match(name);

describe('parsePattern', () => {
  it('takes as few characters as possible for each placeholder, at least one', () => {
    expect({ ...match('{city}_weather', 'oslo_weather') }).toEqual({ city: 'oslo' });
    expect({ ...match('{a}_{b}', 'x_y_z') }).toEqual({ a: 'x', b: 'y_z' });
    expect(match('{city}_weather', '_weather')).toBeUndefined();
    expect(match('{city}_weather', 'oslo_weather_old')).toBeUndefined();
  });

  it('takes a placeholder that stands twice for the same text both times', () => {
    expect({ ...match('{x}.{x}', 'a.a') }).toEqual({ x: 'a' });
    expect(match('{x}.{x}', 'a.b')).toBeUndefined();
  });

  it('takes everything else literally', () => {
    expect({ ...match('a.(b)|{x}+', 'a.(b)|1+') }).toEqual({ x: '1' });
    expect(match('a.{x}', 'ab1')).toBeUndefined();
  });

  it('gives back what was put in', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    fc.assert(
      fc.property(word, word, (city, year) => {
        expect({ ...match('{city}-{year}', `${city}-${year}`) }).toEqual({ city, year });
      }),
    );
  });
});

describe('isPattern', () => {
  it('needs a word in braces', () => {
    expect(['{a}', 'x_{a_1}'].every(isPattern)).toBe(true);
    expect(['a', '{}', '{1}', '{a b}', '${'].some(isPattern)).toBe(false);
  });
});

describe('bySpecificity', () => {
  const order = (...patterns: string[]) => bySpecificity(patterns.map(parsePattern)).map(({ pattern }) => pattern);

  it('puts most literal characters first, then most placeholders, then the alphabet', () => {
    expect(order('{default}', '{a}_x', 'b_{a}_x', '{c}_y', '{a}{b}_x')).toEqual([
      'b_{a}_x',
      '{a}{b}_x',
      '{a}_x',
      '{c}_y',
      '{default}',
    ]);
  });

  it('rejects two patterns that match everything', () => {
    expect(() => order('{a}', '{b}')).toThrow(expect.objectContaining({ code: 'DATASET_PATTERN_INVALID' }));
  });
});

describe('fillPlaceholders', () => {
  it('fills texts at every depth and leaves other values', () => {
    expect(
      fillPlaceholders(
        { path: 'data/{city}/{city}.csv', columns: ['{year}'], n: 1 },
        { city: 'oslo', year: '2026' },
        'p',
      ),
    ).toEqual({
      path: 'data/oslo/oslo.csv',
      columns: ['2026'],
      n: 1,
    });
  });

  it('rejects a placeholder that the name does not have', () => {
    expect(() => fillPlaceholders({ path: '{cty}.csv' }, { city: 'oslo' }, '{city}')).toThrow(
      expect.objectContaining({ code: 'DATASET_PATTERN_INVALID', hint: 'Did you mean "city"?' }),
    );
  });
});
