import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Link, makeTree, plainPackage, pluginPackage, project } from '../../test/discovery/tree.js';
import { discoverPlugins } from './discover.js';

const find = (projectDir: string, disabled: string[] = []) => discoverPlugins({ name: 'kiln', projectDir, disabled });
const namesOf = (found: { plugins: readonly { name: string }[] }): string[] => found.plugins.map(({ name }) => name);

describe('discoverPlugins', () => {
  it('finds direct dependencies that carry the field of the host, sorted by name', () => {
    const dir = makeTree({
      'package.json': {
        name: 'project',
        devDependencies: { 'kiln-plugin-a': '*' },
        dependencies: { 'kiln-plugin-z': '*', lodash: '*' },
        optionalDependencies: { '@acme/kiln-plugin-m': '*' },
        peerDependencies: { 'kiln-plugin-peer': '*' },
      },
      ...pluginPackage('kiln-plugin-a'),
      ...pluginPackage('kiln-plugin-z'),
      ...pluginPackage('@acme/kiln-plugin-m'),
      ...pluginPackage('kiln-plugin-peer'),
      ...pluginPackage('kiln-plugin-transitive'),
      'node_modules/lodash/package.json': { name: 'lodash', version: '4.0.0', keywords: ['kiln'] },
    });

    const found = find(dir);

    expect(namesOf(found)).toEqual(['@acme/kiln-plugin-m', 'kiln-plugin-a', 'kiln-plugin-z']);
    expect(found.others).toEqual(['lodash']);
    expect(found.projectDir).toBe(dir);
    expect(found.plugins[1]).toMatchObject({
      name: 'kiln-plugin-a',
      dependency: 'kiln-plugin-a',
      version: '1.0.0',
      dir: join(dir, 'node_modules/kiln-plugin-a'),
      entry: join(dir, 'node_modules/kiln-plugin-a/index.js'),
      disabled: false,
      problem: undefined,
    });
  });

  it('reads another field for another host', () => {
    const dir = makeTree({ 'package.json': project('kiln-plugin-a'), ...pluginPackage('kiln-plugin-a') });

    expect(discoverPlugins({ name: 'pintle', projectDir: dir }).plugins).toEqual([]);
  });

  it('finds packages hoisted above the project, the nearest copy first', () => {
    const dir = makeTree({
      ...pluginPackage('kiln-plugin-a', { version: '1.0.0' }),
      ...pluginPackage('kiln-plugin-b', { version: '1.0.0' }),
      'apps/one/package.json': project('kiln-plugin-a', 'kiln-plugin-b'),
      'apps/one/node_modules/kiln-plugin-b/package.json': {
        name: 'kiln-plugin-b',
        version: '2.0.0',
        kiln: { plugin: './x.js' },
      },
    });

    const { plugins } = find(join(dir, 'apps/one'));

    expect(plugins.map(({ name, version }) => `${name}@${version}`)).toEqual([
      'kiln-plugin-a@1.0.0',
      'kiln-plugin-b@2.0.0',
    ]);
  });

  it('starts from a folder inside the project', () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-a'),
      'src/deep/x.ts': '',
      ...pluginPackage('kiln-plugin-a'),
    });

    expect(find(join(dir, 'src/deep'))).toMatchObject({ projectDir: dir, plugins: [{ name: 'kiln-plugin-a' }] });
  });

  it('follows links, as pnpm and workspaces make them', () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-a'),
      'store/a/package.json': { name: 'kiln-plugin-a', kiln: { plugin: './index.js' } },
      'node_modules/kiln-plugin-a': new Link('../store/a'),
    });

    expect(find(dir).plugins[0]).toMatchObject({ dir: join(dir, 'store/a'), version: undefined });
  });

  it('lists dependencies that are not installed, links into nothing among them', () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-gone', 'kiln-plugin-broken'),
      'node_modules/kiln-plugin-broken': new Link('../nowhere'),
    });

    expect(find(dir)).toMatchObject({ plugins: [], missing: ['kiln-plugin-broken', 'kiln-plugin-gone'] });
  });

  it('calls an aliased dependency by the name of its package', () => {
    const dir = makeTree({
      'package.json': { dependencies: { alias: 'npm:kiln-plugin-a@1' } },
      'node_modules/alias/package.json': { name: 'kiln-plugin-a', version: '1.0.0', kiln: { plugin: './index.js' } },
    });

    expect(find(dir).plugins[0]).toMatchObject({ name: 'kiln-plugin-a', dependency: 'alias' });
  });

  it('takes names such as "constructor" and "__proto__" for what they are', () => {
    const dir = makeTree({
      'package.json': '{ "dependencies": { "constructor": "*", "__proto__": "*", "toString": "*" } }',
      ...pluginPackage('constructor'),
      ...pluginPackage('__proto__'),
    });

    const found = find(dir, ['__proto__']);

    expect(namesOf(found)).toEqual(['__proto__', 'constructor']);
    expect(found.plugins.map(({ disabled }) => disabled)).toEqual([true, false]);
    expect(found.missing).toEqual(['toString']);
  });

  it('never follows a name out of node_modules', () => {
    const dir = makeTree({
      'package.json': project('../evil', '@acme/../../evil', '.', '..'),
      'evil/package.json': { name: 'evil', kiln: { plugin: './index.js' } },
    });

    expect(find(dir)).toMatchObject({ plugins: [], missing: ['.', '..', '../evil', '@acme/../../evil'] });
  });

  it('keeps what is wrong with one package to that package', async () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-bad', 'kiln-plugin-broken', 'kiln-plugin-good'),
      ...pluginPackage('kiln-plugin-bad', { manifest: { plugin: 5 } }),
      ...pluginPackage('kiln-plugin-good'),
      'node_modules/kiln-plugin-broken/package.json': '{ "name": "kiln-plugin-broken", "kiln": {',
    });

    const [bad, broken, good] = find(dir).plugins;

    expect(bad?.problem).toMatchObject({ code: 'DISCOVERY_MANIFEST_INVALID', plugin: 'kiln-plugin-bad' });
    await expect(bad?.load()).rejects.toBe(bad?.problem);
    expect(broken?.problem).toMatchObject({
      code: 'DISCOVERY_MANIFEST_INVALID',
      message: expect.stringContaining('The package "kiln-plugin-broken" has a broken package.json: '),
      hint: `Install it again, or repair ${join(dir, 'node_modules/kiln-plugin-broken/package.json')}.`,
      cause: expect.any(SyntaxError),
    });
    expect(good?.problem).toBeUndefined();
  });

  it('does not judge the manifest of a disabled package, and refuses to load it', async () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-bad'),
      ...pluginPackage('kiln-plugin-bad', { manifest: 'nonsense' }),
    });

    const [bad] = find(dir, ['kiln-plugin-bad']).plugins;

    expect(bad).toMatchObject({ disabled: true, problem: undefined });
    expect(bad?.contributions('commands')).toEqual([]);
    await expect(bad?.load()).rejects.toMatchObject({
      code: 'DISCOVERY_PLUGIN_DISABLED',
      plugin: 'kiln-plugin-bad',
      message: 'The plugin "kiln-plugin-bad" is disabled and is not loaded.',
      hint: 'Enable it first: a disabled plugin is never imported.',
    });
  });

  it('says that there is no project', () => {
    const dir = makeTree({ 'x.txt': '' });

    expect(() => find(dir)).toThrow(
      expect.objectContaining({
        code: 'DISCOVERY_PROJECT_MISSING',
        message: `There is no package.json in ${dir} or in a folder above it.`,
        hint: 'Start in a project; plugins are found among the dependencies that its package.json names.',
      }),
    );
  });

  it.each([
    ['{ nonsense', 'Could not read'],
    ['[]', 'Expected an object, got an array.'],
    ['{ "dependencies": ["kiln-plugin-a"] }', '"dependencies" of'],
  ])('refuses the project package.json %s', (text, message) => {
    const dir = makeTree({ 'package.json': text });

    expect(() => find(dir)).toThrow(
      expect.objectContaining({
        code: 'DISCOVERY_PROJECT_INVALID',
        message: expect.stringContaining(message),
        hint: expect.any(String),
      }),
    );
  });

  it('reads a package.json that begins with a byte order mark', () => {
    const dir = makeTree({
      'package.json': `\uFEFF${JSON.stringify(project('kiln-plugin-a'))}`,
      'node_modules/kiln-plugin-a/package.json':
        '\uFEFF{ "name": "kiln-plugin-a", "kiln": { "plugin": "./index.js" } }',
    });

    expect(namesOf(find(dir))).toEqual(['kiln-plugin-a']);
  });

  it('reports a package that is there and cannot be read', () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-a'),
      'node_modules/kiln-plugin-a/package.json/oops': '',
    });

    expect(() => find(dir)).toThrow(
      expect.objectContaining({
        code: 'DISCOVERY_PACKAGE_UNREADABLE',
        plugin: 'kiln-plugin-a',
        message: expect.stringContaining('Could not read the package "kiln-plugin-a": EISDIR'),
        hint: expect.stringContaining(join(dir, 'node_modules/kiln-plugin-a/package.json')),
      }),
    );
  });

  it('discovers 500 direct dependencies well under a second', () => {
    const names = Array.from({ length: 500 }, (_, index) => `kiln-plugin-${String(index).padStart(3, '0')}`);
    const dir = makeTree({
      'package.json': project(...names),
      ...Object.assign(
        {},
        ...names.map((name, index) => (index % 10 === 0 ? pluginPackage(name) : plainPackage(name))),
      ),
    });
    find(dir);

    const started = performance.now();
    const found = find(dir);
    const elapsed = performance.now() - started;

    expect(found.plugins).toHaveLength(50);
    expect(found.others).toHaveLength(450);
    expect(elapsed).toBeLessThan(700);
  });
});
