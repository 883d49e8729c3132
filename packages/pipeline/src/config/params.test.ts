import { describe, expect, it } from 'vitest';
import { parseParams } from './params.js';

describe('parseParams', () => {
  it('types values as YAML does', () => {
    expect(parseParams(['a=1', 'b=1.5', 'c=true', 'd=null', 'e=x', 'f=[1, two]', 'g={x: 1}', 'h="1"'])).toEqual({
      a: 1,
      b: 1.5,
      c: true,
      d: null,
      e: 'x',
      f: [1, 'two'],
      g: { x: 1 },
      h: '1',
    });
  });

  it('takes as text what YAML would read as something other than a value', () => {
    const texts = [
      '',
      '*.csv',
      '#fff',
      'note: x',
      'a # b',
      '2026-01-31',
      '&x',
      '- 1',
      '!tag',
      '| x',
      '@home',
      'a=b',
      "it's",
      '${env:HOME}',
    ];
    for (const text of texts) expect(parseParams([`x=${text}`])).toEqual({ x: text });
  });

  it('nests by dots and lets the later assignment win', () => {
    expect(parseParams(['model.rate=1', 'model.depth=2', 'model.rate=3'])).toEqual({ model: { rate: 3, depth: 2 } });
    expect(parseParams(['model={rate: 1}', 'model.depth=2'])).toEqual({ model: { rate: 1, depth: 2 } });
  });

  it.each(['x', '=1', 'a..b=1', '.a=1', '__proto__.x=1'])('rejects %s, which names nothing', (assignment) => {
    expect(() => parseParams([assignment])).toThrow(
      expect.objectContaining({ code: 'CONFIG_PARAM_INVALID', message: expect.stringContaining(assignment) as string }),
    );
  });

  it.each(['x=[1', 'x={a: 1', 'x="open'])('rejects %s, which is left open', (assignment) => {
    expect(() => parseParams([assignment])).toThrow(expect.objectContaining({ code: 'CONFIG_PARAM_INVALID' }));
  });

  it.each([
    ['a=1', 'a.b=2'],
    ['a.b=2', 'a=1'],
  ])('rejects a name that is both a value and a group: %s %s', (...assignments) => {
    expect(() => parseParams(assignments)).toThrow(/"a" is both a value and a group/);
  });
});
