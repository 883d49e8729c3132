import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  makeTree,
  type PackageFields,
  plainPackage,
  pluginPackage,
  project,
  type Tree,
} from '../../test/discovery/tree.js';
import { definePluginFactory } from '../host.js';
import { defineHookSpecs, hookSpec } from '../spec.js';
import { type CreatePluginManagerOptions, createPluginManager } from './create-plugin-manager.js';
import type { PluginSettings } from './define-settings.js';

const kilnSpecs = defineHookSpecs(
  'kiln',
  { on_fire: hookSpec.sync<{ temp: number }, string>(), on_cool: hookSpec.sync<{ temp: number }, string>() },
  { package: '@kiln/specs', version: '1.4.0' },
);
type Specs = readonly [typeof kilnSpecs];

const create = (projectDir: string, settings?: PluginSettings, more: Partial<CreatePluginManagerOptions<Specs>> = {}) =>
  createPluginManager({
    name: 'kiln',
    version: '1.0.0',
    specs: [kilnSpecs] as Specs,
    projectDir,
    variables: {},
    ...(settings === undefined ? {} : { settings }),
    ...more,
  });

const fires = (name: string, more: object = {}) => ({ name, hooks: { on_fire: () => name }, ...more });

function recordLog(): { lines: string[]; log: NonNullable<CreatePluginManagerOptions<Specs>['log']> } {
  const lines: string[] = [];
  const at = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } };
}

const withSource = (name: string, source: string, more: PackageFields = {}): Tree => ({
  ...pluginPackage(name, more),
  [`node_modules/${name}/index.js`]: source,
});

