import { loadSettings } from '../../src/settings/index.js';
import { fires, startKiln } from '../discovery/kiln.js';
import { makeTree, pluginPackage, project, type Tree } from '../discovery/tree.js';
import type { ErrorRow } from './row.js';

const NAME = 'kiln-plugin-a';

const loading = (tree: Tree, settings?: { readonly file: string }): unknown =>
  loadSettings({ name: 'kiln', projectDir: makeTree({ 'package.json': project(), ...tree }), settings });
const starting = (settings: object): unknown =>
  startKiln(makeTree({ 'package.json': project(NAME), ...pluginPackage(NAME) }), settings);

/** What goes wrong with settings. */
export const OF_SETTINGS: Readonly<Record<string, ErrorRow>> = {
  SETTINGS_FILE_MISSING: {
    cause: () => loading({}, { file: 'settings.ts' }),
    message: /^There is no settings file \S+\/settings\.ts\.$/,
    hint: 'Correct the path, or leave it out to have settings.ts searched for.',
  },
  SETTINGS_AMBIGUOUS: {
    cause: () => loading({ 'settings.ts': '', 'settings.json': '{}' }),
    message: /^The project \S+ has 2 settings files, expected one: settings\.json, settings\.ts\.$/,
    hint: 'Put everything into one of them and remove the others.',
  },
  SETTINGS_MISNAMED: {
    cause: () => loading({ 'kiln.config.ts': '' }),
    message: /^The project \S+ has kiln\.config\.ts, which is not read\.$/,
    hint: 'Call it settings.ts.',
  },
  SETTINGS_LOAD_FAILED: {
    cause: () => loading({ 'settings.ts': "\nthrow new Error('no luck');" }),
    message: 'Could not load settings.ts:2: no luck',
    hint: 'Correct settings.ts:2.',
  },
  SETTINGS_HOOKS_NEED_CODE: {
    cause: () => loading({ 'settings.json': '{ "HOOKS": [] }' }),
    message: 'settings.json has HOOKS, expected none: plugins are code.',
    hint: 'Call it settings.ts and export HOOKS from there, or publish the plugin as a package.',
  },
  SETTINGS_UNKNOWN_KEY: {
    cause: () => loading({ 'settings.ts': 'export const HOKS = [];' }),
    message: 'settings.ts has the unknown setting "HOKS".',
    hint: 'Did you mean "HOOKS"?',
  },
  SETTINGS_INVALID: {
    cause: () => starting({ DISABLE_HOOKS_FOR_PLUGINS: NAME }),
    message: 'settings has DISABLE_HOOKS_FOR_PLUGINS: "kiln-plugin-a", expected an array of plugin names.',
    hint: "Write DISABLE_HOOKS_FOR_PLUGINS = ['kiln-plugin-a'].",
  },
  SETTINGS_UNKNOWN_PLUGIN: {
    cause: () => starting({ HOOK_POLICY: { 'kiln-plugin-b': { onError: 'warn' } } }),
    message:
      'The plugin "kiln-plugin-b" is named in HOOK_POLICY in settings, which is neither in HOOKS nor an installed plugin.',
    plugin: 'kiln-plugin-b',
    hint: 'Did you mean "kiln-plugin-a"?',
  },
  SETTINGS_OPTIONS_UNUSED: {
    cause: () => starting({ HOOKS: [fires('own')], PLUGIN_OPTIONS: { own: {} } }),
    message: 'The plugin "own" is named in PLUGIN_OPTIONS in settings, but it is no package.',
    plugin: 'own',
    hint: 'Give it its options where it is made: HOOKS = [plugin({ … })].',
  },
};
