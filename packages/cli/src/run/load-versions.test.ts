import { describe, expect, it } from 'vitest';
import { readLoadVersions } from './load-versions.js';

describe('readLoadVersions', () => {
  it('splits at the first colon', () => {
    expect(readLoadVersions(['model:2026-01-01T12:00', 'b:1'])).toEqual({ model: '2026-01-01T12:00', b: '1' });
  });

  it.each(['model', ':1', 'model:'])('refuses %s', (given) => {
    expect(() => readLoadVersions([given])).toThrow(expect.objectContaining({ code: 'LOAD_VERSION_INVALID' }));
  });
});
