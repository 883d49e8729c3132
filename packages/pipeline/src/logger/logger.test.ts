import { describe, expect, it } from 'vitest';
import { createLogger, formatLine, type LogLine, readLevel } from './logger.js';

describe('createLogger', () => {
  it('writes from its level on, bound fields under those of the line', () => {
    const lines: LogLine[] = [];
    const log = createLogger((line) => lines.push(line), 'warn').child({ run: 'r', node: 'a' });
    log.info('quiet');
    log.warn('loud', { node: 'b', count: 1 });
    expect(lines).toEqual([{ level: 'warn', message: 'loud', fields: { run: 'r', node: 'b', count: 1 } }]);
  });
});

describe('formatLine', () => {
  it('is one line of text', () => {
    const fields = { node: 'a', note: 'two words', error: new RangeError('no\nrows'), nested: { a: [1] } };
    expect(formatLine({ level: 'error', message: 'failed', fields })).toBe(
      `error failed node=a note='two words' error="no\\nrows" nested={ a: [ 1 ] }`,
    );
  });
});

describe('readLevel', () => {
  it('is info by default, in any case, and refuses what it does not know', () => {
    expect(readLevel(undefined)).toBe('info');
    expect([readLevel(''), readLevel('debug'), readLevel('WARN')]).toEqual(['info', 'debug', 'warn']);
    expect(() => readLevel('wan')).toThrow(
      expect.objectContaining({ code: 'LOG_LEVEL_UNKNOWN', hint: 'Did you mean "warn"?' }),
    );
  });
});
