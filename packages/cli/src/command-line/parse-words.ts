import { HookError } from '@pintle/core';
import type { CommandArgs } from '@pintle/hookspecs';
import type { Lines } from '../output/lines.js';
import type { Terminal } from '../output/terminal.js';
import type { CommonValues } from './common-options.js';
import { firstWords } from './first-words.js';
import { commandArgsOf } from './invocation.js';
import { readCommandLine } from './read-command-line.js';
import type { UsageErrorCode } from './usage-error.js';

/**
 * Reads words as a command line in the project of the command that is under way; runs nothing.
 *
 * @throws HookError for what makes no sense, and for words that ask for help
 */
export async function parseWords(
  words: readonly string[],
  { project }: Pick<CommonValues, 'project'>,
  lines: Lines,
  terminal: Terminal,
): Promise<CommandArgs> {
  const first = firstWords(words);
  const common = { ...first.common, project: first.common.project ?? project };
  const read = await readCommandLine(words, { ...first, common }, lines, terminal);
  if (typeof read === 'number') {
    const message = `"pintle ${words.join(' ')}" names no command that does something.`;
    throw new HookError<UsageErrorCode>('USAGE_INVALID', message, { hint: 'See: pintle --help' });
  }
  await read.manager?.close();
  return commandArgsOf(read.invocation);
}
