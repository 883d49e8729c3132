import { contributionsOf } from '../../src/discovery/contributions.js';
import { type DiscoveredPlugin } from '../../src/discovery/discovered-plugin.js';
import { discoverPlugins } from '../../src/discovery/discover.js';
import { startKiln } from '../discovery/kiln.js';
import { makeTree, plainPackage, pluginPackage, project, type Tree } from '../discovery/tree.js';
import type { ErrorRow } from './row.js';

const NAME = 'kiln-plugin-a';

/** What is found of a project with one plugin package, whose files are those given besides. */
function discovered(
  manifest: unknown,
  files: Tree = {},
  { name = NAME, disabled = [] }: { readonly name?: string; readonly disabled?: readonly string[] } = {},
): DiscoveredPlugin {
  const own = Object.fromEntries(Object.entries(files).map(([path, file]) => [`node_modules/${name}/${path}`, file]));
  const dir = makeTree({ 'package.json': project(name), ...pluginPackage(name, { manifest }), ...own });
  return discoverPlugins({ name: 'kiln', projectDir: dir, disabled }).plugins[0] as DiscoveredPlugin;
}
const inProject = (tree: Tree): unknown => discoverPlugins({ name: 'kiln', projectDir: makeTree(tree) });

/** What goes wrong with packages, before and while they are loaded. */
export const OF_DISCOVERY: Readonly<Record<string, ErrorRow>> = {
  DISCOVERY_PROJECT_MISSING: {
    cause: () => inProject({ 'x.txt': '' }),
    message: /^There is no package\.json in \S+ or in a folder above it\.$/,
    hint: 'Start in a project; plugins are found among the dependencies that its package.json names.',
  },
  DISCOVERY_PROJECT_INVALID: {
    cause: () => inProject({ 'package.json': '{ "dependencies": ["kiln-plugin-a"] }' }),
    message: /^"dependencies" of \S+package\.json must be an object, got an array\.$/,
    hint: 'Write "dependencies": { "some-package": "^1.0.0" }.',
  },
  DISCOVERY_PACKAGE_UNREADABLE: {
    cause: () => inProject({ 'package.json': project(NAME), [`node_modules/${NAME}/package.json/oops`]: '' }),
    message: /^Could not read the package "kiln-plugin-a": EISDIR/,
    plugin: NAME,
    hint: /^Check the permissions of \S+kiln-plugin-a\/package\.json, or install the project's dependencies again\.$/,
  },
  DISCOVERY_MANIFEST_INVALID: {
    cause: () => discovered({ plugin: 5 }).load(),
    message:
      'The package "kiln-plugin-a" has an invalid "kiln" field in its package.json: "plugin" must be the path of a module, got 5.',
    plugin: NAME,
    hint: 'Write "kiln": { "plugin": "./dist/index.js" }.',
  },
  DISCOVERY_ENTRY_OUTSIDE: {
    cause: () => discovered({ plugin: '../x.js' }).load(),
    message: /lies outside the package: \S+node_modules\/x\.js\.$/,
    plugin: NAME,
    hint: 'A package can only name modules of its own; put the module into it.',
  },
  DISCOVERY_ENTRY_MISSING: {
    cause: () => discovered({ plugin: './gone.js' }).load(),
    message: /names the module "\.\/gone\.js" in "kiln\.plugin" of its package\.json, but there is no \S+gone\.js\.$/,
    plugin: NAME,
    hint: 'Build the package if it is one of yours, else correct the path.',
  },
  DISCOVERY_IMPORT_FAILED: {
    cause: () => discovered({ plugin: './p.js' }, { 'p.js': 'throw new RangeError("no luck");' }).load(),
    message: 'Could not import "kiln-plugin-a" (./p.js): no luck',
    plugin: NAME,
    hint: 'The cause is what its module threw; install what it misses, or disable the plugin until it is repaired.',
  },
  DISCOVERY_EXPORT_INVALID: {
    cause: () => discovered({ plugin: './p.js' }, { 'p.js': 'export const plugin = {};' }).load(),
    message: 'The module ./p.js of "kiln-plugin-a" exports only plugin, expected a default export.',
    plugin: NAME,
    hint: 'Write export default definePlugin({ … }), or export default definePluginFactory({ … }).',
  },
  DISCOVERY_PLUGIN_DISABLED: {
    cause: () => discovered({ plugin: './index.js' }, {}, { disabled: [NAME] }).load(),
    message: 'The plugin "kiln-plugin-a" is disabled and is not loaded.',
    plugin: NAME,
    hint: 'Enable it first: a disabled plugin is never imported.',
  },
  DISCOVERY_CONTRIBUTION_TAKEN: {
    cause: () => {
      const manifest = { commands: { audit: './a.js' } };
      contributionsOf([discovered(manifest), discovered(manifest, {}, { name: 'kiln-plugin-b' })], 'commands');
    },
    message: '"audit" of commands is contributed by two packages: "kiln-plugin-a" and "kiln-plugin-b".',
    plugin: 'kiln-plugin-b',
    hint: "Disable one of them, or remove it from the project's dependencies.",
  },
  DISCOVERY_NOT_INSTALLED: {
    cause: () =>
      startKiln(
        makeTree({ 'package.json': project(NAME), ...pluginPackage(NAME) }),
        {},
        { plugins: ['kiln-plugin-b'] },
      ),
    message: /^The plugin "kiln-plugin-b" is neither an installed package nor a file: \S+\/kiln-plugin-b\.$/,
    plugin: 'kiln-plugin-b',
    hint: 'Did you mean "kiln-plugin-a"?',
  },
  DISCOVERY_NO_MANIFEST: {
    cause: () =>
      startKiln(makeTree({ 'package.json': project(), ...plainPackage('lodash') }), {}, { plugins: ['lodash'] }),
    message: /^"lodash" is no plugin package: there is no "kiln" in \S+node_modules\/lodash\/package\.json\.$/,
    plugin: 'lodash',
    hint: 'Add "kiln": { "plugin": "./dist/index.js" } to its package.json, or give the path of its module.',
  },
};
