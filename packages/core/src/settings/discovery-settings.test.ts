import { describe, expect, it } from 'vitest';
import { fires, recordLog, startKiln, withSource } from '../../test/discovery/kiln.js';
import { makeTree, pluginPackage, project, type Tree } from '../../test/discovery/tree.js';

describe('settings of discovery', () => {
  it('gives implementations the version of their package, else the one that their plugin states', async () => {
    const silent = `export default { hooks: { on_fire: () => 'a' } };`;
    const dir = makeTree({
      'package.json': project('kiln-plugin-a', 'kiln-plugin-b'),
      ...withSource('kiln-plugin-a', silent, { version: '3.2.1' }),
      ...withSource('kiln-plugin-b', silent, { version: undefined }),
    });
    const pm = await startKiln(dir, { HOOKS: [fires('own', { version: '0.1.0' })] });
    const versions = pm.hook.on_fire.getHookImpls().map(({ pluginName, pluginVersion }) => [pluginName, pluginVersion]);
    expect(Object.fromEntries(versions)).toEqual({
      'kiln-plugin-a': '3.2.1',
      'kiln-plugin-b': undefined,
      own: '0.1.0',
    });
  });

  describe('DISCOVERY', () => {
    const dir = () =>
      makeTree({
        'package.json': project('kiln-plugin-a', 'kiln-plugin-b'),
        ...pluginPackage('kiln-plugin-a'),
        ...withSource('kiln-plugin-b', 'throw new Error("imported")'),
      });

    it('false leaves all packages out, an allow-list those that it does not name', async () => {
      const none = await startKiln(dir(), { DISCOVERY: false });
      const one = await startKiln(dir(), { DISCOVERY: ['kiln-plugin-a'] });

      expect(none.project.plugins.map(({ status, why }) => [status, why])).toEqual([
        ['skipped', 'DISCOVERY is false'],
        ['skipped', 'DISCOVERY is false'],
      ]);
      expect(one.project.plugins.map(({ status, why }) => [status, why])).toEqual([
        ['active', undefined],
        ['skipped', 'DISCOVERY does not name it'],
      ]);
      expect(one.project.packages.map(({ name }) => name)).toEqual(['kiln-plugin-a']);
    });
  });

  describe('DISCOVERY_ERRORS', () => {
    it.each<[string, Tree, string]>([
      ['DISCOVERY_IMPORT_FAILED', withSource('kiln-plugin-a', 'throw new Error("no luck")'), 'no luck'],
      ['DISCOVERY_MANIFEST_INVALID', pluginPackage('kiln-plugin-a', { manifest: 5 }), 'it must be an object, got 5'],
      ['DISCOVERY_ENTRY_MISSING', pluginPackage('kiln-plugin-a', { manifest: { plugin: './gone.js' } }), 'there is no'],
      [
        'DISCOVERY_ENTRY_OUTSIDE',
        pluginPackage('kiln-plugin-a', { manifest: { plugin: '../x.js' } }),
        'lies outside the package',
      ],
      ['DISCOVERY_EXPORT_INVALID', withSource('kiln-plugin-a', 'export {};'), 'exports nothing'],
      ['PLUGIN_IS_CLASS', withSource('kiln-plugin-a', 'export default class A {}'), 'is the class A'],
      [
        'PLUGIN_SETUP_FAILED',
        withSource('kiln-plugin-a', 'export default () => { throw new Error("no luck"); };'),
        'no luck',
      ],
    ])('decides whether %s fails the start', async (code, tree, message) => {
      const { log, lines } = recordLog();
      const dir = makeTree({
        'package.json': project('kiln-plugin-a', 'kiln-plugin-b'),
        ...tree,
        ...pluginPackage('kiln-plugin-b'),
      });

      await expect(startKiln(dir)).rejects.toMatchObject({ code, plugin: 'kiln-plugin-a' });
      const pm = await startKiln(dir, { DISCOVERY_ERRORS: 'warn' }, { log });

      expect(pm.project.plugins.map(({ status }) => status)).toEqual(['skipped', 'active']);
      expect(pm.project.plugins[0]?.why).toContain(message);
      expect(pm.project.packages.map(({ name }) => name)).toEqual(['kiln-plugin-b']);
      expect(lines).toEqual([expect.stringMatching(/^warn The plugin "kiln-plugin-a" is left out: /)]);
    });
  });

  describe('HOOK_POLICY', () => {
    it('reaches the registration of installed plugins and of those in HOOKS', async () => {
      const dir = makeTree({
        'package.json': project('kiln-plugin-a'),
        ...withSource(
          'kiln-plugin-a',
          'export default { name: "a", hooks: { on_fire() { throw new Error("no luck"); } } };',
        ),
      });
      const faults: string[] = [];

      const pm = await startKiln(dir, {
        HOOKS: [fires('one'), fires('two')],
        HOOK_POLICY: {
          'kiln-plugin-a': { onError: 'warn', timeoutMs: 50, select: 'tag:x' },
          one: { tryFirst: true },
          two: { tryLast: true },
        },
      });
      pm.events.on('hook:error', ({ plugin, policy }) => faults.push(`${plugin} ${policy}`));

      expect(pm.hook.on_fire({ temp: 1 })).toEqual(['one', 'two']);
      expect(faults).toEqual(['kiln-plugin-a warn']);
      expect(pm.hook.on_fire.getHookImpls().map(({ pluginName, select }) => [pluginName, select])).toEqual([
        ['one', undefined],
        ['kiln-plugin-a', 'tag:x'],
        ['two', undefined],
      ]);
    });

    it('must use the name under which a package stands in HOOKS', async () => {
      const dir = makeTree({
        'package.json': project('kiln-plugin-a'),
        ...withSource('kiln-plugin-a', 'export default { name: "a", hooks: {} };'),
        'settings.mjs':
          "import a from 'kiln-plugin-a'; export const HOOKS = [a]; export const HOOK_POLICY = { 'kiln-plugin-a': {} };",
      });

      await expect(startKiln(dir)).rejects.toMatchObject({
        code: 'SETTINGS_UNKNOWN_PLUGIN',
        message: 'HOOK_POLICY in settings.mjs names the package "kiln-plugin-a", which stands in HOOKS as "a".',
        hint: "Write HOOK_POLICY = { 'a': { … } }.",
      });
    });
  });
});
