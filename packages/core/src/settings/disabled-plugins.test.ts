import { describe, expect, it } from 'vitest';
import { fires, type KilnOptions, recordLog, startKiln, withSource } from '../../test/discovery/kiln.js';
import { makeTree, pluginPackage, project } from '../../test/discovery/tree.js';
import type { PluginSettings } from './define-settings.js';

describe('disabling a plugin', () => {
  const dir = () =>
    makeTree({
      'package.json': project('kiln-plugin-a', 'kiln-plugin-b'),
      ...withSource('kiln-plugin-a', 'throw new Error("imported")'),
      ...pluginPackage('kiln-plugin-b'),
    });

  it.each<[string, PluginSettings, KilnOptions, string]>([
    ['the settings', { DISABLE_HOOKS_FOR_PLUGINS: ['kiln-plugin-a'] }, {}, 'DISABLE_HOOKS_FOR_PLUGINS in settings'],
    ['the variable', {}, { variables: { KILN_DISABLE_PLUGINS: 'kiln-plugin-a' } }, 'the variable KILN_DISABLE_PLUGINS'],
    ['the option', {}, { disable: ['kiln-plugin-a'] }, 'the option "disable"'],
  ])('by %s keeps a package from being imported', async (_, settings, more, by) => {
    const pm = await startKiln(dir(), settings, more);

    expect(pm.project.plugins[0]).toMatchObject({
      name: 'kiln-plugin-a',
      status: 'disabled',
      why: `disabled by ${by}`,
    });
    expect(pm.isBlocked('kiln-plugin-a')).toBe(true);
    expect(pm.hasPlugin('kiln-plugin-b')).toBe(true);
    expect(pm.project.packages.map(({ name }) => name)).toEqual(['kiln-plugin-b']);
  });

  it('works for plugins in HOOKS and given by hand, and disposes those that a factory had made', async () => {
    const disposed: string[] = [];
    const made = (name: string) => () => fires(name, { dispose: () => void disposed.push(name) });
    const own = fires('own', { dispose: () => void disposed.push('own') });

    const pm = await startKiln(
      makeTree({ 'package.json': {} }),
      { HOOKS: [made('made'), own], DISABLE_HOOKS_FOR_PLUGINS: ['made', 'own', 'given'] },
      { plugins: [made('given')] },
    );

    expect(pm.hook.on_fire({ temp: 1 })).toEqual([]);
    expect(pm.project.plugins.map(({ status }) => status)).toEqual(['disabled', 'disabled', 'disabled']);
    expect(disposed).toEqual(['made', 'given']);
  });

  it('tells that a package is disabled, though DISCOVERY leaves it out as well', async () => {
    const pm = await startKiln(dir(), { DISCOVERY: false, DISABLE_HOOKS_FOR_PLUGINS: ['kiln-plugin-a'] });

    expect(pm.project.plugins.map(({ name, status }) => [name, status])).toEqual([
      ['kiln-plugin-a', 'disabled'],
      ['kiln-plugin-b', 'skipped'],
    ]);
  });

  it('turns hooks without a spec into a warning, and only then', async () => {
    const { log, lines } = recordLog();
    const settings = { HOOKS: [{ name: 'typo', hooks: { on_fired: () => 'x' } }] };
    const disable = ['kiln-plugin-a'];

    await startKiln(dir(), settings, { disable, log });
    await expect(startKiln(makeTree({ 'package.json': {} }), settings)).rejects.toMatchObject({
      code: 'HOOK_UNKNOWN',
      pending: [{ hook: 'on_fired', plugin: 'typo' }],
    });

    expect(lines).toEqual([
      expect.stringMatching(/^warn Plugin "typo" implements "on_fired", which no hookspec declares/),
    ]);
  });

  it('accepts a dependency that is not installed', async () => {
    const tree = makeTree({ 'package.json': project('kiln-plugin-elsewhere') });
    const settings = {
      DISABLE_HOOKS_FOR_PLUGINS: ['kiln-plugin-elsewhere'],
      PLUGIN_OPTIONS: { 'kiln-plugin-elsewhere': {} },
      HOOK_POLICY: { 'kiln-plugin-elsewhere': {} },
      DISCOVERY: ['kiln-plugin-elsewhere'],
    };

    await expect(startKiln(tree, settings)).resolves.toMatchObject({ project: { missing: ['kiln-plugin-elsewhere'] } });
  });

  it('does not bring back as a package what is disabled in HOOKS under another name', async () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-a'),
      ...withSource('kiln-plugin-a', 'export default { name: "a", hooks: { on_fire: () => "a" } };'),
      'settings.mjs': "import a from 'kiln-plugin-a'; export const HOOKS = [a];",
    });

    const pm = await startKiln(dir, undefined, { disable: ['a'] });

    expect(pm.hook.on_fire({ temp: 1 })).toEqual([]);
    expect(pm.project.plugins.map(({ name, status }) => [name, status])).toEqual([
      ['a', 'disabled'],
      ['kiln-plugin-a', 'disabled'],
    ]);
    expect(pm.project.packages).toEqual([]);
  });
});
