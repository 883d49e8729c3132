import { describe, expect, it } from 'vitest';
import { firstWords } from './first-words.js';

describe('firstWords', () => {
  it.each([
    [[], [], true],
    [['audit', 'verify'], ['audit', 'verify'], true],
    [['--project', 'x', 'audit', '--json', 'verify'], ['audit', 'verify'], true],
    [['audit', '--format', 'csv'], ['audit'], false],
    [['--format', 'audit'], [], false],
    [['--help'], [], false],
  ])('of %o are %o', (argv, words, isAll) =>
    expect(firstWords(argv)).toMatchObject({ words, isAll, error: undefined }),
  );

  it('know the common options wherever they stand', () => {
    expect(firstWords(['run', '--plugin', './a.ts', '-e', 'prod', '--disable-plugin', 'a,b']).common).toEqual({
      project: undefined,
      env: 'prod',
      disablePlugin: ['a', 'b'],
      plugin: ['./a.ts'],
      json: false,
      verbose: false,
    });
  });

  it('keep the error of a common option without its value', () => {
    expect(firstWords(['run', '--env']).error).toMatchObject({ code: 'commander.optionMissingArgument' });
  });
});
