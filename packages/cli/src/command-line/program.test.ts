import { defineCommand } from '@pintle/hookspecs';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import type { Invocation } from './invocation.js';
import { createProgram } from './program.js';
import { asUsageError } from './usage-error.js';

const show = defineCommand({
  description: 'show it',
  args: { what: { description: 'x', required: true }, rest: { description: 'y', variadic: true } },
  options: {
    limit: { type: 'number', default: 3, description: 'n' },
    keepGoing: { type: 'boolean', description: 'k' },
    tags: { type: 'list', description: 't' },
  },
  run: () => 0,
});
const list = defineCommand({ description: 'list all', run: () => 0 });
const builtIn = { things: { description: 'look at things', commands: { show, list } } };

function parse(...argv: string[]): Invocation | undefined {
  let invocation: Invocation | undefined;
  createProgram({ builtIn, contributed: {}, onCommand: (named) => (invocation = named) }).parse(argv, { from: 'user' });
  return invocation;
}

function failing(...argv: string[]): unknown {
  try {
    parse(...argv);
  } catch (error) {
    return asUsageError(error, ['things', 'show']);
  }
  return undefined;
}

describe('createProgram', () => {
  it('gives a command its words, arguments and options, defaults filled in', () => {
    expect(parse('things', 'show', 'it', 'a', 'b', '--tags', 'x,y')).toMatchObject({
      path: ['things', 'show'],
      words: ['it', 'a', 'b'],
      args: { what: 'it', rest: ['a', 'b'] },
      options: { limit: 3, keepGoing: false, tags: ['x', 'y'] },
      given: { tags: ['x', 'y'] },
    });
  });

  it('takes common options before and after the command', () => {
    const before = parse('-e', 'prod', '--json', 'things', 'show', 'it');
    const after = parse('things', 'show', 'it', '--json', '--env', 'prod');
    expect(before?.common).toMatchObject({ env: 'prod', json: true, verbose: false });
    expect(after?.common).toEqual(before?.common);
    expect(after?.given).toEqual({ env: 'prod', json: true });
  });

  it('gives a variadic argument a list even where nothing was given', () => {
    expect(parse('things', 'show', 'it')?.args['rest']).toEqual([]);
  });

  it.each([
    [['thing'], 'COMMAND_UNKNOWN', 'Did you mean "things"?'],
    [['things', 'shwo'], 'COMMAND_UNKNOWN', 'Did you mean "show"?'],
    [['things', 'show', 'it', '--kep-going'], 'OPTION_UNKNOWN', 'Did you mean "--keep-going"?'],
    [['things', 'show', 'it', '--limit'], 'OPTION_VALUE_MISSING', 'See: pintle things show --help'],
    [['things', 'show', 'it', '--limit', 'x'], 'OPTION_INVALID', 'See: pintle things show --help'],
    [['things', 'show'], 'ARGUMENT_MISSING', 'See: pintle things show --help'],
    [['things', 'list', 'it'], 'ARGUMENT_UNEXPECTED', 'See: pintle things show --help'],
  ])('refuses %o with %s', (argv, code, hint) => expect(failing(...argv)).toMatchObject({ code, hint }));

  it('refuses what has no code of its own as a misuse', () => {
    const complaint = new CommanderError(
      1,
      'commander.conflictingOption',
      "error: option '-a' cannot be used with '-b'",
    );
    expect(asUsageError(complaint, [])).toMatchObject({
      code: 'USAGE_INVALID',
      message: 'Option "-a" cannot be used with "-b".',
      hint: 'See: pintle --help',
    });
  });
});
