import { Command } from 'commander';
import { COMMON_OPTIONS, type CommonValues, commonValues } from './common-options.js';
import { flagOf } from './flags.js';

/** What can be told of a command line before the commands of plugins are known. */
export interface FirstWords {
  /** The words before the first option that is not a common one. */
  readonly words: readonly string[];
  readonly common: CommonValues;
  /** Whether there is nothing besides these. */
  readonly isAll: boolean;
  /** What the parser threw, for a common option without its value. */
  readonly error: unknown;
}

/** Reads the first words of a command line; what is wrong with the others is found later. */
export function firstWords(argv: readonly string[]): FirstWords {
  const parser = new Command()
    .helpOption(false)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  for (const [name, option] of Object.entries(COMMON_OPTIONS)) parser.addOption(flagOf(name, option));
  try {
    const { operands, unknown } = parser.parseOptions([...argv]);
    return { words: operands, common: commonValues(parser.opts()), isAll: unknown.length === 0, error: undefined };
  } catch (error) {
    return { words: [], common: commonValues(parser.opts()), isAll: false, error };
  }
}
