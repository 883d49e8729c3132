import { describe, expect, it } from 'vitest';
import { defineHost, definePlugin, hook } from './host.js';
import { PluginManager } from './manager.js';
import { isPluginFactory } from './plugin-factory.js';
import { defineHookSpecs, hookSpec } from './spec.js';

const specs = defineHookSpecs('kiln', { on_fire: hookSpec<{ temp: number }, string>() });

describe('defineHost', () => {
  it('gives back the plugin that it was given', () => {
    const host = defineHost('kiln', [specs]);
    const plugin = { name: 'a', hooks: { on_fire: ({ temp }: { temp: number }) => `${temp}` } };
    expect(host.name).toBe('kiln');
    expect(host.definePlugin(plugin)).toBe(plugin);
    expect(definePlugin(plugin)).toBe(plugin);
  });

  it('makes factories', () => {
    const { definePluginFactory } = defineHost('kiln', [specs]);
    const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const;
    expect(isPluginFactory(definePluginFactory({ options: schema, setup: () => ({ name: 'a' }) }))).toBe(true);
  });

  it('makes class fields that carry options', () => {
    const { hook: kilnHook } = defineHost('kiln', [specs]);
    class Hooks {
      readonly #unit = 'C';
      first = kilnHook('on_fire', { tryFirst: true, handler: ({ temp }) => `${temp}${this.#unit} first` });
      rest = kilnHook('on_fire', [({ temp }) => `${temp} a`, ({ temp }) => `${temp} b`]);
      plain = hook('on_fire', () => 'unbound');
    }
    const pm = new PluginManager('kiln').addHookSpecs(specs);
    pm.register(new Hooks());
    expect(pm.hook.on_fire({ temp: 9 })).toEqual(['9C first', 'unbound', '9 b', '9 a']);
    expect(pm.getHookCallers(pm.getPlugin('Hooks') as object)).toEqual(['on_fire']);
  });

  it('leaves what it marks as it was', () => {
    const options = Object.freeze({ tryFirst: true, handler: () => 'x' });
    const { hook: kilnHook } = defineHost('kiln', [specs]);
    expect(kilnHook('on_fire', options)).toEqual(options);
    expect(Object.getOwnPropertySymbols(options)).toEqual([]);
  });
});
