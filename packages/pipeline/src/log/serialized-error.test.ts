import { HookError } from '@pintle/core';
import { describe, expect, it } from 'vitest';
import { deserializeError, serializeError } from './serialized-error.js';

describe('serializeError', () => {
  it('keeps name, code, hint, cause and members', () => {
    const error = new HookError('MY_CODE', 'outer', {
      hint: 'do',
      cause: new AggregateError([new RangeError('one'), 'two'], 'inner'),
    });
    expect(serializeError(error)).toMatchObject({
      name: 'HookError',
      message: 'outer',
      code: 'MY_CODE',
      hint: 'do',
      stack: expect.stringContaining('serialized-error.test'),
      cause: {
        name: 'AggregateError',
        message: 'inner',
        errors: [
          { name: 'RangeError', message: 'one' },
          { name: 'Thrown', message: 'two' },
        ],
      },
    });
  });

  it('is plain data, and comes back as an error', () => {
    const error = new HookError('MY_CODE', 'outer', { hint: 'do', cause: new TypeError('inner') });
    const data = JSON.parse(JSON.stringify(serializeError(error))) as ReturnType<typeof serializeError>;
    const back = deserializeError(data);
    expect(back).toBeInstanceOf(Error);
    expect(back).toMatchObject({
      name: 'HookError',
      message: 'outer',
      code: 'MY_CODE',
      hint: 'do',
      cause: { name: 'TypeError', message: 'inner' },
    });
    expect(serializeError(back)).toEqual(data);
  });

  it('ends where causes go in circles', () => {
    const error = new Error('round');
    error.cause = error;
    expect(JSON.stringify(serializeError(error))).toContain('round');
  });

  it.each([
    [undefined, 'undefined'],
    [5, '5'],
    [{ a: 1 }, '{"a":1}'],
    [Symbol('x'), 'Symbol(x)'],
  ])('says what was thrown that is no error: %s', (thrown, message) => {
    expect(serializeError(thrown)).toEqual({ name: 'Thrown', message });
  });
});
