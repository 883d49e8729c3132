import type { BooleanOption, CommandOptions, ListOption, StringOption } from '@pintle/hookspecs';

/** The options that every command has; a command has none of these names itself. */
export const COMMON_OPTIONS = {
  project: {
    type: 'string',
    value: 'dir',
    description: 'the project folder, or one inside it (default: the working folder)',
  },
  env: {
    type: 'string',
    short: 'e',
    value: 'name',
    description: 'the configuration environment (default: PINTLE_ENV, else "local")',
  },
  disablePlugin: {
    type: 'list',
    value: 'name',
    description: 'switch a plugin off for this command',
  },
  plugin: {
    type: 'list',
    value: 'path',
    commas: false,
    description: 'add a plugin for this command: a path or a package',
  },
  json: { type: 'boolean', description: 'print JSON on standard output' },
  verbose: { type: 'boolean', description: 'show the stack of errors' },
} as const satisfies CommandOptions & Record<string, BooleanOption | ListOption | StringOption>;

/** What was given for {@link COMMON_OPTIONS}. */
export interface CommonValues {
  readonly project: string | undefined;
  readonly env: string | undefined;
  readonly disablePlugin: readonly string[];
  readonly plugin: readonly string[];
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Reads the values of the common options from what a parser gave. */
export function commonValues(given: Readonly<Record<string, unknown>>): CommonValues {
  return {
    project: given['project'] as string | undefined,
    env: given['env'] as string | undefined,
    disablePlugin: (given['disablePlugin'] ?? []) as readonly string[],
    plugin: (given['plugin'] ?? []) as readonly string[],
    json: given['json'] === true,
    verbose: given['verbose'] === true,
  };
}
