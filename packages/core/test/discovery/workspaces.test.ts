import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coreDir, goodPluginsOn, namesIn } from './packages.js';
import { npm, pnpm, runHost } from './run.js';
import { freshFolder, removeFolder, type Tree, writeTree } from './tree.js';

const linkedCore = `link:${coreDir}`;
const names = namesIn(goodPluginsOn(''));
const options = { PLUGIN_OPTIONS: { 'kiln-plugin-factory': { text: 'made' } } };

/** A workspace: an app that depends on some of its sibling packages, one that it does not depend on, and an outer file of settings. */
function workspace(protocol: string, core: string): Tree {
  return {
    ...Object.fromEntries(Object.entries(goodPluginsOn(core)).map(([path, file]) => [`plugins/${path}`, file])),
    'plugins/kiln-plugin-stranger/package.json': {
      name: 'kiln-plugin-stranger',
      version: '1.0.0',
      kiln: { plugin: './index.js' },
    },
    'plugins/kiln-plugin-stranger/index.js': "throw new Error('no dependency of the app');",
    'settings.ts': "throw new Error('the settings of the workspace are not those of the app');",
    'apps/one/package.json': {
      name: 'one',
      private: true,
      dependencies: Object.fromEntries(names.map((name) => [name, protocol])),
    },
    'apps/one/src/x.txt': '',
  };
}

describe.each<[string, string, string, (root: string) => void]>([
  [
    'npm',
    '*',
    `file:${coreDir}`,
    (root) => {
      writeTree(root, {
        'package.json': { name: 'root', private: true, workspaces: ['apps/*', 'plugins/*', 'plugins/@acme/*'] },
      });
      npm(root, 'install');
    },
  ],
  [
    'pnpm',
    'workspace:*',
    linkedCore,
    (root) => {
      writeTree(root, {
        'package.json': { name: 'root', private: true },
        'pnpm-workspace.yaml': "packages: ['apps/*', 'plugins/*', 'plugins/@acme/*']\n",
      });
      pnpm(root, 'install');
    },
  ],
])('an app in a workspace of %s', (_, protocol, core, install) => {
  const root = freshFolder();

  beforeAll(() => {
    writeTree(root, workspace(protocol, core));
    install(root);
  });

  afterAll(() => removeFolder(root));

  it('has the plugins among its siblings that it depends on', () => {
    const report = runHost(join(root, 'apps/one/src'), { settings: options });

    expect(report.error).toBeUndefined();
    expect(report.fired).toEqual(['blue glaze', 'made in local', 'esm', 'cjs', 'scoped']);
    expect(Object.keys(report.plugins)).toHaveLength(names.length);
    expect(report.dirs['kiln-plugin-esm']).toBe(join(root, 'plugins/kiln-plugin-esm'));
  });

  it('does not take the settings of the workspace for its own', () => {
    const { error } = runHost(join(root, 'apps/one/src'), { disable: ['kiln-plugin-factory'] });

    expect(error).toBeUndefined();
  });
});

// npm 11 itself fails on such a name.
describe('a package named constructor, installed with pnpm', () => {
  const root = freshFolder();
  const app = join(root, 'app');

  beforeAll(() => {
    writeTree(root, {
      'constructor/package.json': {
        name: 'constructor',
        version: '1.0.0',
        type: 'module',
        kiln: { plugin: './index.js', commands: { toString: './toString.js' } },
      },
      'constructor/index.js': 'export default ({ text }) => ({ name: text, hooks: { on_fire: () => text } });',
      'constructor/toString.js': "export default 'a command';",
      'app/package.json': { name: 'app', private: true, dependencies: { constructor: 'link:../constructor' } },
    });
    pnpm(app, 'install');
  });

  afterAll(() => removeFolder(root));

  it('is a plugin like others, in settings too', () => {
    const PLUGIN_OPTIONS = { constructor: { text: '__proto__' } };
    const used = runHost(app, { settings: { PLUGIN_OPTIONS, HOOK_POLICY: { constructor: { onError: 'warn' } } } });
    const unused = runHost(app, { settings: { DISABLE_HOOKS_FOR_PLUGINS: ['constructor'] } });

    expect(used).toMatchObject({
      fired: ['__proto__'],
      plugins: { 'constructor (discovered)': 'active' },
      commands: [['toString', null, 'a command']],
    });
    expect(unused).toMatchObject({ fired: [], commands: [] });
  });

  it('is no other that is named like a prototype', () => {
    const { error } = runHost(app, { settings: { DISABLE_HOOKS_FOR_PLUGINS: ['__proto__'] } });

    expect(error).toMatchObject({ code: 'SETTINGS_UNKNOWN_PLUGIN', plugin: '__proto__' });
  });
});
