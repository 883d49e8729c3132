import { realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bad, good, INSTALLERS, installProject } from './installed-project.js';
import { coreDir } from './packages.js';
import { type HostReport, runHost } from './run.js';
import { freshFolder, removeFolder, type Tree, writeTree } from './tree.js';

const options = { PLUGIN_OPTIONS: { 'kiln-plugin-factory': { text: 'made' } } };

describe.each(INSTALLERS)('a project installed with $name', (installer) => {
  const root = freshFolder();
  let app = '';

  beforeAll(() => {
    app = installProject(root, installer);
  });

  afterAll(() => removeFolder(root));

  /** Runs the host with files that the project has for this time only. */
  function withFiles(files: Tree, run: () => HostReport): HostReport {
    writeTree(app, files);
    try {
      return run();
    } finally {
      for (const path of Object.keys(files)) rmSync(join(app, path));
    }
  }

  it('calls all installed plugins, the last by name first, and imports no disabled one', () => {
    const report = runHost(app, { settings: options, disable: bad });

    expect(report.error).toBeUndefined();
    expect(report.fired).toEqual(['other core', 'outer', 'blue glaze', 'made in local', 'esm', 'cjs', 'scoped']);
    expect(report.plugins).toMatchObject({
      '@acme/kiln-plugin-scoped (discovered)': 'active',
      'kiln-plugin-throwing (discovered)': 'disabled by the option "disable"',
    });
    expect(Object.keys(report.plugins)).not.toContain('kiln-plugin-inner (discovered)');
    expect(report.commands).toEqual([['audit', 'Shows the audit trail.', { run: 'audit' }]]);
    expect(report.log).toEqual([]);
  });

  it('finds linked and copied packages whose exports hide their package.json', () => {
    const report = runHost(app, { settings: options, disable: bad });
    const resolve = createRequire(join(app, 'package.json'));

    expect(() => resolve.resolve('kiln-plugin-esm/package.json')).toThrow(
      expect.objectContaining({ code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' }),
    );
    expect(report.dirs['kiln-plugin-esm']).toBe(join(root, 'plugins/kiln-plugin-esm'));
    expect(report.dirs['kiln-plugin-outer']).toBe(realpathSync(join(app, 'node_modules/kiln-plugin-outer')));
    expect(report.dirs['kiln-plugin-outer']).toContain(join(app, 'node_modules/'));
  });

  it('works with a plugin that brings its own copy of core', () => {
    const coreOf = (plugin: string): string =>
      realpathSync(
        createRequire(realpathSync(join(app, 'node_modules', plugin, 'package.json'))).resolve('@pintle/core'),
      );
    const report = runHost(app, { settings: { DISCOVERY: ['kiln-plugin-othercore'] } });

    expect(coreOf('kiln-plugin-factory')).toBe(join(coreDir, 'dist/index.js'));
    expect(coreOf('kiln-plugin-othercore')).toBe(join(root, 'core-copy/dist/index.js'));
    expect(report.fired).toEqual(['other core']);
  });

  it.each([
    [
      'kiln-plugin-throwing',
      'DISCOVERY_IMPORT_FAILED',
      'Could not import "kiln-plugin-throwing" (./index.js): no luck at all',
    ],
    [
      'kiln-plugin-parent',
      'DISCOVERY_ENTRY_OUTSIDE',
      `lies outside the package: ${join(root, 'plugins/kiln-plugin-esm/index.js')}.`,
    ],
    [
      'kiln-plugin-symlink',
      'DISCOVERY_ENTRY_OUTSIDE',
      `lies outside the package: ${join(root, 'plugins/kiln-plugin-esm/index.js')}.`,
    ],
    [
      'kiln-plugin-unbuilt',
      'DISCOVERY_ENTRY_MISSING',
      'names the module "./dist/index.js" in "kiln.plugin" of its package.json',
    ],
    ['kiln-plugin-nonsense', 'DISCOVERY_MANIFEST_INVALID', '"plugin" must be the path of a module, got an array.'],
    ['kiln-plugin-picky', 'PLUGIN_INCOMPATIBLE', 'requires "@kiln/specs" ^2.0.0, found 1.4.0.'],
  ])('fails over %s with %s', (name, code, message) => {
    const { error } = runHost(app, { settings: { DISCOVERY: [name] } });

    expect(error).toMatchObject({
      code,
      plugin: name,
      message: expect.stringContaining(message),
      hint: expect.any(String),
    });
  });

  it('hands on what a plugin threw while it was loaded', () => {
    expect(runHost(app, { settings: { DISCOVERY: ['kiln-plugin-throwing'] } }).error?.cause).toBe(
      'TypeError: no luck at all',
    );
  });

  it('leaves out what cannot be loaded under DISCOVERY_ERRORS', () => {
    const report = runHost(app, { settings: { ...options, DISCOVERY_ERRORS: 'warn' }, disable: ['kiln-plugin-picky'] });

    expect(report.error).toBeUndefined();
    expect(report.fired).toContain('esm');
    expect(report.plugins['kiln-plugin-throwing (discovered)']).toBe(
      'Could not import "kiln-plugin-throwing" (./index.js): no luck at all',
    );
    expect(report.log.filter((line) => line.startsWith('warn The plugin'))).toHaveLength(bad.length - 1);
  });

  it('loads settings.ts that import local TypeScript in each style and an installed plugin, from a sub-folder', () => {
    const files = {
      'settings.ts': `import esm from 'kiln-plugin-esm';
import { ProjectHooks } from './hooks/project.js';
import { text } from './hooks/text.ts';
export const HOOKS = [new ProjectHooks(text), esm];
export const DISABLE_HOOKS_FOR_PLUGINS: readonly string[] = ${JSON.stringify(bad)};
export const DISCOVERY = ['kiln-plugin-esm', 'kiln-plugin-outer'];
`,
      'hooks/project.ts': `export class ProjectHooks {
  constructor(private readonly text: string) {}
  on_fire(): string { return this.text; }
}
`,
      'hooks/text.ts': "export const text: string = 'from the project';\n",
    };

    const report = withFiles(files, () => runHost(join(app, 'src/deep')));

    expect(report.error).toBeUndefined();
    expect(report.file).toBe(join(app, 'settings.ts'));
    expect(report.fired).toEqual(['outer', 'esm', 'from the project']);
    expect(report.plugins).toMatchObject({
      'ProjectHooks (settings)': 'active',
      'esm (settings)': 'active',
      'kiln-plugin-esm (discovered)': 'it stands in HOOKS as "esm"',
    });
    expect(() => createRequire(join(app, 'package.json')).resolve('typescript')).toThrow('Cannot find module');
  });

  it.each<[string, string]>([
    ['settings.js', "exports.DISCOVERY = ['kiln-plugin-esm'];\n"],
    ['settings.mjs', "export const DISCOVERY = ['kiln-plugin-esm'];\n"],
    ['settings.cjs', "module.exports = { DISCOVERY: ['kiln-plugin-esm'] };\n"],
    ['settings.mts', "export const DISCOVERY: string[] = ['kiln-plugin-esm'];\n"],
    ['settings.json', '{ "DISCOVERY": ["kiln-plugin-esm"] }\n'],
    ['settings.yaml', 'DISCOVERY: [kiln-plugin-esm]\n'],
  ])('loads %s', (file, text) => {
    expect(withFiles({ [file]: text }, () => runHost(app)).fired).toEqual(['esm']);
  });

  it.each([
    [{ 'settings.ts': 'export const HOKS = [];\n' }, 'SETTINGS_UNKNOWN_KEY', 'Did you mean "HOOKS"?'],
    [
      { 'settings.ts': "export const DISABLE_HOOKS_FOR_PLUGINS = ['kiln-plugin-esmm'];\n" },
      'SETTINGS_UNKNOWN_PLUGIN',
      'Did you mean "kiln-plugin-esm"?',
    ],
    [
      { 'settings.ts': "export const DISABLE_HOOKS_FOR_PLUGINS = 'kiln-plugin-esm';\n" },
      'SETTINGS_INVALID',
      "Write DISABLE_HOOKS_FOR_PLUGINS = ['kiln-plugin-esm'].",
    ],
    [{ 'settings.ts': 'export const HOOKS = [\n' }, 'SETTINGS_LOAD_FAILED', 'Correct settings.ts:'],
    [
      { 'settings.ts': '', 'settings.json': '' },
      'SETTINGS_AMBIGUOUS',
      'Put everything into one of them and remove the others.',
    ],
    [{ 'kiln.config.ts': '' }, 'SETTINGS_MISNAMED', 'Call it settings.ts.'],
  ])('refuses the files %j', (files, code, hint) => {
    expect(withFiles(files, () => runHost(app)).error).toMatchObject({ code, hint: expect.stringContaining(hint) });
  });

  it('disables by the variable of the host', () => {
    const report = runHost(app, { settings: options }, { KILN_DISABLE_PLUGINS: `${bad.join(',')}, kiln-plugin-outer` });

    expect(report.error).toBeUndefined();
    expect(report.fired).not.toContain('outer');
    expect(report.plugins['kiln-plugin-outer (discovered)']).toBe('disabled by the variable KILN_DISABLE_PLUGINS');
  });

  it('refuses options that do not pass, and options for a plugin that takes none', () => {
    const broken = runHost(app, { settings: { DISCOVERY: ['kiln-plugin-factory'] } });
    const unused = runHost(app, {
      settings: { DISCOVERY: ['kiln-plugin-esm'], PLUGIN_OPTIONS: { 'kiln-plugin-esm': {} } },
    });

    expect(broken.error).toMatchObject({
      code: 'PLUGIN_INVALID',
      message: 'The options of plugin "kiln-plugin-factory" are not valid: text: expected a string.',
    });
    expect(unused.error).toMatchObject({ code: 'SETTINGS_OPTIONS_UNUSED', plugin: 'kiln-plugin-esm' });
  });

  it('runs a package from its TypeScript sources in the place of the installed one', () => {
    const files = {
      'local/plugin.ts': "export default { name: 'local', hooks: { on_fire: (): string => 'local' } };\n",
    };
    const source = {
      '../plugins/kiln-plugin-esm/src/index.ts':
        "export default { name: 'esm', hooks: { on_fire: (): string => 'unbuilt esm' } };\n",
    };

    const report = withFiles({ ...files, ...source }, () =>
      runHost(app, {
        settings: { DISCOVERY: ['kiln-plugin-esm'] },
        plugins: ['./local/plugin.ts', '../plugins/kiln-plugin-esm/src/index.ts'],
      }),
    );

    expect(report.fired).toEqual(['local', 'unbuilt esm']);
    expect(report.plugins).toEqual({
      'kiln-plugin-esm (discovered)': 'one given by hand takes its place',
      'kiln-plugin-esm (argument)': 'active',
      'local (argument)': 'active',
      ...Object.fromEntries(
        [...good, ...bad]
          .filter((name) => name !== 'kiln-plugin-esm')
          .map((name) => [`${name} (discovered)`, 'DISCOVERY does not name it']),
      ),
    });
  });
});
