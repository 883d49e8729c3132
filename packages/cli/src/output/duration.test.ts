import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration } from './duration.js';

describe('formatDuration', () => {
  it.each([
    [0, '0.0 ms'],
    [0.44, '0.4 ms'],
    [0.99, '1.0 ms'],
    [12.4, '12 ms'],
    [998.6, '999 ms'],
    [999.6, '1.0 s'],
    [3240, '3.2 s'],
    [59_960, '1m 00s'],
    [245_000, '4m 05s'],
    [3_599_600, '1h 00m'],
    [7_620_000, '2h 07m'],
  ])('shows %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it('never shows sixty of anything, and stays short', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 9e8, noNaN: true }), (ms) => {
        const text = formatDuration(ms);
        expect(text).not.toMatch(/\b(?:60|1000) ?(?:ms|s|m)\b|60s|60m/);
        expect(text.length).toBeLessThanOrEqual(8);
      }),
    );
  });
});
