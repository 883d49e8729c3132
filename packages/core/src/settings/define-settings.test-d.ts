import { describe, expectTypeOf, it } from 'vitest';
import { definePluginFactory } from '../host.js';
import { createPluginManager } from './create-plugin-manager.js';
import { defineSettings, type PluginSettings } from './define-settings.js';
import { defineHookSpecs, hookSpec } from '../spec.js';

declare module './define-settings.js' {
  interface PluginOptionsRegistry {
    '@acme/kiln-plugin-lineage': { readonly file: string; readonly depth?: number };
  }
}

const anyOptions = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const;

describe('defineSettings', () => {
  it('takes every kind of plugin in HOOKS', () => {
    class ProjectHooks {
      name = 'project';
    }
    const factory = definePluginFactory({ options: anyOptions, setup: () => null });

    defineSettings({
      HOOKS: [
        new ProjectHooks(),
        { name: 'a', hooks: {} },
        factory,
        factory(),
        [null, false, Promise.resolve(factory())],
        process.env['CI'] === '1' && factory,
      ],
    });
    // @ts-expect-error a list is expected, even for one
    defineSettings({ HOOKS: new ProjectHooks() });
    // @ts-expect-error no names in HOOKS
    defineSettings({ HOOKS: ['@acme/kiln-plugin-lineage'] });
  });

  it('knows the other settings', () => {
    defineSettings({
      DISCOVERY: ['a'],
      DISCOVERY_ERRORS: 'warn',
      HOOK_POLICY: { a: { onError: 'disable', timeoutMs: 5, tryFirst: true } },
    });
    // @ts-expect-error a list is expected, even for one
    defineSettings({ DISABLE_HOOKS_FOR_PLUGINS: 'a' });
    // @ts-expect-error no such policy
    defineSettings({ HOOK_POLICY: { a: { onError: 'ignore' } } });
    // @ts-expect-error no such setting
    defineSettings({ HOOK: [] });
  });

  it('checks the options of plugins that say what theirs are, and leaves those of others alone', () => {
    defineSettings({ PLUGIN_OPTIONS: { '@acme/kiln-plugin-lineage': { file: 'x' }, other: 5 } });
    // @ts-expect-error file must be a string
    defineSettings({ PLUGIN_OPTIONS: { '@acme/kiln-plugin-lineage': { file: 5 } } });
  });

  it('tells a function the environment and the project', () => {
    defineSettings(({ env, projectDir }) => {
      expectTypeOf(env).toEqualTypeOf<string>();
      expectTypeOf(projectDir).toEqualTypeOf<string>();
      return { DISCOVERY: false };
    });
    defineSettings(async () => ({ HOOKS: [] }));
    expectTypeOf(defineSettings({ DISCOVERY: false })).toExtend<PluginSettings>();
  });
});

describe('createPluginManager', () => {
  it('types the hooks by the specs of the host', async () => {
    const specs = defineHookSpecs('kiln', { on_fire: hookSpec.sync<{ temp: number }, string>() });
    const pm = await createPluginManager({ name: 'kiln', version: '1.0.0', specs: [specs] });

    expectTypeOf(pm.hook.on_fire({ temp: 1 })).toEqualTypeOf<string[]>();
    expectTypeOf(pm.hook).not.toHaveProperty('on_cool');
  });
});
