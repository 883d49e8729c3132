import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as here from '@pintle/core';
import { afterAll, describe, expect, it } from 'vitest';

// What a dependency tree with two versions of core looks like to the process: the same code, loaded twice.
const folder = mkdtempSync(join(tmpdir(), 'pintle-copy-'));
const core = fileURLToPath(new URL('..', import.meta.url));
for (const part of ['dist', 'package.json']) cpSync(join(core, part), join(folder, part), { recursive: true });
symlinkSync(join(core, 'node_modules'), join(folder, 'node_modules'));
const there = (await import(pathToFileURL(join(folder, 'dist/index.js')).href)) as typeof here;

afterAll(() => rmSync(folder, { recursive: true }));

interface Args {
  readonly x: number;
}
const specs = there.defineHookSpecs('test', {
  on_call: there.hookSpec<Args, string>({ deprecated: 'no longer', check: () => undefined }),
  pass: there.hookSpec.pipe<Args, 'x'>('x'),
});

describe('two copies of core', () => {
  it('are two', () => {
    expect(there.PluginManager).not.toBe(here.PluginManager);
    expect(there.HookError).not.toBe(here.HookError);
  });

  it('take the specs of each other', () => {
    const pm = new here.PluginManager('test').addHookSpecs(specs);
    pm.register({ name: 'a', hooks: { pass: ({ x }: Args) => x + 1 } });
    expect(pm.hook.pass({ x: 1 })).toBe(2);
    pm.register({ name: 'b', specs: [there.defineHookSpecs('own', { own_hook: there.hookSpec() })] });
    expect(Object.keys(pm.hook)).toEqual(['on_call', 'pass', 'own_hook']);
  });

  it('know the class fields of each other', () => {
    const pm = new here.PluginManager('test').addHookSpecs(specs);
    class Hooks {
      field = there.hook('on_call', { tryFirst: true, handler: () => 'field' });
    }
    pm.register(new Hooks());
    expect(pm.hook.on_call({ x: 0 })).toEqual(['field']);
  });

  it('know the factories of each other', () => {
    const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const;
    const factory = there.definePluginFactory({ options: schema, setup: () => ({ name: 'a' }) });
    for (const value of [factory, factory()]) {
      expect(() => new here.PluginManager('test').register(value)).toThrow(/^A plugin factory was registered/);
    }
  });

  it('know the errors of each other, and where errors came from', () => {
    const pm = new there.PluginManager('test').addHookSpecs(specs);
    const error = new Error('no luck');
    pm.register({
      name: 'a',
      hooks: {
        pass: () => {
          throw error;
        },
      },
    });
    expect(() => pm.hook.pass({ x: 1 })).toThrow(error);
    expect(here.originOf(error)).toEqual({ plugin: 'a', hook: 'pass' });
    let thrown: unknown;
    try {
      pm.register({ name: 'a' });
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).not.toBeInstanceOf(here.HookError);
    expect(here.isHookError(thrown)).toBe(true);
  });

  it('may have a plugin in a manager of each', async () => {
    const plugin = { name: 'a', hooks: { on_call: async () => 'a' } };
    const managers = [
      new here.PluginManager('test').addHookSpecs(specs),
      new there.PluginManager('test').addHookSpecs(specs),
    ];
    for (const pm of managers) pm.register(plugin);
    await expect(Promise.all(managers.map((pm) => pm.hook.on_call.callAsync({ x: 0 })))).resolves.toEqual([
      ['a'],
      ['a'],
    ]);
  });
});
