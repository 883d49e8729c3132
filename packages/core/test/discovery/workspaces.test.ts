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

describe('a project installed with pnpm', () => {
  const root = freshFolder();
  const app = join(root, 'app');

  beforeAll(() => {
    writeTree(root, {
      ...Object.fromEntries(Object.entries(goodPluginsOn(linkedCore)).map(([path, file]) => [`plugins/${path}`, file])),
      'plugins/kiln-plugin-inner/package.json': {
        name: 'kiln-plugin-inner',
        version: '1.0.0',
        kiln: { plugin: './index.js' },
      },
      'plugins/kiln-plugin-inner/index.js': "throw new Error('a dependency of a dependency was loaded');",
      'plugins/kiln-plugin-outer/package.json': {
        name: 'kiln-plugin-outer',
        version: '1.0.0',
        type: 'module',
        kiln: { plugin: './index.js' },
        dependencies: { 'kiln-plugin-inner': `file:${join(root, 'plugins/kiln-plugin-inner')}` },
      },
      'plugins/kiln-plugin-outer/index.js': "export default { name: 'outer', hooks: { on_fire: () => 'outer' } };",
    });
    const linked = ['kiln-plugin-esm', '@acme/kiln-plugin-scoped'];
    const from = (name: string): string => `${linked.includes(name) ? 'link' : 'file'}:../plugins/${name}`;
    writeTree(app, {
      'package.json': {
        name: 'app',
        private: true,
        dependencies: Object.fromEntries([...names, 'kiln-plugin-outer'].map((name) => [name, from(name)])),
        devDependencies: { '@pintle/core': `link:${coreDir}` },
      },
    });
    pnpm(app, 'install');
  });

  afterAll(() => removeFolder(root));

  it('has its linked and its copied plugins, and none of theirs', () => {
    const report = runHost(app, { settings: options });

    expect(report.error).toBeUndefined();
    expect(report.fired).toEqual(['outer', 'blue glaze', 'made in local', 'esm', 'cjs', 'scoped']);
    expect(report.commands).toEqual([['audit', 'Shows the audit trail.', { run: 'audit' }]]);
    expect(report.dirs['kiln-plugin-esm']).toBe(join(root, 'plugins/kiln-plugin-esm'));
    expect(report.dirs['kiln-plugin-cjs']).toContain(join(app, 'node_modules/.pnpm/'));
  });

  it('shares the modules of a plugin between its settings and discovery', () => {
    writeTree(app, {
      'settings.ts':
        "import outer from 'kiln-plugin-outer';\nexport const HOOKS = [outer];\nexport const DISCOVERY = ['kiln-plugin-outer'];\n",
    });

    const report = runHost(app);

    expect(report.fired).toEqual(['outer']);
    expect(report.plugins['kiln-plugin-outer (discovered)']).toBe('it stands in HOOKS as "outer"');
  });
});
