import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { badPlugins, coreDir, goodPluginsOn, namesIn, writeCoreCopy } from './packages.js';
import { npm, pnpm } from './run.js';
import { type Tree, writeTree } from './tree.js';

/** What installs projects here, and how its package.json says that a dependency is a folder which is linked. */
export interface Installer {
  readonly name: string;
  readonly link: 'file' | 'link';
  install(project: string): void;
}

export const INSTALLERS: readonly Installer[] = [
  { name: 'npm', link: 'file', install: (project) => void npm(project, 'install') },
  { name: 'pnpm', link: 'link', install: (project) => void pnpm(project, 'install') },
];

/** The names of the plugins that work. */
export const good = [...namesIn(goodPluginsOn('')), 'kiln-plugin-outer', 'kiln-plugin-othercore'];
/** The names of those that do not. */
export const bad = namesIn(badPlugins);
/** Packed and copied into the project, as from a registry; the others are linked to their folders. */
const copied = [
  'kiln-plugin-factory',
  'kiln-plugin-glaze',
  'kiln-plugin-inner',
  'kiln-plugin-outer',
  'kiln-plugin-othercore',
];

/** Makes a project with all of them in it, linked or copied, and installs it. Gives the project's folder. */
export function installProject(root: string, { link, install }: Installer): string {
  const app = join(root, 'app');
  const inPlugins = (tree: Tree): Tree =>
    Object.fromEntries(Object.entries(tree).map(([path, file]) => [`plugins/${path}`, file]));
  const goodPlugins = goodPluginsOn(`${link}:${coreDir}`);
  writeTree(root, { ...inPlugins(goodPlugins), ...inPlugins(badPlugins) });
  writeTree(root, {
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
      dependencies: { 'kiln-plugin-inner': `file:${join(root, 'kiln-plugin-inner-1.0.0.tgz')}` },
    },
    'plugins/kiln-plugin-outer/index.js': "export default { name: 'outer', hooks: { on_fire: () => 'outer' } };",
    'plugins/kiln-plugin-othercore/package.json': {
      name: 'kiln-plugin-othercore',
      version: '1.0.0',
      type: 'module',
      kiln: { plugin: './index.js' },
      dependencies: { '@pintle/core': `${link}:${join(root, 'core-copy')}` },
    },
    'plugins/kiln-plugin-othercore/index.js': `import { definePlugin, definePluginFactory, hook, HookError } from '@pintle/core';
class Hooks { name = 'other'; on_fire = hook('on_fire', { tryFirst: true, handler: () => 'other core' }); }
export const error = new HookError('PLUGIN_INVALID', 'x');
export default definePluginFactory({ options: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }, setup: () => new Hooks() });
`,
  });
  writeCoreCopy(join(root, 'core-copy'));
  for (const name of copied) npm(join(root, 'plugins', name), 'pack', '--pack-destination', root);
  const from = (name: string): string =>
    copied.includes(name)
      ? `file:../${name}-${versionOf(join(root, 'plugins', name))}.tgz`
      : `${link}:../plugins/${name}`;
  writeTree(app, {
    'package.json': {
      name: 'app',
      private: true,
      dependencies: Object.fromEntries(good.map((name) => [name, from(name)])),
      devDependencies: Object.fromEntries(bad.map((name) => [name, from(name)])),
      optionalDependencies: { 'kiln-plugin-elsewhere': 'file:../plugins/kiln-plugin-elsewhere' },
    },
    'src/deep/x.txt': '',
  });
  install(app);
  return app;
}

function versionOf(dir: string): string {
  const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
