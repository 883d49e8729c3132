import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badPlugins, goodPluginsOn } from './packages.js';
import { runHost } from './run.js';
import { freshFolder, removeFolder, writeTree } from './tree.js';

const root = freshFolder();
const app = join(root, 'app');
// Those without dependencies: Yarn would look for those of core in the registry.
const names = ['kiln-plugin-esm', 'kiln-plugin-cjs', '@acme/kiln-plugin-scoped', 'kiln-plugin-commands'];

beforeAll(() => {
  writeTree(
    root,
    Object.fromEntries(
      Object.entries({ ...goodPluginsOn('*'), ...badPlugins }).map(([path, file]) => [`plugins/${path}`, file]),
    ),
  );
  writeTree(app, {
    'package.json': {
      name: 'app',
      private: true,
      dependencies: Object.fromEntries(names.map((name) => [name, `file:../plugins/${name}`])),
      devDependencies: {
        'kiln-plugin-parent': 'file:../plugins/kiln-plugin-parent',
        'kiln-plugin-unbuilt': 'portal:../plugins/kiln-plugin-unbuilt',
      },
    },
    'yarn.lock': '',
    'settings.ts':
      "import esm from 'kiln-plugin-esm';\nexport const HOOKS = [esm, { name: 'own', hooks: { on_fire: (): string => 'own' } }];\n",
  });
  const yarn = createRequire(import.meta.url).resolve('@yarnpkg/cli-dist/bin/yarn.js');
  const env = {
    ...process.env,
    YARN_ENABLE_NETWORK: '0',
    YARN_ENABLE_TELEMETRY: '0',
    YARN_ENABLE_GLOBAL_CACHE: '0',
    YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
  };
  execFileSync(process.execPath, [yarn, 'install'], { cwd: app, env, stdio: 'pipe' });
});

afterAll(() => removeFolder(root));

describe("a project installed with Yarn's Plug'n'Play", () => {
  const pnp = ['--require', join(app, '.pnp.cjs'), '--loader', join(app, '.pnp.loader.mjs'), '--no-warnings'];

  it('has plugins out of archives', () => {
    const report = runHost(app, { disable: ['kiln-plugin-parent', 'kiln-plugin-unbuilt'] }, {}, pnp);

    expect(report.error).toBeUndefined();
    expect(report.dirs['kiln-plugin-esm']).toContain('.zip/node_modules/kiln-plugin-esm');
    expect(report.fired).toEqual(['cjs', 'scoped', 'own', 'esm']);
    expect(report.plugins['kiln-plugin-esm (discovered)']).toBe('it stands in HOOKS as "esm"');
    expect(report.commands).toEqual([['audit', 'Shows the audit trail.', { run: 'audit' }]]);
  });

  it.each([
    ['kiln-plugin-parent', 'DISCOVERY_ENTRY_OUTSIDE'],
    ['kiln-plugin-unbuilt', 'DISCOVERY_ENTRY_MISSING'],
  ])('judges the entry of %s', (plugin, code) => {
    expect(runHost(app, { settings: { DISCOVERY: [plugin] } }, {}, pnp).error).toMatchObject({ code, plugin });
  });
});
