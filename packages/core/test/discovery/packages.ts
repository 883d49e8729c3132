import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Link, type PackageFields, type Tree } from './tree.js';

/** The package under test: its `dist` is what projects get. */
export const coreDir = join(import.meta.dirname, '../..');

/** The sources of one plugin package, in a folder that bears its name. */
function source(
  name: string,
  code: string,
  { manifest = { plugin: './index.js' }, ...fields }: PackageFields = {},
): Tree {
  const entry = (manifest as { plugin?: string }).plugin ?? './index.js';
  return {
    [`${name}/package.json`]: {
      name,
      version: '1.0.0',
      type: 'module',
      exports: { '.': entry },
      kiln: manifest,
      ...fields,
    },
    ...(code === '' ? {} : { [`${name}/${entry}`]: code }),
  };
}

const firing = (name: string, text = name): string =>
  `export default { name: '${name}', hooks: { on_fire: () => '${text}' } };\n`;

/**
 * Plugins that work, each in its own way. All hide their package.json behind `exports`.
 *
 * @param core - what those that import core depend on
 */
export function goodPluginsOn(core: string): Tree {
  const onCore = { dependencies: { '@pintle/core': core } };
  return {
    ...source('kiln-plugin-esm', firing('esm')),
    ...source('kiln-plugin-cjs', "module.exports = { name: 'cjs', hooks: { on_fire: () => 'cjs' } };\n", {
      type: 'commonjs',
    }),
    ...source('@acme/kiln-plugin-scoped', firing('scoped')),
    ...source(
      'kiln-plugin-factory',
      `import { definePluginFactory } from '@pintle/core';
const options = { '~standard': { version: 1, vendor: 'test', validate: (value) =>
  typeof value.text === 'string' ? { value } : { issues: [{ message: 'expected a string', path: ['text'] }] } } };
export default definePluginFactory({
  options,
  setup: ({ text }, host) => ({ name: 'factory', hooks: { on_fire: () => text + ' in ' + host.env } }),
});
`,
      onCore,
    ),
    ...source(
      'kiln-plugin-glaze',
      `import { defineHookSpecs, hookSpec } from '@pintle/core';
const specs = defineHookSpecs('glaze', { on_glaze: hookSpec.sync() });
export default (options, host) => ({ name: 'glaze', specs: [specs], hooks: { on_fire: () => host.hook.on_glaze({}).join() } });
`,
      { version: '3.1.0', ...onCore },
    ),
    ...source(
      'kiln-plugin-blue',
      "export default { name: 'blue', requires: { 'kiln-plugin-glaze': '^3.0.0', '@kiln/specs': '^1.0.0' }, hooks: { on_glaze: () => 'blue glaze' } };\n",
    ),
    ...source('kiln-plugin-commands', '', {
      manifest: {
        commands: { audit: { description: 'Shows the audit trail.', entry: './commands.js' } },
        runners: { far: './runner.js' },
      },
    }),
    'kiln-plugin-commands/commands.js': "export default { run: 'audit' };\n",
    'kiln-plugin-commands/runner.js': "throw new Error('loaded without being used');\n",
  };
}

/** Plugins that do not work, each in its own way. */
export const badPlugins: Tree = {
  ...source('kiln-plugin-throwing', "throw new TypeError('no luck at all');\n"),
  ...source('kiln-plugin-parent', '', { manifest: { plugin: '../kiln-plugin-esm/index.js' } }),
  ...source('kiln-plugin-symlink', '', { manifest: { plugin: './index.js' } }),
  'kiln-plugin-symlink/index.js': new Link('../kiln-plugin-esm/index.js'),
  ...source('kiln-plugin-unbuilt', '', { manifest: { plugin: './dist/index.js' } }),
  ...source('kiln-plugin-nonsense', firing('nonsense'), { manifest: { plugin: ['./index.js'] } }),
  ...source('kiln-plugin-picky', "export default { name: 'picky', requires: { '@kiln/specs': '^2.0.0' } };\n"),
};

/** The names of the packages in a tree. */
export function namesIn(tree: Tree): string[] {
  return Object.keys(tree).flatMap((path) =>
    path.endsWith('/package.json') ? [path.slice(0, -'/package.json'.length)] : [],
  );
}

/** A second copy of core, as a package of its own: its modules are other ones than the host's. */
export function writeCoreCopy(dir: string): void {
  mkdirSync(dir, { recursive: true });
  cpSync(join(coreDir, 'dist'), join(dir, 'dist'), { recursive: true });
  const {
    dependencies: _,
    devDependencies: __,
    ...manifest
  } = JSON.parse(readFileSync(join(coreDir, 'package.json'), 'utf8')) as PackageFields;
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ ...manifest, version: '0.0.1' }));
  symlinkSync(join(coreDir, 'node_modules'), join(dir, 'node_modules'));
}
