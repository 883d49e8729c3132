import { describe, expect, it } from 'vitest';
import { anyOptions, fires, recordLog, startKiln, withSource } from '../../test/discovery/kiln.js';
import { makeTree, project } from '../../test/discovery/tree.js';
import { definePluginFactory } from '../host.js';

describe('HOOKS', () => {
  it('numbers further instances of a class', async () => {
    class ProjectHooks {
      on_fire(): string {
        return 'fired';
      }
    }

    const pm = await startKiln(makeTree({ 'package.json': {} }), { HOOKS: [new ProjectHooks(), new ProjectHooks()] });

    expect(pm.project.plugins.map(({ name }) => name)).toEqual(['ProjectHooks', 'ProjectHooks#2']);
    expect(pm.hook.on_fire({ temp: 1 })).toEqual(['fired', 'fired']);
  });

  it('sets up factories, called or not, from left to right', async () => {
    const order: string[] = [];
    const factory = definePluginFactory({
      options: anyOptions,
      setup: (options, host) => {
        order.push(JSON.stringify(options));
        return [fires(`made-${order.length}`), null, Promise.resolve([fires(`late-${order.length}`)]), host.version];
      },
    });
    const good = definePluginFactory({
      options: anyOptions,
      setup: (options, { name, version, env, projectDir, hook }) => {
        order.push(
          JSON.stringify({ options, name, version, env, projectDir: typeof projectDir, hook: Object.keys(hook) }),
        );
        return [fires('made'), null, Promise.resolve([fires('late')])];
      },
    });
    const dir = makeTree({ 'package.json': {} });

    const pm = await startKiln(dir, { HOOKS: [good({ x: 1 }), () => fires('bare')] }, { env: 'prod' });

    expect(order).toEqual([
      '{"options":{"x":1},"name":"kiln","version":"1.0.0","env":"prod","projectDir":"string","hook":["on_fire","on_cool"]}',
    ]);
    expect(pm.project.plugins.map(({ name }) => name)).toEqual(['made', 'late', 'bare']);
    await expect(startKiln(dir, { HOOKS: [factory] })).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: 'The factory of plugin "HOOKS[0]" returned "1.0.0", expected a plugin.',
    });
  });

  it('names the entry whose options are not valid', async () => {
    const picky = definePluginFactory({ options: noOptions, setup: () => fires('picky') });

    await expect(startKiln(makeTree({ 'package.json': {} }), { HOOKS: [picky({ sdk: 1 })] })).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: 'The options of plugin "HOOKS[0]" are not valid: sdk: expected nothing.',
      hint: 'Correct them in PLUGIN_OPTIONS, or where the factory is called in HOOKS.',
    });
  });

  it('names the entry that has no name', async () => {
    await expect(startKiln(makeTree({ 'package.json': {} }), { HOOKS: [[{ hooks: {} }]] })).rejects.toMatchObject({
      code: 'PLUGIN_UNNAMED',
      message: expect.stringMatching(/^HOOKS\[0\]\[0\]: A plugin has no name/),
    });
  });

  it('has what a factory threw as the cause', async () => {
    const cause = new Error('no luck');
    const failing = (): never => {
      throw cause;
    };

    await expect(startKiln(makeTree({ 'package.json': {} }), { HOOKS: [failing] })).rejects.toMatchObject({
      code: 'PLUGIN_SETUP_FAILED',
      plugin: 'HOOKS[0]',
      message: 'The factory of plugin "HOOKS[0]" failed: no luck',
      hint: 'The cause is what its setup threw.',
      cause,
    });
  });

  it('wins over the installed package of the same name, which is not even imported', async () => {
    const { log, lines } = recordLog();
    const dir = makeTree({
      'package.json': project('kiln-plugin-a'),
      ...withSource('kiln-plugin-a', 'throw new Error("imported")', {
        manifest: { plugin: './index.js', commands: { x: './x.js' } },
      }),
    });

    const pm = await startKiln(dir, { HOOKS: [fires('kiln-plugin-a')] }, { log });

    expect(pm.project.plugins.map(({ name, source, status, why }) => [name, source, status, why])).toEqual([
      ['kiln-plugin-a', 'settings', 'active', undefined],
      ['kiln-plugin-a', 'discovered', 'skipped', 'it stands in HOOKS'],
    ]);
    expect(lines).toEqual(['info The installed plugin "kiln-plugin-a" is skipped: it stands in HOOKS.']);
    expect(pm.project.packages[0]?.contributions('commands')).toHaveLength(1);
  });

  it('wins over the installed package that exports the very plugin, whatever its name', async () => {
    const dir = makeTree({
      'package.json': project('kiln-plugin-a', 'kiln-plugin-f'),
      ...withSource('kiln-plugin-a', 'export default { name: "a", hooks: {} };'),
      ...withSource('kiln-plugin-f', 'export default () => ({ name: "f", hooks: {} });'),
      'settings.mjs': "import a from 'kiln-plugin-a'; import f from 'kiln-plugin-f'; export const HOOKS = [a, f];",
    });

    const pm = await startKiln(dir);

    expect(pm.project.plugins.map(({ name, status, why }) => [name, status, why])).toEqual([
      ['a', 'active', undefined],
      ['f', 'active', undefined],
      ['kiln-plugin-a', 'skipped', 'it stands in HOOKS as "a"'],
      ['kiln-plugin-f', 'skipped', 'it stands in HOOKS as "f"'],
    ]);
  });
});

const noOptions = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value: unknown) => {
      const [key] = Object.keys(value as object);
      return key === undefined ? { value } : { issues: [{ message: 'expected nothing', path: [key] }] };
    },
  },
} as const;
