import { describe, expect, it } from 'vitest';
import { NAMED_COLORS, PLAIN } from '../../test/fake-terminal.js';
import { lineLogger } from './log.js';

function logged(level: Parameters<typeof lineLogger>[1] = 'debug', colors = PLAIN) {
  const lines: string[] = [];
  return { lines, log: lineLogger((line) => lines.push(line), level, colors) };
}

describe('lineLogger', () => {
  it('shows level, who speaks, message and details', () => {
    const { lines, log } = logged();
    log
      .child({ run: 'r1', plugin: 'acme', node: 'clean' })
      .warn('slow', { ms: 12, why: 'no index', error: new Error('boom') });
    expect(lines).toEqual(['warn  acme, clean · slow  ms=12  why="no index"  error="boom"']);
  });

  it('drops lines below its level', () => {
    const { lines, log } = logged('warn');
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.child({}).error('d');
    expect(lines).toEqual(['warn  c', 'error d']);
  });

  it('paints the level', () => {
    const { lines, log } = logged('debug', NAMED_COLORS);
    log.error('x');
    expect(lines).toEqual(['<red>error</red> x']);
  });
});
