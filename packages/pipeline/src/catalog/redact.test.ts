import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createRedactor } from './redact.js';

const credentials = { db: { user: 'sa', password: 'p@ss "word"', pin: 4711, keys: ['long-key', 'long-key-2'] } };
const secrets = ['p@ss "word"', 'p%40ss%20%22word%22', 'p@ss \\"word\\"', '4711', 'long-key'];

const shows = (value: unknown): boolean => {
  const shown = inspect(value, { depth: 20, showHidden: true });
  return secrets.some((secret) => shown.includes(secret));
};

describe('createRedactor', () => {
  const redactor = createRedactor(credentials);

  it('blanks every secret in a text: as it is, in URLs and in JSON', () => {
    const text = 'db://sa:p%40ss%20%22word%22@host "p@ss \\"word\\"" p@ss "word" 4711 long-key-2 long-key';
    expect(redactor.text(text)).toBe(
      'db://sa:[redacted]@host "[redacted]" [redacted] [redacted] [redacted] [redacted]',
    );
  });

  it('leaves text alone where there are no credentials, and words of under four characters', () => {
    expect(createRedactor(undefined).text('anything')).toBe('anything');
    expect(redactor.text('sa')).toBe('sa');
  });

  it('blanks texts inside data', () => {
    expect(redactor.data({ url: 'x:long-key', list: ['4711'], n: 1, at: new Date(0) })).toEqual({
      url: 'x:[redacted]',
      list: ['[redacted]'],
      n: 1,
      at: new Date(0),
    });
  });

  it('hands on an error that shows no secret, the very object', () => {
    const error = new TypeError('no');
    expect(redactor.error(error)).toBe(error);
  });

  it('copies an error that shows one: in its message, its causes, its stack or a property', () => {
    const inner = Object.assign(new RangeError('login long-key'), { code: 'E_LOGIN' });
    const errors = [
      new Error('outer', { cause: inner }),
      new AggregateError([inner], 'several'),
      Object.assign(new Error('connect'), { options: { auth: { password: 'p@ss "word"' } } }),
    ];
    for (const error of errors) {
      expect(shows(error)).toBe(true);
      const copy = redactor.error(error);
      expect(shows(copy)).toBe(false);
      expect(copy).toBeInstanceOf(Error);
    }
    const copy = redactor.error(errors[0]) as Error;
    expect(copy.message).toBe('outer');
    expect(copy.cause).toMatchObject({ name: 'RangeError', message: 'login [redacted]', code: 'E_LOGIN' });
  });

  it('blanks thrown values that are no errors', () => {
    expect(redactor.error('bad long-key')).toBe("'bad [redacted]'");
    expect(shows(redactor.error({ token: 'long-key' }))).toBe(false);
  });
});
