import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startKiln, withSource } from '../../test/discovery/kiln.js';
import { makeTree, plainPackage, pluginPackage, project, type Tree } from '../../test/discovery/tree.js';

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

    const pm = await startKiln(
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

    const pm = await startKiln(dir, {}, { plugins: [join(dir, 'linked/src/index.ts')] });

    expect(pm.project.plugins.map(({ name, source, status, why }) => [name, source, status, why])).toEqual([
      ['kiln-plugin-a', 'discovered', 'skipped', 'one given by hand takes its place'],
      ['kiln-plugin-a', 'argument', 'active', undefined],
    ]);
    expect(pm.hook.on_fire({ temp: 1 })).toEqual(['linked']);
  });

  it('are used although DISCOVERY leaves them out, and not when they are disabled', async () => {
    const dir = makeTree({ 'package.json': project('kiln-plugin-a'), ...pluginPackage('kiln-plugin-a') });
    const plugins = ['kiln-plugin-a'];

    expect((await startKiln(dir, { DISCOVERY: false }, { plugins })).hasPlugin('kiln-plugin-a')).toBe(true);
    expect((await startKiln(dir, {}, { plugins, disable: plugins })).hasPlugin('kiln-plugin-a')).toBe(false);
  });

  it('are never left out by DISCOVERY_ERRORS', async () => {
    const dir = makeTree({ 'package.json': project(), ...withSource('kiln-plugin-a', 'throw new Error("no luck")') });

    await expect(startKiln(dir, { DISCOVERY_ERRORS: 'warn' }, { plugins: ['kiln-plugin-a'] })).rejects.toMatchObject({
      code: 'DISCOVERY_IMPORT_FAILED',
    });
  });

  it('must be there', async () => {
    const dir = makeTree({ 'package.json': project('kiln-plugin-a'), ...pluginPackage('kiln-plugin-a') });

    await expect(startKiln(dir, {}, { plugins: ['kiln-plugin-b'] })).rejects.toMatchObject({
      code: 'DISCOVERY_NOT_INSTALLED',
      plugin: 'kiln-plugin-b',
      message: `The plugin "kiln-plugin-b" is neither an installed package nor a file: ${join(dir, 'kiln-plugin-b')}.`,
      hint: 'Did you mean "kiln-plugin-a"?',
    });
    await expect(startKiln(dir, {}, { plugins: ['./gone.ts'] })).rejects.toMatchObject({
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
      await expect(startKiln(dir, {}, { plugins: [given] })).rejects.toMatchObject({
        code: 'DISCOVERY_NO_MANIFEST',
        plugin: given,
        message: `"${given}" is no plugin package: there is no "kiln" in ${join(dir, where, 'package.json')}.`,
        hint: 'Add "kiln": { "plugin": "./dist/index.js" } to its package.json, or give the path of its module.',
      });
    }
  });
});
