import { describe, expect, it } from 'vitest';
import { wantsColor } from './terminal.js';

describe('wantsColor', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [false, { CI: 'true' }, false],
  ])('terminal %s with %o: %s', (isTerminal, env, wants) => expect(wantsColor(isTerminal, env)).toBe(wants));
});
