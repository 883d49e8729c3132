import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count, dateAndTime, formatNumber } from './wording.js';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [-1234567, '-1,234,567'],
    [1234.5678, '1,234.5678'],
  ])('shows %d as %s', (amount, text) => expect(formatNumber(amount)).toBe(text));

  it('puts thousands apart as the standard does', () => {
    const standard = new Intl.NumberFormat('en');
    fc.assert(
      fc.property(fc.integer(), (amount) => {
        expect(formatNumber(amount)).toBe(standard.format(amount));
      }),
    );
  });
});

describe('count', () => {
  it('knows one from many', () => {
    expect([count(1, 'node'), count(0, 'node'), count(1200, 'row'), count(2, 'entry', 'entries')]).toEqual([
      '1 node',
      '0 nodes',
      '1,200 rows',
      '2 entries',
    ]);
  });
});

describe('dateAndTime', () => {
  it('is local, and sorts as text', () => {
    expect(dateAndTime(new Date(2026, 0, 2, 3, 4, 5))).toBe('2026-01-02 03:04:05');
  });
});
