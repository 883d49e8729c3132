import type { CommandOption } from '@pintle/hookspecs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { absentValue, flagOf, kebab } from './flags.js';

function parse(option: CommandOption, ...argv: string[]): unknown {
  const command = new Command()
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addOption(flagOf('someName', option));
  return command.parse(argv, { from: 'user' }).opts()['someName'];
}

describe('flagOf', () => {
  it('reads lists from commas and from repetition', () => {
    expect(parse({ type: 'list', description: '' }, '--some-name', 'a, b,', '--some-name', 'c')).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('leaves commas alone where they belong to the value', () => {
    expect(parse({ type: 'list', commas: false, description: '' }, '--some-name', 'a,b', '--some-name=c')).toEqual([
      'a,b',
      'c',
    ]);
  });

  it.each<CommandOption>([
    { type: 'list', description: '' },
    { type: 'list', commas: false, description: '' },
    { type: 'string', description: '' },
  ])('refuses nothing where something is expected: %o', (option) => {
    expect(() => parse(option, '--some-name', '')).toThrow('Expected some text.');
    expect(() => parse(option, '--some-name=')).toThrow('Expected some text.');
  });

  it('reads numbers, and refuses what is none or too small', () => {
    expect(parse({ type: 'number', description: '' }, '--some-name', '2.5')).toBe(2.5);
    expect(() => parse({ type: 'number', description: '' }, '--some-name', 'x')).toThrow('Expected a number.');
    expect(() => parse({ type: 'number', min: 1, description: '' }, '--some-name', '0')).toThrow(
      'Expected a number from 1.',
    );
    expect(() => parse({ type: 'number', description: '' }, '--some-name', '')).toThrow('Expected a number.');
  });

  it('refuses what is none of the choices', () => {
    const option: CommandOption = { type: 'string', choices: ['csv', 'jsonl'], default: 'csv', description: '' };
    expect(parse(option)).toBe('csv');
    expect(() => parse(option, '--some-name', 'xml')).toThrow('Allowed choices are csv, jsonl.');
  });

  it('knows a short form', () => {
    expect(parse({ type: 'boolean', short: 's', description: '' }, '-s')).toBe(true);
  });
});

describe('absentValue', () => {
  it('is what the type of the option promises', () => {
    expect([absentValue({ type: 'boolean', description: '' }), absentValue({ type: 'list', description: '' })]).toEqual(
      [false, []],
    );
    expect(absentValue({ type: 'string', description: '' })).toBeUndefined();
  });
});

describe('kebab', () => {
  it('is how an option is written', () => expect(kebab('onlyMissingOutputs')).toBe('only-missing-outputs'));
});
