import { describe, expect, it } from 'vitest';
import { fires, recordLog, startKiln, withSource } from '../../test/discovery/kiln.js';
import { makeTree, plainPackage, pluginPackage, project, type Tree } from '../../test/discovery/tree.js';

describe('createPluginManager', () => {
  it('registers HOOKS from left to right, then discovered packages by name, then what is given by hand', async () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-b', 'kiln-plugin-a', 'lodash', 'kiln-plugin-gone'),
      ...pluginPackage('kiln-plugin-a', { version: '1.2.3' }),
      ...pluginPackage('kiln-plugin-b'),
      ...plainPackage('lodash'),
    });

    const pm = await startKiln(
      dir,
      { HOOKS: [fires('one', { version: '0.1.0' }), [fires('two')]] },
      { plugins: [fires('by-hand')] },
    );

    expect(pm.listNamePlugin().map(([name]) => name)).toEqual([
      'one',
      'two',
      'kiln-plugin-a',
      'kiln-plugin-b',
      'by-hand',
    ]);
    expect(pm.hook.on_fire({ temp: 1 })).toEqual(['by-hand', 'kiln-plugin-b', 'kiln-plugin-a', 'two', 'one']);
    expect(pm.projectName).toBe('kiln');
    expect(pm.project).toMatchObject({ projectDir: dir, file: undefined, missing: ['kiln-plugin-gone'] });
    expect(pm.project.plugins.map(({ name, version, source, status }) => [name, version, source, status])).toEqual([
      ['one', '0.1.0', 'settings', 'active'],
      ['two', undefined, 'settings', 'active'],
      ['kiln-plugin-a', '1.2.3', 'discovered', 'active'],
      ['kiln-plugin-b', '1.0.0', 'discovered', 'active'],
      ['by-hand', undefined, 'argument', 'active'],
    ]);
    expect(pm.project.packages.map(({ name }) => name)).toEqual(['kiln-plugin-a', 'kiln-plugin-b']);
  });

  it('registers a discovered plugin under the name of its package', async () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-a'),
      ...withSource('kiln-plugin-a', 'export default { name: "something else", hooks: {} };'),
    });

    expect((await startKiln(dir)).hasPlugin('kiln-plugin-a')).toBe(true);
  });

  it('runs where there is no project', async () => {
    const pm = await startKiln(makeTree({ 'x.txt': '' }), { HOOKS: [fires('one')] });

    expect(pm.hook.on_fire({ temp: 1 })).toEqual(['one']);
  });

  describe('specs and requirements', () => {
    const declaring = withSource(
      'kiln-plugin-z',
      `const brand = (value, name) => Object.defineProperty(value, Symbol.for(name), { value: true });
       const on_glaze = brand({ kind: 'collect', sync: true }, 'pintle.spec');
       export default { name: 'z', specs: [brand({ namespace: 'glaze', hooks: { on_glaze } }, 'pintle.specs')] };`,
      { version: '3.1.0' },
    );
    const implementing = (range: string): Tree =>
      withSource(
        'kiln-plugin-a',
        `export default { name: 'a', requires: { 'kiln-plugin-z': '${range}', '@kiln/specs': '^1.0.0', kiln: '^1.0.0' }, hooks: { on_glaze: () => 'glazed' } };`,
      );

    it('a plugin may implement the hooks that another declares, in whichever order they come', async () => {
      const dir = makeTree({
        'package.json': project('kiln-plugin-a', 'kiln-plugin-z'),
        ...declaring,
        ...implementing('^3.0.0'),
      });

      const pm = await startKiln(dir);

      expect((pm.hook as unknown as { on_glaze(args: object): unknown }).on_glaze({})).toEqual(['glazed']);
    });

    it('are checked when all plugins are registered', async () => {
      const dir = makeTree({
        'package.json': project('kiln-plugin-a', 'kiln-plugin-z'),
        ...declaring,
        ...implementing('^4.0.0'),
      });

      await expect(startKiln(dir)).rejects.toMatchObject({
        code: 'PLUGIN_INCOMPATIBLE',
        plugin: 'kiln-plugin-a',
        message: 'Plugin "kiln-plugin-a" requires "kiln-plugin-z" ^4.0.0, found 3.1.0.',
        hint: 'Install what it requires: npm install "kiln-plugin-z@^4.0.0".',
      });
    });

    it('are not met by a package that DISCOVERY leaves out', async () => {
      const dir = makeTree({
        'package.json': project('kiln-plugin-a', 'kiln-plugin-z'),
        ...declaring,
        ...implementing('^3.0.0'),
      });

      await expect(startKiln(dir, { DISCOVERY: ['kiln-plugin-a'] })).rejects.toMatchObject({
        code: 'PLUGIN_INCOMPATIBLE',
        message:
          'Plugin "kiln-plugin-a" requires "kiln-plugin-z" ^3.0.0, found no such package that declares hooks here.',
      });
    });

    it('are not asked of a disabled plugin, and may be met by one', async () => {
      const dir = makeTree({
        'package.json': project('kiln-plugin-a', 'kiln-plugin-z'),
        ...declaring,
        ...implementing('^4.0.0'),
      });
      const fitting = makeTree({
        'package.json': project('kiln-plugin-a', 'kiln-plugin-z'),
        ...declaring,
        ...implementing('^3.0.0'),
      });
      const { log, lines } = recordLog();

      await expect(startKiln(dir, {}, { disable: ['kiln-plugin-a'] })).resolves.toBeDefined();
      await expect(startKiln(fitting, {}, { disable: ['kiln-plugin-z'], log })).resolves.toBeDefined();
      expect(lines).toEqual([expect.stringContaining('"on_glaze", which no hookspec declares')]);
    });
  });

  describe('when it fails midway', () => {
    it('disposes what was set up, last first, and reports what cannot be disposed', async () => {
      const { log, lines } = recordLog();
      const disposed: string[] = [];
      const made = (name: string) => () => fires(name, { dispose: () => void disposed.push(name) });
      const bad = () =>
        fires('bad', {
          dispose: () => {
            throw new Error('stuck');
          },
        });
      const typo = { name: 'typo', hooks: { on_fired: () => 'x' } };
      const dir = makeTree({ 'package.json': {} });

      await expect(startKiln(dir, { HOOKS: [made('one'), bad, made('two'), typo] }, { log })).rejects.toMatchObject({
        code: 'HOOK_UNKNOWN',
      });
      expect(disposed).toEqual(['two', 'one']);
      expect(lines).toEqual(['warn A plugin could not be disposed: stuck']);

      disposed.length = 0;
      await expect(startKiln(dir, { HOOKS: [made('one'), made('two'), 5 as never] })).rejects.toMatchObject({
        code: 'PLUGIN_INVALID',
      });
      await expect(
        startKiln(dir, { HOOKS: [made('one'), made('two'), () => Promise.reject(new Error('no'))] }),
      ).rejects.toMatchObject({
        code: 'PLUGIN_SETUP_FAILED',
      });
      await expect(startKiln(dir, { HOOKS: [made('one'), made('one')] })).rejects.toMatchObject({
        code: 'PLUGIN_NAME_TAKEN',
      });
      expect(disposed).toEqual(['two', 'one', 'one', 'one']);
    });
  });

  it('leaves nothing behind when it is closed', async () => {
    const disposed: string[] = [];
    const pm = await startKiln(makeTree({ 'package.json': {} }), {
      HOOKS: [() => fires('made', { dispose: () => void disposed.push('made') })],
    });

    await pm.close();

    expect(disposed).toEqual(['made']);
    expect(pm.getPlugins()).toEqual([]);
  });
});
