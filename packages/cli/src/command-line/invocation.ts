import type { CommandArgs, CommandDefinition } from '@pintle/hookspecs';
import type { CommonValues } from './common-options.js';

/** One command with what was given to it, ready to be run. */
export interface Invocation {
  readonly command: CommandDefinition;
  /** `['hooks', 'list']` */
  readonly path: readonly string[];
  /** The positional words as they were given. */
  readonly words: readonly string[];
  /** Arguments by name, as the command wants them. */
  readonly args: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The command's own options by name, defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Every option that somebody gave, the common ones included. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly common: CommonValues;
}

/** What hooks are handed of an invocation. */
export function commandArgsOf({ path, words, given }: Invocation): CommandArgs {
  return Object.freeze({
    command: Object.freeze([...path]),
    args: Object.freeze([...words]),
    options: Object.freeze({ ...given }),
  });
}
