import { Command } from 'commander';
import { COMMON_OPTIONS, type CommonValues, commonValues } from './common-options.js';
import { flagOf } from './flags.js';

/** What can be told of a command line before the commands of plugins are known. */
export interface FirstWords {
  /** The words before the first option that is not a common one. */
  readonly words: readonly string[];
  readonly common: CommonValues;
}

/** Reads the first words of a command line; whatever is wrong with it is found later. */
export function firstWords(argv: readonly string[]): FirstWords {
  const parser = new Command().helpOption(false).helpCommand(false).exitOverride().configureOutput({ outputError: () => {} });
  for (const [name, option] of Object.entries(COMMON_OPTIONS)) parser.addOption(flagOf(name, option));
  try {
    const { operands } = parser.parseOptions([...argv]);
    return { words: operands, common: commonValues(parser.opts()) };
  } catch {
    return { words: [], common: commonValues(parser.opts()) };
  }
}
