import { describe, expect, it } from 'vitest';
import { checkCommand } from './check-command.js';

const run = (): void => {};

describe('checkCommand', () => {
  it('gives back what is right', () => {
    const command = {
      description: 'x',
      commands: { show: { description: 'y', options: { limit: { type: 'number', description: 'z' } }, run } },
    };
    expect(checkCommand(command, 'acme', 'pkg')).toBe(command);
  });

  it.each<[string, unknown, string, string]>([
    ['no object', undefined, 'is undefined', 'defineCommand'],
    ['a function', run, 'is function', 'defineCommand'],
    ['a misspelt key', { descripton: 'x', run }, 'unknown key "descripton"', 'Did you mean "description"?'],
    [
      'a grace of no time',
      { description: 'x', run, graceMs: 0 },
      'no positive number of milliseconds',
      'defineCommand',
    ],
    ['no description', { run }, 'has no description', 'defineCommand'],
    ['nothing to do', { description: 'x' }, 'neither "run" nor "commands"', 'defineCommand'],
    [
      'an option of ours',
      { description: 'x', run, options: { json: { type: 'boolean' } } },
      'option "json", which every command has',
      'Call it otherwise.',
    ],
    [
      'an unknown type',
      { description: 'x', run, options: { a: { type: 'int' } } },
      'option "a" of type "int"',
      'boolean, string, number, list',
    ],
  ])('refuses %s', (_case, value, message, hint) => {
    expect(() => checkCommand(value, 'acme', 'pkg')).toThrow(
      expect.objectContaining({
        code: 'COMMAND_INVALID',
        plugin: 'pkg',
        message: expect.stringContaining(message) as string,
        hint: expect.stringContaining(hint) as string,
      }),
    );
  });

  it('names the command below that is wrong', () => {
    expect(() => checkCommand({ description: 'x', commands: { show: {} } }, 'acme', 'pkg')).toThrow(
      '"acme show" of "pkg"',
    );
  });
});
