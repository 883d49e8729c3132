import { didYouMean, HookError } from '@pintle/core';
import { CommanderError } from 'commander';

/** The codes of what can be wrong with a command line. */
export type UsageErrorCode =
  | 'COMMAND_UNKNOWN'
  | 'OPTION_UNKNOWN'
  | 'OPTION_VALUE_MISSING'
  | 'OPTION_INVALID'
  | 'ARGUMENT_MISSING'
  | 'ARGUMENT_UNEXPECTED'
  | 'USAGE_INVALID';

const CODES: Readonly<Record<string, UsageErrorCode>> = {
  'commander.unknownCommand': 'COMMAND_UNKNOWN',
  'commander.unknownOption': 'OPTION_UNKNOWN',
  'commander.optionMissingArgument': 'OPTION_VALUE_MISSING',
  'commander.invalidArgument': 'OPTION_INVALID',
  'commander.missingArgument': 'ARGUMENT_MISSING',
  'commander.excessArguments': 'ARGUMENT_UNEXPECTED',
};

/** Whether commander has only printed what it was asked for: help or the version. */
export function isAnswered(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

/** Whether a command was named that is only a group of others; commander has printed its help. */
export function isGroupOnly(error: unknown): boolean {
  return error instanceof CommanderError && error.code === 'commander.help';
}

/**
 * What commander complains about, as one of our errors; whatever is not commander's stays as it is.
 *
 * @param words - those of the command that it is about, for the hint
 */
export function asUsageError(error: unknown, words: readonly string[]): unknown {
  if (!(error instanceof CommanderError)) return error;
  const [first = '', ...others] = error.message.replace(/^error: /, '').split('\n');
  const [, suggestion] = /\(Did you mean (.*)\?\)/.exec(others.join(' ')) ?? [];
  const message = `${first.charAt(0).toUpperCase()}${first.slice(1)}`.replaceAll("'", '"');
  return new HookError<UsageErrorCode>(
    CODES[error.code] ?? 'USAGE_INVALID',
    message.endsWith('.') ? message : `${message}.`,
    {
      hint: suggestion === undefined ? `See: ${['pintle', ...words, '--help'].join(' ')}` : meant(suggestion),
    },
  );
}

/** The error of a command that there is not, as commander words it. */
export function unknownCommand(name: string, known: readonly string[]): HookError<string> {
  return new HookError<UsageErrorCode>('COMMAND_UNKNOWN', `Unknown command "${name}".`, {
    hint: didYouMean(name, known) ?? 'See: pintle --help',
  });
}

function meant(suggestion: string): string {
  return suggestion.startsWith('one of ') ? `Did you mean ${suggestion}?` : `Did you mean "${suggestion}"?`;
}
