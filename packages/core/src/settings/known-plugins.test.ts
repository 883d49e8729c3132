import { describe, expect, it } from 'vitest';
import { fires, type KilnOptions, startKiln, withSource } from '../../test/discovery/kiln.js';
import { makeTree, plainPackage, project } from '../../test/discovery/tree.js';
import type { PluginSettings } from './define-settings.js';

describe('names in settings', () => {
  const dir = () =>
    makeTree({
      'package.json': project('kiln-plugin-lineage', 'lodash'),
      ...withSource('kiln-plugin-lineage', 'throw new Error("imported before names were checked")'),
      ...plainPackage('lodash'),
    });
  const neither = 'which is neither in HOOKS nor an installed plugin.';
  const noPackage = 'which is no installed plugin package.';

  it.each<[PluginSettings, KilnOptions, string, string]>([
    [
      { DISABLE_HOOKS_FOR_PLUGINS: ['kiln-plugin-linage'] },
      {},
      `DISABLE_HOOKS_FOR_PLUGINS in settings, ${neither}`,
      'Did you mean "kiln-plugin-lineage"?',
    ],
    [
      { HOOK_POLICY: { 'kiln-plugin-linage': {} } },
      {},
      `HOOK_POLICY in settings, ${neither}`,
      'Did you mean "kiln-plugin-lineage"?',
    ],
    [
      { PLUGIN_OPTIONS: { 'kiln-plugin-linage': {} } },
      {},
      `PLUGIN_OPTIONS in settings, ${noPackage}`,
      'Did you mean "kiln-plugin-lineage"?',
    ],
    [
      { DISCOVERY: ['kiln-plugin-linage'] },
      {},
      `DISCOVERY in settings, ${noPackage}`,
      'Did you mean "kiln-plugin-lineage"?',
    ],
    [
      {},
      { variables: { KILN_DISABLE_PLUGINS: 'kiln-plugin-linage' } },
      `the variable KILN_DISABLE_PLUGINS, ${neither}`,
      'Did you mean "kiln-plugin-lineage"?',
    ],
    [
      {},
      { disable: ['kiln-plugin-linage'] },
      `the option "disable", ${neither}`,
      'Did you mean "kiln-plugin-lineage"?',
    ],
  ])('must be known: %j %j', async (settings, more, where, hint) => {
    await expect(startKiln(dir(), settings, more)).rejects.toMatchObject({
      code: 'SETTINGS_UNKNOWN_PLUGIN',
      plugin: 'kiln-plugin-linage',
      message: `The plugin "kiln-plugin-linage" is named in ${where}`,
      hint,
    });
  });

  it('are explained when they are packages without plugins, and when nothing is close', async () => {
    await expect(startKiln(dir(), { DISABLE_HOOKS_FOR_PLUGINS: ['lodash'] })).rejects.toMatchObject({
      hint: '"lodash" is installed, but there is no "kiln" field in its package.json: it is no plugin package.',
    });
    await expect(
      startKiln(dir(), { HOOKS: [fires('own')], DISABLE_HOOKS_FOR_PLUGINS: ['constructor'] }),
    ).rejects.toMatchObject({
      hint: 'The plugins are own, kiln-plugin-lineage.',
    });
    await expect(startKiln(makeTree({ 'package.json': {} }), { DISCOVERY: ['x'] })).rejects.toMatchObject({
      hint: 'Remove it: this project has no plugins.',
    });
  });

  it('of a plugin in HOOKS cannot stand in DISCOVERY or PLUGIN_OPTIONS', async () => {
    const settings = { HOOKS: [fires('own')] };

    await expect(startKiln(dir(), { ...settings, DISCOVERY: ['own'] })).rejects.toMatchObject({
      code: 'SETTINGS_UNKNOWN_PLUGIN',
    });
    await expect(startKiln(dir(), { ...settings, PLUGIN_OPTIONS: { own: {} } })).rejects.toMatchObject({
      code: 'SETTINGS_OPTIONS_UNUSED',
      plugin: 'own',
      message: 'The plugin "own" is named in PLUGIN_OPTIONS in settings, but it is no package.',
      hint: 'Give it its options where it is made: HOOKS = [plugin({ … })].',
    });
  });
});