describe('createPluginManager', () => {
  it('registers HOOKS from left to right, then discovered packages by name, then what is given by hand', async () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-b', 'kiln-plugin-a', 'lodash', 'kiln-plugin-gone'),
      ...pluginPackage('kiln-plugin-a', { version: '1.2.3' }),
      ...pluginPackage('kiln-plugin-b'),
      ...plainPackage('lodash'),
    });

    const pm = await create(
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

    expect((await create(dir)).hasPlugin('kiln-plugin-a')).toBe(true);
  });

  it('runs where there is no project', async () => {
    const pm = await create(makeTree({ 'x.txt': '' }), { HOOKS: [fires('one')] });

    expect(pm.hook.on_fire({ temp: 1 })).toEqual(['one']);
  });

  describe('HOOKS', () => {
    it('numbers further instances of a class', async () => {
      class ProjectHooks {
        on_fire(): string {
          return 'fired';
        }
      }

      const pm = await create(makeTree({ 'package.json': {} }), { HOOKS: [new ProjectHooks(), new ProjectHooks()] });

      expect(pm.project.plugins.map(({ name }) => name)).toEqual(['ProjectHooks', 'ProjectHooks#2']);
      expect(pm.hook.on_fire({ temp: 1 })).toEqual(['fired', 'fired']);
    });

    it('sets up factories, called or not, from left to right', async () => {
      const order: string[] = [];
      const factory = definePluginFactory({
        options: anyOptions,
        setup: (options, host) => {
          order.push(JSON.stringify(options));
          return [fires(`made-${order.length}`), null, Promise.resolve([fires(`late-${order.length}`)]), host.version];
        },
      });
      const good = definePluginFactory({
        options: anyOptions,
        setup: (options, { name, version, env, projectDir, hook }) => {
          order.push(
            JSON.stringify({ options, name, version, env, projectDir: typeof projectDir, hook: Object.keys(hook) }),
          );
          return [fires('made'), null, Promise.resolve([fires('late')])];
        },
      });
      const dir = makeTree({ 'package.json': {} });

      const pm = await create(dir, { HOOKS: [good({ x: 1 }), () => fires('bare')] }, { env: 'prod' });

      expect(order).toEqual([
        '{"options":{"x":1},"name":"kiln","version":"1.0.0","env":"prod","projectDir":"string","hook":["on_fire","on_cool"]}',
      ]);
      expect(pm.project.plugins.map(({ name }) => name)).toEqual(['made', 'late', 'bare']);
      await expect(create(dir, { HOOKS: [factory] })).rejects.toMatchObject({
        code: 'PLUGIN_INVALID',
        message: 'The factory of plugin "HOOKS[0]" returned "1.0.0", expected a plugin.',
      });
    });

    it('names the entry whose options are not valid', async () => {
      const picky = definePluginFactory({ options: noOptions, setup: () => fires('picky') });

      await expect(create(makeTree({ 'package.json': {} }), { HOOKS: [picky({ sdk: 1 })] })).rejects.toMatchObject({
        code: 'PLUGIN_INVALID',
        message: 'The options of plugin "HOOKS[0]" are not valid: sdk: expected nothing.',
        hint: 'Correct them in PLUGIN_OPTIONS, or where the factory is called in HOOKS.',
      });
    });

    it('names the entry that has no name', async () => {
      await expect(create(makeTree({ 'package.json': {} }), { HOOKS: [[{ hooks: {} }]] })).rejects.toMatchObject({
        code: 'PLUGIN_UNNAMED',
        message: expect.stringMatching(/^HOOKS\[0\]\[0\]: A plugin has no name/),
      });
    });

    it('has what a factory threw as the cause', async () => {
      const cause = new Error('no luck');
      const failing = (): never => {
        throw cause;
      };

      await expect(create(makeTree({ 'package.json': {} }), { HOOKS: [failing] })).rejects.toMatchObject({
        code: 'PLUGIN_SETUP_FAILED',
        plugin: 'HOOKS[0]',
        message: 'The factory of plugin "HOOKS[0]" failed: no luck',
        hint: 'The cause is what its setup threw.',
        cause,
      });
    });

    it('wins over the installed package of the same name, which is not even imported', async () => {
      const { log, lines } = recordLog();
      const dir = makeTree({
        'package.json': project('kiln-plugin-a'),
        ...withSource('kiln-plugin-a', 'throw new Error("imported")', {
          manifest: { plugin: './index.js', commands: { x: './x.js' } },
        }),
      });

      const pm = await create(dir, { HOOKS: [fires('kiln-plugin-a')] }, { log });

      expect(pm.project.plugins.map(({ name, source, status, why }) => [name, source, status, why])).toEqual([
        ['kiln-plugin-a', 'settings', 'active', undefined],
        ['kiln-plugin-a', 'discovered', 'skipped', 'it stands in HOOKS'],
      ]);
      expect(lines).toEqual(['info The installed plugin "kiln-plugin-a" is skipped: it stands in HOOKS.']);
      expect(pm.project.packages[0]?.contributions('commands')).toHaveLength(1);
    });

    it('wins over the installed package that exports the very plugin, whatever its name', async () => {
      const dir = makeTree({
        'package.json': project('kiln-plugin-a', 'kiln-plugin-f'),
        ...withSource('kiln-plugin-a', 'export default { name: "a", hooks: {} };'),
        ...withSource('kiln-plugin-f', 'export default () => ({ name: "f", hooks: {} });'),
        'settings.mjs': "import a from 'kiln-plugin-a'; import f from 'kiln-plugin-f'; export const HOOKS = [a, f];",
      });

      const pm = await create(dir);

      expect(pm.project.plugins.map(({ name, status, why }) => [name, status, why])).toEqual([
        ['a', 'active', undefined],
        ['f', 'active', undefined],
        ['kiln-plugin-a', 'skipped', 'it stands in HOOKS as "a"'],
        ['kiln-plugin-f', 'skipped', 'it stands in HOOKS as "f"'],
      ]);
    });
  });

  it('does not bring back as a package what is disabled in HOOKS under another name', async () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-a'),
      ...withSource('kiln-plugin-a', 'export default { name: "a", hooks: { on_fire: () => "a" } };'),
      'settings.mjs': "import a from 'kiln-plugin-a'; export const HOOKS = [a];",
    });

    const pm = await create(dir, undefined, { disable: ['a'] });

    expect(pm.hook.on_fire({ temp: 1 })).toEqual([]);
    expect(pm.project.plugins.map(({ name, status }) => [name, status])).toEqual([
      ['a', 'disabled'],
      ['kiln-plugin-a', 'disabled'],
    ]);
    expect(pm.project.packages).toEqual([]);
  });

  describe('disabling', () => {
    const dir = () =>
      makeTree({
        'package.json': project('kiln-plugin-a', 'kiln-plugin-b'),
        ...withSource('kiln-plugin-a', 'throw new Error("imported")'),
        ...pluginPackage('kiln-plugin-b'),
      });

    it.each<[string, PluginSettings, Partial<CreatePluginManagerOptions<Specs>>, string]>([
      ['the settings', { DISABLE_HOOKS_FOR_PLUGINS: ['kiln-plugin-a'] }, {}, 'DISABLE_HOOKS_FOR_PLUGINS in settings'],
      [
        'the variable',
        {},
        { variables: { KILN_DISABLE_PLUGINS: 'kiln-plugin-a' } },
        'the variable KILN_DISABLE_PLUGINS',
      ],
      ['the option', {}, { disable: ['kiln-plugin-a'] }, 'the option "disable"'],
    ])('by %s keeps a package from being imported', async (_, settings, more, by) => {
      const pm = await create(dir(), settings, more);

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

      const pm = await create(
        makeTree({ 'package.json': {} }),
        { HOOKS: [made('made'), own], DISABLE_HOOKS_FOR_PLUGINS: ['made', 'own', 'given'] },
        { plugins: [made('given')] },
      );

      expect(pm.hook.on_fire({ temp: 1 })).toEqual([]);
      expect(pm.project.plugins.map(({ status }) => status)).toEqual(['disabled', 'disabled', 'disabled']);
      expect(disposed).toEqual(['made', 'given']);
    });

    it('turns hooks without a spec into a warning, and only then', async () => {
      const { log, lines } = recordLog();
      const settings = { HOOKS: [{ name: 'typo', hooks: { on_fired: () => 'x' } }] };
      const disable = ['kiln-plugin-a'];

      await create(dir(), settings, { disable, log });
      await expect(create(makeTree({ 'package.json': {} }), settings)).rejects.toMatchObject({
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

      await expect(create(tree, settings)).resolves.toMatchObject({ project: { missing: ['kiln-plugin-elsewhere'] } });
    });
  });

  describe('names in settings', () => {
    const dir = () =>
      makeTree({
        'package.json': project('kiln-plugin-lineage', 'lodash'),
        ...withSource('kiln-plugin-lineage', 'throw new Error("imported before names were checked")'),
        ...plainPackage('lodash'),
      });
    const neither = 'which is neither in HOOKS nor an installed plugin.';
    const noPackage = 'which is no installed plugin package.';

    it.each<[PluginSettings, Partial<CreatePluginManagerOptions<Specs>>, string, string]>([
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
      await expect(create(dir(), settings, more)).rejects.toMatchObject({
        code: 'SETTINGS_UNKNOWN_PLUGIN',
        plugin: 'kiln-plugin-linage',
        message: `The plugin "kiln-plugin-linage" is named in ${where}`,
        hint,
      });
    });

    it('are explained when they are packages without plugins, and when nothing is close', async () => {
      await expect(create(dir(), { DISABLE_HOOKS_FOR_PLUGINS: ['lodash'] })).rejects.toMatchObject({
        hint: '"lodash" is installed, but there is no "kiln" field in its package.json: it is no plugin package.',
      });
      await expect(
        create(dir(), { HOOKS: [fires('own')], DISABLE_HOOKS_FOR_PLUGINS: ['constructor'] }),
      ).rejects.toMatchObject({
        hint: 'The plugins are own, kiln-plugin-lineage.',
      });
      await expect(create(makeTree({ 'package.json': {} }), { DISCOVERY: ['x'] })).rejects.toMatchObject({
        hint: 'Remove it: this project has no plugins.',
      });
    });

    it('of a plugin in HOOKS cannot stand in DISCOVERY or PLUGIN_OPTIONS', async () => {
      const settings = { HOOKS: [fires('own')] };

      await expect(create(dir(), { ...settings, DISCOVERY: ['own'] })).rejects.toMatchObject({
        code: 'SETTINGS_UNKNOWN_PLUGIN',
      });
      await expect(create(dir(), { ...settings, PLUGIN_OPTIONS: { own: {} } })).rejects.toMatchObject({
        code: 'SETTINGS_OPTIONS_UNUSED',
        plugin: 'own',
        message: 'The plugin "own" is named in PLUGIN_OPTIONS in settings, but it is no package.',
        hint: 'Give it its options where it is made: HOOKS = [plugin({ … })].',
      });
    });
  });

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

      const pm = await create(dir, { PLUGIN_OPTIONS: { 'kiln-plugin-a': options } });

      expect(pm.hook.on_fire({ temp: 1 })).toEqual(['{}', '{"options":{"__proto__":1,"url":"x"},"host":"kiln"}']);
      expect(pm.project.plugins.map(({ name }) => name)).toEqual(['kiln-plugin-a', 'kiln-plugin-b', 'kiln-plugin-b#2']);
    });

    it.each<[string, PluginSettings, string]>([
      ['a plugin and no factory', {}, 'which is a plugin and no factory.'],
      ['in HOOKS', { HOOKS: [fires('kiln-plugin-a')] }, 'which stands in HOOKS, where it is made.'],
    ])('are refused for what is %s', async (_, settings, fact) => {
      const dir = makeTree({ 'package.json': project('kiln-plugin-a'), ...pluginPackage('kiln-plugin-a') });

      await expect(create(dir, { ...settings, PLUGIN_OPTIONS: { 'kiln-plugin-a': {} } })).rejects.toMatchObject({
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

      await expect(create(dir, { PLUGIN_OPTIONS: { 'kiln-plugin-a': {} } })).rejects.toMatchObject({
        code: 'SETTINGS_OPTIONS_UNUSED',
      });
      expect((await create(dir)).project.plugins).toMatchObject([{ name: 'kiln-plugin-a', status: 'active' }]);
    });

    it('may stay for a package that is disabled or not discovered', async () => {
      const dir = makeTree({ 'package.json': project('kiln-plugin-a'), ...pluginPackage('kiln-plugin-a') });
      const PLUGIN_OPTIONS = { 'kiln-plugin-a': {} };

      await expect(create(dir, { PLUGIN_OPTIONS }, { disable: ['kiln-plugin-a'] })).resolves.toBeDefined();
      await expect(create(dir, { PLUGIN_OPTIONS, DISCOVERY: false })).resolves.toBeDefined();
    });
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

    expect((await create(dir)).hook.on_fire({ temp: 1 })).toEqual(['called']);
    await expect(create(dir, { PLUGIN_OPTIONS: { 'kiln-plugin-a': {} } })).rejects.toMatchObject({
      code: 'SETTINGS_OPTIONS_UNUSED',
      message: expect.stringContaining('which exports a factory that has its options already.'),
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
      const none = await create(dir(), { DISCOVERY: false });
      const one = await create(dir(), { DISCOVERY: ['kiln-plugin-a'] });

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

      await expect(create(dir)).rejects.toMatchObject({ code, plugin: 'kiln-plugin-a' });
      const pm = await create(dir, { DISCOVERY_ERRORS: 'warn' }, { log });

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

      const pm = await create(dir, {
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

      await expect(create(dir)).rejects.toMatchObject({
        code: 'SETTINGS_UNKNOWN_PLUGIN',
        message: 'HOOK_POLICY in settings.mjs names the package "kiln-plugin-a", which stands in HOOKS as "a".',
        hint: "Write HOOK_POLICY = { 'a': { … } }.",
      });
    });
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

      const pm = await create(dir);

      expect((pm.hook as unknown as { on_glaze(args: object): unknown }).on_glaze({})).toEqual(['glazed']);
    });

    it('are checked when all plugins are registered', async () => {
      const dir = makeTree({
        'package.json': project('kiln-plugin-a', 'kiln-plugin-z'),
        ...declaring,
        ...implementing('^4.0.0'),
      });

      await expect(create(dir)).rejects.toMatchObject({
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

      await expect(create(dir, { DISCOVERY: ['kiln-plugin-a'] })).rejects.toMatchObject({
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

      await expect(create(dir, {}, { disable: ['kiln-plugin-a'] })).resolves.toBeDefined();
      await expect(create(fitting, {}, { disable: ['kiln-plugin-z'], log })).resolves.toBeDefined();
      expect(lines).toEqual([expect.stringContaining('"on_glaze", which no hookspec declares')]);
    });
  });

  describe('plugins given by hand', () => {
    const linked: Tree = {
      'linked/package.json': {
        name: 'kiln-plugin-a',
        version: '2.0.0',
        type: 'module',
        kiln: { plugin: './dist/index.js' },
      },
      'linked/src/index.ts':
        'import { text } from "./text.js"; export default (options: { x?: number }) => ({ name: "a", hooks: { on_fire: () => text + (options.x ?? "") } });',
      'linked/src/text.ts': 'export const text: string = "linked";',
    };

    it('may be a folder, a TypeScript module of a package, a module of none, a package', async () => {
      const dir = makeTree({
        'package.json': project(),
        ...pluginPackage('kiln-plugin-undeclared'),
        ...linked,
        'built/package.json': {
          name: 'kiln-plugin-built',
          version: '3.0.0',
          type: 'module',
          kiln: { plugin: './index.js' },
        },
        'built/index.js': 'export default { name: "x", hooks: { on_fire: () => "built" } };',
        'lone/plugin.ts': 'export default { name: "lone", hooks: { on_fire: (): string => "lone" } };',
      });

      const pm = await create(
        dir,
        { PLUGIN_OPTIONS: { 'kiln-plugin-a': { x: 7 } } },
        { plugins: ['./built', './linked/src/index.ts', 'lone/plugin.ts', 'kiln-plugin-undeclared'] },
      );

      expect(pm.project.plugins.map(({ name, version, source }) => `${name} ${version} ${source}`)).toEqual([
        'kiln-plugin-built 3.0.0 argument',
        'kiln-plugin-a 2.0.0 argument',
        'kiln-plugin-undeclared 1.0.0 argument',
        'lone undefined argument',
      ]);
      expect(pm.hook.on_fire({ temp: 1 })).toEqual(['lone', 'kiln-plugin-undeclared', 'linked7', 'built']);
    });

    it('take the place of the installed package of the same name', async () => {
      const dir = makeTree({
        'package.json': project('kiln-plugin-a'),
        ...withSource('kiln-plugin-a', 'throw new Error("imported")'),
        ...linked,
      });

      const pm = await create(dir, {}, { plugins: [join(dir, 'linked/src/index.ts')] });

      expect(pm.project.plugins.map(({ name, source, status, why }) => [name, source, status, why])).toEqual([
        ['kiln-plugin-a', 'discovered', 'skipped', 'one given by hand takes its place'],
        ['kiln-plugin-a', 'argument', 'active', undefined],
      ]);
      expect(pm.hook.on_fire({ temp: 1 })).toEqual(['linked']);
    });

    it('are used although DISCOVERY leaves them out, and not when they are disabled', async () => {
      const dir = makeTree({ 'package.json': project('kiln-plugin-a'), ...pluginPackage('kiln-plugin-a') });
      const plugins = ['kiln-plugin-a'];

      expect((await create(dir, { DISCOVERY: false }, { plugins })).hasPlugin('kiln-plugin-a')).toBe(true);
      expect((await create(dir, {}, { plugins, disable: plugins })).hasPlugin('kiln-plugin-a')).toBe(false);
    });

    it('are never left out by DISCOVERY_ERRORS', async () => {
      const dir = makeTree({ 'package.json': project(), ...withSource('kiln-plugin-a', 'throw new Error("no luck")') });

      await expect(create(dir, { DISCOVERY_ERRORS: 'warn' }, { plugins: ['kiln-plugin-a'] })).rejects.toMatchObject({
        code: 'DISCOVERY_IMPORT_FAILED',
      });
    });

    it('must be there', async () => {
      const dir = makeTree({ 'package.json': project('kiln-plugin-a'), ...pluginPackage('kiln-plugin-a') });

      await expect(create(dir, {}, { plugins: ['kiln-plugin-b'] })).rejects.toMatchObject({
        code: 'DISCOVERY_NOT_INSTALLED',
        plugin: 'kiln-plugin-b',
        message: `The plugin "kiln-plugin-b" is neither an installed package nor a file: ${join(dir, 'kiln-plugin-b')}.`,
        hint: 'Did you mean "kiln-plugin-a"?',
      });
      await expect(create(dir, {}, { plugins: ['./gone.ts'] })).rejects.toMatchObject({
        code: 'DISCOVERY_NOT_INSTALLED',
        hint: 'Install it, or give the path of its folder or module.',
      });
    });

    it('must be plugin packages', async () => {
      const dir = makeTree({ 'package.json': project(), ...plainPackage('lodash'), 'empty/x.txt': '' });

      for (const [given, where] of [
        ['lodash', 'node_modules/lodash'],
        ['./empty', 'empty'],
      ] as const) {
        await expect(create(dir, {}, { plugins: [given] })).rejects.toMatchObject({
          code: 'DISCOVERY_NO_MANIFEST',
          plugin: given,
          message: `"${given}" is no plugin package: there is no "kiln" in ${join(dir, where, 'package.json')}.`,
          hint: 'Add "kiln": { "plugin": "./dist/index.js" } to its package.json, or give the path of its module.',
        });
      }
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

      await expect(create(dir, { HOOKS: [made('one'), bad, made('two'), typo] }, { log })).rejects.toMatchObject({
        code: 'HOOK_UNKNOWN',
      });
      expect(disposed).toEqual(['two', 'one']);
      expect(lines).toEqual(['warn A plugin could not be disposed: stuck']);

      disposed.length = 0;
      await expect(create(dir, { HOOKS: [made('one'), made('two'), 5 as never] })).rejects.toMatchObject({
        code: 'PLUGIN_INVALID',
      });
      await expect(
        create(dir, { HOOKS: [made('one'), made('two'), () => Promise.reject(new Error('no'))] }),
      ).rejects.toMatchObject({
        code: 'PLUGIN_SETUP_FAILED',
      });
      await expect(create(dir, { HOOKS: [made('one'), made('one')] })).rejects.toMatchObject({
        code: 'PLUGIN_NAME_TAKEN',
      });
      expect(disposed).toEqual(['two', 'one', 'one', 'one']);
    });
  });

  it('leaves nothing behind when it is closed', async () => {
    const disposed: string[] = [];
    const pm = await create(makeTree({ 'package.json': {} }), {
      HOOKS: [() => fires('made', { dispose: () => void disposed.push('made') })],
    });

    await pm.close();

    expect(disposed).toEqual(['made']);
    expect(pm.getPlugins()).toEqual([]);
  });
});

const anyOptions = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const;
const noOptions = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value: unknown) => {
      const [key] = Object.keys(value as object);
      return key === undefined ? { value } : { issues: [{ message: 'expected nothing', path: [key] }] };
    },
  },
} as const;
