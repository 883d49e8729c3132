import { isHookError } from '@pintle/core';
import type { CommandDefinition } from '@pintle/hookspecs';
import type { Command } from 'commander';
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
import { asUsageError, isAnswered, isGroupOnly, unknownCommand } from './usage-error.js';

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
  if (first.error !== undefined) throw asUsageError(first.error, []);
  const { builtIn, contributed, manager, owner } = await findCommands(first, lines, terminal);
  const [word, topic] = first.words;
  if (word === 'help' && topic !== undefined && builtIn[topic] === undefined && contributed[topic] === undefined)
    throw unknownCommand(topic, [...Object.keys(builtIn), ...Object.keys(contributed)]);
  let invocation: Invocation | undefined;
  const program = createProgram({ builtIn, contributed, onCommand: (named) => (invocation = named) });
  try {
    program.parse(first.words.length === 0 && first.isAll ? ['--help'] : [...argv], { from: 'user' });
  } catch (error) {
    await manager?.close();
    if (isAnswered(error)) return EXIT.success;
    if (isGroupOnly(error)) return EXIT.usage;
    throw asUsageError(error, pathIn(program, first.words));
  }
  return invocation === undefined ? EXIT.success : { invocation, manager, owner };
}

interface FoundCommands extends Omit<ReadCommand, 'invocation'> {
  readonly builtIn: Commands;
  readonly contributed: Commands;
}

/** Only the command that the words name is loaded; of all others, descriptions are known, where help may show them. */
async function findCommands({ words, common }: FirstWords, lines: Lines, terminal: Terminal): Promise<FoundCommands> {
  const word = words[0] === 'help' ? words[1] : words[0];
  const builtIn = described(builtInCommands);
  const ours = word === undefined || !Object.hasOwn(builtInCommands, word) ? undefined : builtInCommands[word];
  if (word !== undefined && ours !== undefined)
    return { ...NOTHING_ELSE, builtIn: { ...builtIn, [word]: await ours.load() } };
  let projectDir: string;
  try {
    projectDir = findProjectDir(common.project);
    if (word === undefined || !contributedCommands(projectDir).some(({ name }) => name === word)) {
      return { ...NOTHING_ELSE, builtIn, contributed: await describeContributed(projectDir, common) };
    }
  } catch (error) {
    // Help is there outside of projects, too; an unknown command is unknown, wherever it was written.
    if (isHookError(error)) return { ...NOTHING_ELSE, builtIn };
    throw error;
  }
  const manager = await loadPlugins(projectDir, common, commandLogger(terminal, lines));
  try {
    const { command, owner } = await loadContributed(word, manager);
    return { builtIn, contributed: { [word]: command }, manager, owner };
  } catch (error) {
    await manager.close();
    throw error;
  }
}

const NOTHING_ELSE = { contributed: {}, manager: undefined, owner: undefined };

/** Commands that can be shown, and not be run. */
function described(commands: Readonly<Record<string, { readonly description: string }>>): Commands {
  const shown = Object.entries(commands).map(([name, { description }]): [string, CommandDefinition] => [
    name,
    { description, run: () => {} },
  ]);
  return Object.fromEntries(shown);
}

/** The words that name a command. */
function pathIn(program: Command, words: readonly string[]): readonly string[] {
  const [word = '', ...others] = words;
  const command = program.commands.find((one) => one.name() === word);
  return command === undefined ? [] : [word, ...pathIn(command, others)];
}
