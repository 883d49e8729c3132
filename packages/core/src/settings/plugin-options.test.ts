import { describe, expect, it } from 'vitest';
import { fires, startKiln, withSource } from '../../test/discovery/kiln.js';
import { makeTree, pluginPackage, project } from '../../test/discovery/tree.js';
import type { PluginSettings } from './define-settings.js';

describe('PLUGIN_OPTIONS', () => {
  it('are handed to factories', async () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-a', 'kiln-plugin-b'),
      ...withSource(
        'kiln-plugin-a',
        'export default (options, host) => ({ name: "a", hooks: { on_fire: () => JSON.stringify({ options, host: host.name }) } });',
      ),
      ...withSource(
        'kiln-plugin-b',
        'export default async (options) => [{ name: "b", hooks: { on_fire: () => JSON.stringify(options) } }, { name: "c" }];',
      ),
    });
    const options = JSON.parse('{ "__proto__": 1, "url": "x" }') as object;

    const pm = await startKiln(dir, { PLUGIN_OPTIONS: { 'kiln-plugin-a': options } });

    expect(pm.hook.on_fire({ temp: 1 })).toEqual(['{}', '{"options":{"__proto__":1,"url":"x"},"host":"kiln"}']);
    expect(pm.project.plugins.map(({ name }) => name)).toEqual(['kiln-plugin-a', 'kiln-plugin-b', 'kiln-plugin-b#2']);
  });

  it.each<[string, PluginSettings, string]>([
    ['a plugin and no factory', {}, 'which is a plugin and no factory.'],
    ['in HOOKS', { HOOKS: [fires('kiln-plugin-a')] }, 'which stands in HOOKS, where it is made.'],
  ])('are refused for what is %s', async (_, settings, fact) => {
    const dir = makeTree({ 'package.json': project('kiln-plugin-a'), ...pluginPackage('kiln-plugin-a') });

    await expect(startKiln(dir, { ...settings, PLUGIN_OPTIONS: { 'kiln-plugin-a': {} } })).rejects.toMatchObject({
      code: 'SETTINGS_OPTIONS_UNUSED',
      plugin: 'kiln-plugin-a',
      message: `PLUGIN_OPTIONS in settings has options for "kiln-plugin-a", ${fact}`,
      hint: 'Remove them from PLUGIN_OPTIONS: they are for packages whose default export is a factory.',
    });
  });

  it('are refused for a package without hooks', async () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-a'),
      ...pluginPackage('kiln-plugin-a', { manifest: { commands: { x: './x.js' } } }),
    });

    await expect(startKiln(dir, { PLUGIN_OPTIONS: { 'kiln-plugin-a': {} } })).rejects.toMatchObject({
      code: 'SETTINGS_OPTIONS_UNUSED',
    });
    expect((await startKiln(dir)).project.plugins).toMatchObject([{ name: 'kiln-plugin-a', status: 'active' }]);
  });

  it('may stay for a package that is disabled or not discovered', async () => {
    const dir = makeTree({ 'package.json': project('kiln-plugin-a'), ...pluginPackage('kiln-plugin-a') });
    const PLUGIN_OPTIONS = { 'kiln-plugin-a': {} };

    await expect(startKiln(dir, { PLUGIN_OPTIONS }, { disable: ['kiln-plugin-a'] })).resolves.toBeDefined();
    await expect(startKiln(dir, { PLUGIN_OPTIONS, DISCOVERY: false })).resolves.toBeDefined();
  });

  it('takes a factory that was called as the default export of a package', async () => {
    const brand = "Object.defineProperty(value, Symbol.for('pintle.' + name), { value: true })";
    const dir = makeTree({
      'package.json': project('kiln-plugin-a'),
      ...withSource(
        'kiln-plugin-a',
        `const brand = (value, name) => ${brand};
         const options = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };
         const setup = ({ text }) => ({ name: 'a', hooks: { on_fire: () => text } });
         const factory = brand(Object.assign((options) => brand({ factory, options }, 'deferred'), { options, setup }), 'factory');
         export default factory({ text: 'called' });`,
      ),
    });

    expect((await startKiln(dir)).hook.on_fire({ temp: 1 })).toEqual(['called']);
    await expect(startKiln(dir, { PLUGIN_OPTIONS: { 'kiln-plugin-a': {} } })).rejects.toMatchObject({
      code: 'SETTINGS_OPTIONS_UNUSED',
      message: expect.stringContaining('which exports a factory that has its options already.'),
    });
  });
});
