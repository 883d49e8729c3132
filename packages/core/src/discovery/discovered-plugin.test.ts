import { describe, expect, it } from 'vitest';
import { makeTree, pluginPackage, project, type Tree, writeTree } from '../../test/discovery/tree.js';
import { contributionsOf } from './contributions.js';
import { type DiscoveredPlugin } from './discovered-plugin.js';
import { discoverPlugins } from './discover.js';

const NAME = 'kiln-plugin-a';

function discoverOne(manifest: unknown, files: Tree, more: object = {}): DiscoveredPlugin {
  const dir = makeTree({ 'package.json': project(NAME), ...pluginPackage(NAME, { manifest, ...more }) });
  writeTree(
    dir,
    Object.fromEntries(Object.entries(files).map(([path, content]) => [`node_modules/${NAME}/${path}`, content])),
  );
  const [plugin] = discoverPlugins({ name: 'kiln', projectDir: dir }).plugins;
  if (plugin === undefined) throw new Error('The fixture is no plugin.');
  return plugin;
}

describe('DiscoveredPlugin.load', () => {
  it.each<[string, string, string, object]>([
    ['ES modules', './p.js', 'export default { name: "p" };', {}],
    ['.mjs', './p.mjs', 'export default { name: "p" };', { type: 'commonjs' }],
    ['CommonJS', './p.js', 'module.exports = { name: "p" };', { type: 'commonjs' }],
    ['.cjs', './p.cjs', 'module.exports = { name: "p" };', {}],
    [
      'CommonJS compiled from ES modules',
      './p.cjs',
      'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = { name: "p" };',
      {},
    ],
    ['TypeScript', './p.ts', 'export default { name: "p" as string } satisfies { name: string };', {}],
    ['TypeScript that imports TypeScript', './t.ts', 'import { name } from "./name.js"; export default { name };', {}],
  ])('gives the default export of %s', async (_, entry, code, more) => {
    const plugin = discoverOne(
      { plugin: entry },
      { [entry]: code, 'name.ts': 'export const name: string = "p";' },
      more,
    );

    expect(await plugin.load()).toEqual({ name: 'p' });
  });

  it('gives nothing for a package without hooks', async () => {
    expect(await discoverOne({ commands: { x: './x.js' } }, {}).load()).toBeUndefined();
  });

  it('has what a module threw as its cause', async () => {
    const plugin = discoverOne({ plugin: './p.js' }, { 'p.js': 'throw new RangeError("no luck");' });

    await expect(plugin.load()).rejects.toMatchObject({
      code: 'DISCOVERY_IMPORT_FAILED',
      plugin: NAME,
      message: `Could not import "${NAME}" (./p.js): no luck`,
      hint: 'The cause is what its module threw; install what it misses, or disable the plugin until it is repaired.',
      cause: expect.objectContaining({ name: 'RangeError', message: 'no luck' }),
    });
  });

  it.each([
    ['export const plugin = { name: "p" };', 'exports only plugin'],
    ['export {};', 'exports nothing'],
    ['export default "p";', 'exports "p"'],
    ['export default { plugin: { name: "p" } };', 'exports an object with plugin'],
    ['export default null;', 'exports null'],
  ])('refuses the module %s', async (code, came) => {
    const plugin = discoverOne({ plugin: './p.js' }, { 'p.js': code });

    await expect(plugin.load()).rejects.toMatchObject({
      code: 'DISCOVERY_EXPORT_INVALID',
      plugin: NAME,
      message: `The module ./p.js of "${NAME}" ${came}, expected a default export.`,
      hint: 'Write export default definePlugin({ … }), or export default definePluginFactory({ … }).',
    });
  });

  it('refuses CommonJS that exports a plugin by name', async () => {
    const plugin = discoverOne({ plugin: './p.cjs' }, { 'p.cjs': 'exports.plugin = { name: "p" };' });

    await expect(plugin.load()).rejects.toMatchObject({ code: 'DISCOVERY_EXPORT_INVALID' });
  });

  it('refuses a class', async () => {
    const plugin = discoverOne({ plugin: './p.js' }, { 'p.js': 'export default class Lineage { on_fire() {} }' });

    await expect(plugin.load()).rejects.toMatchObject({
      code: 'PLUGIN_IS_CLASS',
      plugin: NAME,
      message: `The default export of "${NAME}" (./p.js) is the class Lineage, expected a plugin or an instance.`,
      hint: 'Write export default new Lineage().',
    });
  });

  it('judges the entry when it is loaded', async () => {
    const outside = discoverOne({ plugin: '../x.js' }, {});
    const missing = discoverOne({ plugin: './gone.js' }, {});

    await expect(outside.load()).rejects.toMatchObject({ code: 'DISCOVERY_ENTRY_OUTSIDE' });
    await expect(missing.load()).rejects.toMatchObject({ code: 'DISCOVERY_ENTRY_MISSING' });
  });
});

describe('DiscoveredPlugin.contributions', () => {
  it('loads a contribution on use, and none before', async () => {
    const plugin = discoverOne(
      {
        commands: { audit: { description: 'Shows it.', entry: './audit.js' }, broken: './broken.js', away: '../x.js' },
      },
      { 'audit.js': 'export default { run: 1 };', 'broken.js': 'throw new Error("boom")' },
    );

    const [audit, broken, away] = plugin.contributions('commands');

    expect(audit).toMatchObject({
      package: NAME,
      kind: 'commands',
      name: 'audit',
      description: 'Shows it.',
      entry: './audit.js',
    });
    expect(await audit?.load()).toEqual({ run: 1 });
    await expect(broken?.load()).rejects.toMatchObject({ code: 'DISCOVERY_IMPORT_FAILED', plugin: NAME });
    await expect(away?.load()).rejects.toMatchObject({
      code: 'DISCOVERY_ENTRY_OUTSIDE',
      message: expect.stringContaining('in "kiln.commands.away" of its package.json'),
    });
    expect(plugin.contributions('runners')).toEqual([]);
    expect(plugin.contributions('constructor')).toEqual([]);
  });

  it('are collected by name from all packages, and refused when two have the same', () => {
    const a = discoverOne({ commands: { audit: './a.js', deploy: './d.js' } }, {});
    const b = discoverOne({ commands: { audit: './a.js' } }, {}, { name: 'kiln-plugin-b' });

    expect([...contributionsOf([a], 'commands').keys()]).toEqual(['audit', 'deploy']);
    expect(() => contributionsOf([a, b], 'commands')).toThrow(
      expect.objectContaining({
        code: 'DISCOVERY_CONTRIBUTION_TAKEN',
        message: '"audit" of commands is contributed by two packages: "kiln-plugin-a" and "kiln-plugin-b".',
        hint: "Disable one of them, or remove it from the project's dependencies.",
      }),
    );
  });
});
