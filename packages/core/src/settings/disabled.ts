import { variablePrefix } from './log.js';

/** A plugin's name, and where somebody wrote it. */
export interface WrittenName {
  readonly name: string;
  /** How messages call the place: `DISABLE_HOOKS_FOR_PLUGINS in settings.ts`. */
  readonly where: string;
}

/** Where names of disabled plugins come from. */
export interface DisabledSources {
  /** The host's name: `<NAME>_DISABLE_PLUGINS` is the variable. */
  readonly host: string;
  /** The setting. */
  readonly setting: readonly string[];
  /** How messages call the settings. */
  readonly settingsName: string;
  /** The argument of the call. */
  readonly argument: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** The names of all plugins that are not to be used: by the settings, by the variable, by the argument. */
export function disabledNames({ host, setting, settingsName, argument, variables }: DisabledSources): WrittenName[] {
  const variable = `${variablePrefix(host)}_DISABLE_PLUGINS`;
  const listed = (variables[variable] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return [
    ...setting.map((name) => ({ name, where: `DISABLE_HOOKS_FOR_PLUGINS in ${settingsName}` })),
    ...listed.map((name) => ({ name, where: `the variable ${variable}` })),
    ...argument.map((name) => ({ name, where: 'the option "disable"' })),
  ];
}
