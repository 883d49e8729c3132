import type { CommandArguments, CommandContext, CommandDefinition, CommandOptions } from '@pintle/hookspecs';
import type { Session, SessionOptions } from '@pintle/pipeline';
import type { Invocation } from './command-line/invocation.js';
import type { Interrupts } from './interrupts.js';
import type { Lines } from './output/lines.js';
import type { Reporter } from './output/reporter.js';
import type { Terminal } from './output/terminal.js';
import type { Manager } from './project/plugins.js';

/** What the command's own commands are handed besides what every command is. */
export interface BuiltInContext<
  A extends CommandArguments = CommandArguments,
  O extends CommandOptions = CommandOptions,
> extends CommandContext<A, O> {
  readonly invocation: Invocation;
  readonly terminal: Terminal;
  readonly lines: Lines;
  readonly reporter: Reporter;
  readonly interrupts: Interrupts;
  /** The project's plugins, loaded on first use. */
  plugins(): Promise<Manager>;
  /** Opens the session of this command, once. */
  openSession(options?: Pick<SessionOptions, 'params' | 'confSource'>): Promise<Session>;
}

/** How a command is to be treated. */
export interface CommandTraits {
  /** Reads files only: neither settings nor plugins are loaded, no hook is called. */
  readonly readsOnly?: boolean;
  /** Milliseconds that it may take to stop when it is asked to; `Infinity` if it keeps its own time. Default 0. */
  readonly graceMs?: number;
}

/** A command of `pintle` itself. */
export interface BuiltInCommand<
  A extends CommandArguments = CommandArguments,
  O extends CommandOptions = CommandOptions,
> extends CommandDefinition<A, O> {
  readonly traits?: CommandTraits;
  run(context: BuiltInContext<A, O>): ReturnType<NonNullable<CommandDefinition['run']>>;
}

/** Gives a command of `pintle` itself as it is, with its arguments and options typed. */
export function builtIn<
  const A extends CommandArguments = Record<never, never>,
  const O extends CommandOptions = Record<never, never>,
>(command: BuiltInCommand<A, O>): BuiltInCommand<A, O> {
  return command;
}

/** Milliseconds that the command of a plugin may take to stop, where it does not say. */
const PLUGIN_GRACE_MS = 10_000;

/** How a command is to be treated; one of a plugin loads the project. */
export function traitsOf(command: CommandDefinition | BuiltInCommand): CommandTraits {
  return 'traits' in command ? (command.traits ?? {}) : { graceMs: command.graceMs ?? PLUGIN_GRACE_MS };
}
