import type { Awaitable } from '@pintle/core';
import type { Logger } from './domain/logger.js';
import type { Pipeline } from './domain/pipeline.js';
import type { CommandArgs, ProjectContext, ProjectMetadata } from './domain/project.js';

/** A positional argument of a command. */
export interface CommandArgument {
  readonly description: string;
  /** Default `false`. No required one after an optional one. */
  readonly required?: boolean;
  /** Takes all words that are left: a list. The last one only. */
  readonly variadic?: boolean;
}

/** Positional arguments in order, by name. */
export type CommandArguments = Readonly<Record<string, CommandArgument>>;

interface OptionBase {
  readonly description: string;
  /** One letter: `e` for `-e`. */
  readonly short?: string;
}

/** `--flag` */
export interface BooleanOption extends OptionBase {
  readonly type: 'boolean';
}

/** `--name <value>` */
export interface StringOption extends OptionBase {
  readonly type: 'string';
  /** What help shows for the value. Default: the option's name. */
  readonly value?: string;
  /** The only values there are. */
  readonly choices?: readonly string[];
  readonly default?: string;
}

/** `--count <n>` */
export interface NumberOption extends OptionBase {
  readonly type: 'number';
  /** What help shows for the value. Default: `n`. */
  readonly value?: string;
  /** The smallest value there is. Default: none. */
  readonly min?: number;
  readonly default?: number;
}

/** `--names a,b --names c`: separated by commas, and given as often as one likes. */
export interface ListOption extends OptionBase {
  readonly type: 'list';
  /** What help shows for the values. Default: the option's name. */
  readonly value?: string;
  /** `false`: only repeated, for values that hold commas. Default `true`. */
  readonly commas?: boolean;
}

/** An option of a command. */
export type CommandOption = BooleanOption | StringOption | NumberOption | ListOption;

/** Options by name in camelCase: `keepGoing` is `--keep-going`. */
export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** What a command gets for an argument: text, a list for a variadic one, `undefined` for an optional one not given. */
export type ArgumentValue<A extends CommandArgument> = A extends { readonly variadic: true }
  ? readonly string[]
  : A extends { readonly required: true }
    ? string
    : string | undefined;

/** What a command gets for an option: `false` and an empty list where it was not given, else its default. */
export type OptionValue<O extends CommandOption> = O extends BooleanOption
  ? boolean
  : O extends ListOption
    ? readonly string[]
    : O extends StringOption
      ? (O extends { readonly choices: readonly (infer Choice)[] } ? Choice : string) | Absent<O>
      : number | Absent<O>;

type Absent<O> = O extends { readonly default: string | number } ? never : undefined;

/** How a command speaks: text for people, or JSON with `--json`. All of it goes to standard output. */
export interface CommandOutput {
  /** Whether `--json` was given. */
  readonly json: boolean;
  /** Prints a result: `data` as one JSON document with `--json`, else the text. */
  show(data: unknown, text: () => string): void;
  /** Prints one line as it is, whether `--json` was given or not: for formats of the command's own. */
  line(text: string): void;
  /** Text of a table; `undefined` is an empty cell. */
  table(header: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string;
}

/** The project's configuration and pipelines, as a command sees them. */
export interface CommandSession {
  readonly context: ProjectContext;
  readonly pipelines: ReadonlyMap<string, Pipeline>;
}

/** What a command's `run` is handed. */
export interface CommandContext<
  A extends CommandArguments = CommandArguments,
  O extends CommandOptions = CommandOptions,
> {
  readonly args: { readonly [K in keyof A]: ArgumentValue<A[K]> };
  readonly options: { readonly [K in keyof O]: OptionValue<O[K]> };
  readonly project: ProjectMetadata;
  /** The configuration environment: `--env`, else `PINTLE_ENV`, else `local`. */
  readonly env: string;
  /** Writes to standard error. */
  readonly log: Logger;
  readonly output: CommandOutput;
  /** Aborts on the first ctrl-C or SIGTERM; the command has its `graceMs` from then on. */
  readonly signal: AbortSignal;
  /**
   * The plugin of the package that the command is of, as it is registered: what its factory made of its options.
   * `undefined` where the package contributes commands alone.
   */
  readonly plugin: object | undefined;
  /** Loads configuration and pipelines when first asked; fires the session's hooks, and none of a run. */
  session(): Promise<CommandSession>;
  /**
   * Reads words as a command line of `pintle`, without running it: what the hooks of that command would be handed.
   *
   * @throws HookError for words that are no command line
   */
  parse(words: readonly string[]): Promise<CommandArgs>;
}

/** A command: what it does itself, or the commands below it. */
export interface CommandDefinition<
  A extends CommandArguments = CommandArguments,
  O extends CommandOptions = CommandOptions,
> {
  /** One line for help. */
  readonly description: string;
  readonly args?: A;
  readonly options?: O;
  /**
   * Milliseconds that it may take to end when it is stopped; `Infinity` for one that keeps its own time. After that, and at a
   * second ctrl-C, the process leaves without it. Default 10,000.
   */
  readonly graceMs?: number;
  /** Commands below this one, by name. */
  readonly commands?: Readonly<Record<string, CommandDefinition>>;
  /**
   * Does it. Left out, the command has to have `commands`.
   *
   * @returns the exit code; nothing is 0
   */
  run?(context: CommandContext<A, O>): Awaitable<number | void>;
}

/**
 * Gives a command as it is, with its arguments and options typed. What a module named in the `commands` of a manifest
 * exports by default.
 *
 * `--project`, `--env`, `--json`, `--verbose`, `--help`, `--plugin` and `--disable-plugin` are there for every command.
 *
 * @example
 * ```ts
 * import { defineCommand } from '@pintle/hookspecs';
 *
 * export default defineCommand({
 *   description: 'Count the nodes of pipelines',
 *   args: { pipelines: { description: 'names of pipelines', variadic: true } },
 *   options: { tag: { type: 'string', description: 'only nodes with this tag' } },
 *   async run({ args, options, output, session }) {
 *     const { pipelines } = await session();
 *     const rows = args.pipelines.map((name) => {
 *       const nodes = pipelines.get(name)?.nodes ?? [];
 *       return { name, nodes: nodes.filter((node) => options.tag === undefined || node.tags?.includes(options.tag)).length };
 *     });
 *     output.show(rows, () => output.table(['PIPELINE', 'NODES'], rows.map((row) => [row.name, row.nodes])));
 *   },
 * });
 * ```
 */
export function defineCommand<
  const A extends CommandArguments = Record<never, never>,
  const O extends CommandOptions = Record<never, never>,
>(command: CommandDefinition<A, O>): CommandDefinition<A, O> {
  return command;
}
