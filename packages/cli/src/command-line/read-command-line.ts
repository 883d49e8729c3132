import { isHookError } from '@pintle/core';
import { builtInCommands } from '../built-in-commands.js';
import { EXIT } from '../exit-code.js';
import type { Lines } from '../output/lines.js';
import { commandLogger } from '../output/log.js';
import type { Terminal } from '../output/terminal.js';
import { contributedCommands, describeContributed, loadContributed } from '../project/contributed.js';
import { loadPlugins, type Manager } from '../project/plugins.js';
import { findProjectDir } from '../project/project-dir.js';
import type { FirstWords } from './first-words.js';
import type { Invocation } from './invocation.js';
import { type Commands, createProgram } from './program.js';
import { asUsageError, isAnswered, isGroupOnly } from './usage-error.js';

/** The command that a command line names, with what was loaded to find it. */
export interface ReadCommand {
  readonly invocation: Invocation;
  /** The plugins of the project, where the command is one of theirs. */
  readonly manager: Manager | undefined;
  /** The package that the command is of; `undefined` for our own. */
  readonly owner: string | undefined;
}

/**
 * Reads a command line, with the commands of plugins in mind.
 *
 * @returns the command; or the exit code, where help or the version is all that was asked for
 * @throws HookError for what makes no sense, and for the command of a plugin that cannot be loaded
 */
export async function readCommandLine(
  argv: readonly string[],
  first: FirstWords,
  lines: Lines,
  terminal: Terminal,
): Promise<ReadCommand | number> {
  const { contributed, manager, owner } = await findContributed(first, lines, terminal);
  let invocation: Invocation | undefined;
  const program = createProgram({ builtIn: builtInCommands, contributed, onCommand: (named) => (invocation = named) });
  try {
    program.parse(first.words.length === 0 && !asksSomething(argv) ? ['--help'] : [...argv], { from: 'user' });
  } catch (error) {
    await manager?.close();
    if (isAnswered(error)) return EXIT.success;
    if (isGroupOnly(error)) return EXIT.usage;
    throw asUsageError(error, first.words.filter((word) => word !== 'help').slice(0, 2));
  }
  return invocation === undefined ? EXIT.success : { invocation, manager, owner };
}

interface Found {
  readonly contributed: Commands;
  readonly manager: Manager | undefined;
  readonly owner: string | undefined;
}

/** Commands of plugins are looked for only where the words name no command of ours, and loaded only if they are named. */
async function findContributed({ words, common }: FirstWords, lines: Lines, terminal: Terminal): Promise<Found> {
  const word = words[0] === 'help' ? words[1] : words[0];
  if (word !== undefined && Object.hasOwn(builtInCommands, word)) return NONE;
  let projectDir: string;
  try {
    projectDir = findProjectDir(common.project);
    if (word === undefined || !contributedCommands(projectDir).some(({ name }) => name === word)) {
      return { contributed: await describeContributed(projectDir, common), manager: undefined, owner: undefined };
    }
  } catch (error) {
    // Help is there outside of projects, too; an unknown command is unknown, wherever it was written.
    if (isHookError(error)) return NONE;
    throw error;
  }
  const manager = await loadPlugins(projectDir, common, commandLogger(terminal, lines));
  try {
    const { command, owner } = await loadContributed(word, manager);
    return { contributed: { [word]: command }, manager, owner };
  } catch (error) {
    await manager.close();
    throw error;
  }
}

const NONE: Found = { contributed: {}, manager: undefined, owner: undefined };

function asksSomething(argv: readonly string[]): boolean {
  return argv.some((word) => ['-h', '--help', '-V', '--version'].includes(word));
}
