import { isHookError } from '@pintle/core';
import { describe, expect, it } from 'vitest';
import { parseSelect } from './parse.js';
import { SelectError } from './select-error.js';

const termOf = (text: string) => parseSelect(text).words[0]?.terms[0];

function refusalOf(input: string | readonly string[]): SelectError {
  try {
    parseSelect(input);
  } catch (error) {
    if (error instanceof SelectError) return error;
    throw error;
  }
  throw new Error(`expected ${JSON.stringify(input)} to be refused`);
}

describe('parseSelect', () => {
  it('splits words at spaces and alternatives at commas', () => {
    const { words } = parseSelect('tag:a,tag:b  kind:sql');
    expect(words.map(({ terms }) => terms.map(({ text }) => text))).toEqual([['tag:a', 'tag:b'], ['kind:sql']]);
  });

  it('joins repeated flags and nested lists to one selector whose words must all hold', () => {
    const { words, source } = parseSelect(['tag:a', ['b', ['c d']]]);
    expect(words.map(({ text }) => text)).toEqual(['tag:a', 'b', 'c', 'd']);
    expect(source).toBe('tag:a b c d');
  });

  it('takes an empty list for everything', () => {
    expect(parseSelect([]).words).toEqual([]);
  });

  it.each([
    ['orders', { method: 'node', value: 'orders', negated: false, ancestors: 0, descendants: 0 }],
    ['node:etl:load', { method: 'node', value: 'etl:load' }],
    ['tag:example:hooks_demo', { method: 'tag', value: 'example:hooks_demo' }],
    ['!kind:sql', { method: 'kind', value: 'sql', negated: true }],
    ['+x', { ancestors: Number.POSITIVE_INFINITY, descendants: 0 }],
    ['x+', { ancestors: 0, descendants: Number.POSITIVE_INFINITY }],
    ['2+x+3', { value: 'x', ancestors: 2, descendants: 3 }],
    ['!+tag:mart+', { method: 'tag', value: 'mart', negated: true, ancestors: Number.POSITIVE_INFINITY }],
    ['pipeline:a+b', { method: 'pipeline', value: 'a+b', ancestors: 0, descendants: 0 }],
    ['dataset:params:a.b', { method: 'dataset', value: 'params:a.b' }],
    ['result:timed_out', { method: 'result', value: 'timed_out' }],
    ['[!a-c]*', { method: 'node', value: '[!a-c]*', negated: false }],
  ])('reads %s', (text, expected) => {
    expect(termOf(text)).toMatchObject(expected);
  });

  it.each([
    ['', 1, 'it is empty'],
    ['   ', 1, 'it is empty'],
    ['tag:a,,b', 7, 'nothing beside a comma'],
    ['tag:a b,', 9, 'nothing beside a comma'],
    ['!', 2, '"!" selects nothing'],
    ['a +', 4, '"+" selects nothing'],
    ['!!a', 2, 'a sign too many'],
    ['++a', 2, 'a sign too many'],
    ['a++', 1, 'a sign too many'],
    ['+!a', 2, 'a sign too many'],
    ['0+a', 1, '0 levels'],
    ['a+0', 3, '0 levels'],
    ['a tag:', 7, '"tag:" has no value'],
    ['result:broken', 8, '"broken" is no outcome'],
    ['a|b', 2, 'the character "|"'],
    ['(a', 1, 'the character "("'],
    ['dataset:a/b', 10, 'the character "/"'],
    ['a[b', 2, 'a bracket has no partner'],
    ['ab]', 3, 'a bracket has no partner'],
    ['a[]', 2, 'a bracket has no partner'],
  ])('refuses %j at position %i', (text, position, fault) => {
    const error = refusalOf(text);
    expect(error).toMatchObject({ code: 'SELECT_INVALID', position, source: text });
    expect(error.message).toContain(`position ${position}: `);
    expect(error.message).toContain(fault);
    expect(error.hint).toBeTruthy();
  });

  it('says where in which of several strings the fault is', () => {
    expect(refusalOf(['tag:a', 'b,'])).toMatchObject({ source: 'b,', position: 3 });
  });

  it('suggests the method or the outcome that was meant', () => {
    expect(refusalOf('tags:mart').hint).toContain('Did you mean "tag"?');
    expect(refusalOf('result:errors').hint).toBe('Did you mean "error"?');
  });

  it('says how to select a node whose name has a colon', () => {
    const error = refusalOf('etl:load');
    expect(error.message).toContain('"etl:" is not known');
    expect(error.hint).toContain('node:etl:load');
  });

  it('refuses what is no string, as JavaScript users may write it', () => {
    const select: unknown = { tag: 'mart' };
    let refused: unknown;
    try {
      parseSelect(select as string);
    } catch (error) {
      refused = error;
    }
    expect(isHookError(refused) && refused.code).toBe('SELECT_INVALID');
  });
});
