import type { CommandArgument, CommandDefinition } from '@pintle/hookspecs';
import { Command } from 'commander';
import { VERSION } from '../version.js';
import { COMMON_OPTIONS, commonValues } from './common-options.js';
import { absentValue, flagOf } from './flags.js';
import type { Invocation } from './invocation.js';

/** Commands by name, in the order of help. */
export type Commands = Readonly<Record<string, CommandDefinition>>;

/** What the command tree of commander is made of. */
export interface ProgramParts {
  readonly builtIn: Commands;
  /** Commands of plugins, by name. */
  readonly contributed: Commands;
  /** Called with the command that the words name. */
  onCommand(invocation: Invocation): void;
}

const EXIT_CODES = `
Exit codes:
  0  success
  1  the run failed
  2  wrong usage or configuration: nothing was run
  3  the run succeeded, a hook failed
  130, 143  cancelled by ctrl-C, by SIGTERM`;

/** Makes the whole command tree. It throws commander's errors, and prints help to standard output. */
export function createProgram({ builtIn, contributed, onCommand }: ProgramParts): Command {
  const program = new Command('pintle')
    .description('Run data pipelines, and see their hooks, plugins and past runs.')
    .usage('<command> [options]')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', EXIT_CODES)
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  for (const [name, option] of Object.entries(COMMON_OPTIONS)) program.addOption(flagOf(name, option));
  for (const [name, command] of Object.entries(builtIn)) addCommand(program, name, command, [], onCommand);
  if (Object.keys(contributed).length > 0) program.commandsGroup('Commands of plugins:');
  for (const [name, command] of Object.entries(contributed)) addCommand(program, name, command, [], onCommand);
  return program;
}

function addCommand(
  parent: Command,
  name: string,
  definition: CommandDefinition,
  path: readonly string[],
  onCommand: (invocation: Invocation) => void,
): void {
  const here = [...path, name];
  const command = parent.command(name).description(definition.description);
  for (const [option, declared] of Object.entries(definition.options ?? {}))
    command.addOption(flagOf(option, declared));
  for (const [argument, declared] of Object.entries(definition.args ?? {})) {
    command.argument(argumentWord(argument, declared), declared.description);
  }
  for (const [below, one] of Object.entries(definition.commands ?? {}))
    addCommand(command, below, one, here, onCommand);
  if (definition.run !== undefined) {
    command.allowExcessArguments(false).action(() => onCommand(invocationOf(definition, here, command)));
  }
}

function argumentWord(name: string, { required, variadic }: CommandArgument): string {
  const word = variadic === true ? `${name}...` : name;
  return required === true ? `<${word}>` : `[${word}]`;
}

function invocationOf(definition: CommandDefinition, path: readonly string[], command: Command): Invocation {
  const all: Readonly<Record<string, unknown>> = command.optsWithGlobals();
  const options = Object.entries(definition.options ?? {}).map(([name, option]) => [
    name,
    all[name] ?? absentValue(option),
  ]);
  const args = Object.keys(definition.args ?? {}).map((name, index) => [name, command.processedArgs[index] as unknown]);
  const given = Object.entries(all).filter(([name]) => command.getOptionValueSourceWithGlobals(name) !== 'default');
  return {
    command: definition,
    path,
    words: command.args,
    args: Object.fromEntries(args) as Invocation['args'],
    options: Object.fromEntries(options) as Invocation['options'],
    given: Object.fromEntries(given),
    common: commonValues(all),
  };
}
