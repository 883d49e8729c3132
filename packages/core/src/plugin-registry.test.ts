import { describe, expect, it } from 'vitest';
import { facts, hookErrorOf } from '../test/support/thrown.js';
import { PluginManager } from './manager.js';

const plugin = (name: string): { name: string } => ({ name });

describe('names of plugins', () => {
  it('are their own, unless another is given', () => {
    const pm = new PluginManager('test');
    const [a, b] = [plugin('a'), plugin('b')];
    expect(pm.register(a)).toBe('a');
    expect(pm.register(b, { name: 'other' })).toBe('other');
    expect(pm.register(plugin('c'), { name: '' })).toBe('c');
    expect([pm.getName(a), pm.getName(b)]).toEqual(['a', 'other']);
    expect(pm.getPlugin('other')).toBe(b);
    expect(pm.getPlugin('b')).toBeNull();
    expect(pm.getName(plugin('a'))).toBeNull();
  });

  it('of instances are those of their class, numbered from the second on', () => {
    class ProjectHooks {
      on_call(): void {}
    }
    const pm = new PluginManager('test');
    const [one, two, three] = [new ProjectHooks(), new ProjectHooks(), new ProjectHooks()];
    expect([one, two, three].map((each) => pm.register(each))).toEqual([
      'ProjectHooks',
      'ProjectHooks#2',
      'ProjectHooks#3',
    ]);
    pm.unregister(two);
    expect(pm.register(new ProjectHooks())).toBe('ProjectHooks#2');
    expect(facts(hookErrorOf(() => pm.register(one)))).toMatchObject({
      code: 'PLUGIN_NAME_TAKEN',
      plugin: 'ProjectHooks',
    });
  });

  it('are given in an object of options', () => {
    const pm = new PluginManager('test');
    expect(facts(hookErrorOf(() => pm.register(plugin('a'), 'b' as never)))).toEqual({
      code: 'PLUGIN_INVALID',
      message: 'Plugin "a" is registered with "b", expected an object of options.',
      hook: undefined,
      plugin: 'a',
      hint: "Write register(plugin, { name: '…' }).",
    });
    expect(pm.getPlugins()).toEqual([]);
  });

  it('are blocked for registered plugins, too', () => {
    const pm = new PluginManager('test');
    const a = plugin('a');
    pm.register(a);
    pm.block('b');
    expect(pm.register(a, { name: 'b' })).toBeNull();
    expect(pm.getName(a)).toBe('a');
  });

  it('may look like prototypes', () => {
    const pm = new PluginManager('test');
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(pm.hasPlugin(name)).toBe(false);
      expect(pm.isBlocked(name)).toBe(false);
      expect(pm.unregister(name)).toBeNull();
      expect(pm.register(plugin(name))).toBe(name);
      expect(pm.hasPlugin(name)).toBe(true);
    }
    expect(pm.listNamePlugin().map(([name]) => name)).toEqual([
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
    ]);
  });

  it('are taken once', () => {
    const pm = new PluginManager('test');
    pm.register(plugin('a'));
    expect(facts(hookErrorOf(() => pm.register(plugin('a'))))).toEqual({
      code: 'PLUGIN_NAME_TAKEN',
      message: 'The name "a" is taken by a registered plugin.',
      hook: undefined,
      plugin: 'a',
      hint: 'Unregister that one first, or give another { name }.',
    });
  });

  it('go with one object each; a taken name is found first', () => {
    const pm = new PluginManager('test');
    const a = plugin('a');
    pm.register(a);
    expect(facts(hookErrorOf(() => pm.register(a, { name: 'b' })))).toEqual({
      code: 'PLUGIN_ALREADY_REGISTERED',
      message: 'The plugin to be registered as "b" is registered as "a" already.',
      hook: undefined,
      plugin: 'a',
      hint: 'Register each plugin object once.',
    });
    expect(hookErrorOf(() => pm.register(a)).code).toBe('PLUGIN_NAME_TAKEN');
  });

  it('are strings', () => {
    const pm = new PluginManager('test');
    expect(facts(hookErrorOf(() => pm.register(plugin('a'), { name: 7 as never })))).toMatchObject({
      code: 'PLUGIN_INVALID',
      message: 'A plugin is registered with name: 7, expected a string.',
      hint: 'Give a non-empty name, or leave it out.',
    });
  });
});

describe('unregistering', () => {
  it('gives the plugin, by object or name, or null for a name that nobody has', () => {
    const pm = new PluginManager('test');
    const [a, b] = [plugin('a'), plugin('b')];
    pm.register(a);
    pm.register(b);
    expect(pm.unregister(a)).toBe(a);
    expect(pm.unregister('b')).toBe(b);
    expect(pm.unregister('b')).toBeNull();
    expect(pm.getPlugins()).toEqual([]);
  });

  it('refuses an object that is not registered, and says what may be meant', () => {
    const pm = new PluginManager('test');
    pm.register(plugin('audit'));
    const told = (value: unknown): unknown => facts(hookErrorOf(() => pm.unregister(value as object)));
    const neverHere = 'Give the very object that was registered, or the name it has.';
    expect(told(plugin('audits'))).toEqual({
      code: 'PLUGIN_NOT_REGISTERED',
      message: 'The plugin "audits" is not registered.',
      hook: undefined,
      plugin: 'audits',
      hint: 'Did you mean "audit"?',
    });
    expect(told(plugin('audit'))).toMatchObject({
      plugin: 'audit',
      hint: 'Another plugin has the name "audit": give the very object that was registered, or the name.',
    });
    expect(told(plugin('unlike'))).toMatchObject({ hint: neverHere });
    expect(told({})).toMatchObject({
      message: 'The given plugin object is not registered.',
      plugin: undefined,
      hint: neverHere,
    });
    expect(told(undefined)).toMatchObject({ message: 'undefined is not registered.', hint: neverHere });
    expect(told(null)).toMatchObject({ message: 'null is not registered.' });
  });
});

describe('blocking', () => {
  it('unregisters, and keeps a name from being registered', () => {
    const pm = new PluginManager('test');
    const a = plugin('a');
    pm.register(a);
    pm.block('a');
    pm.block('a');
    expect(pm.isBlocked('a')).toBe(true);
    expect(pm.isRegistered(a)).toBe(false);
    expect(pm.register(a)).toBeNull();
    expect(pm.hasPlugin('a')).toBe(false);
    expect(pm.getPlugin('a')).toBeNull();
    expect(pm.unregister('a')).toBeNull();
    expect(pm.isBlocked('a')).toBe(true);
  });

  it('is undone without bringing anything back', () => {
    const pm = new PluginManager('test');
    pm.block('a');
    expect(pm.unblock('a')).toBe(true);
    expect(pm.unblock('a')).toBe(false);
    expect(pm.unblock('never')).toBe(false);
    expect(pm.hasPlugin('a')).toBe(false);
    expect(pm.register(plugin('a'))).toBe('a');
    expect(pm.unblock('a')).toBe(false);
    expect(pm.hasPlugin('a')).toBe(true);
  });

  it('of a class name holds for instances that would be numbered', () => {
    class ProjectHooks {
      on_call(): void {}
    }
    const pm = new PluginManager('test');
    pm.block('ProjectHooks');
    expect(pm.register(new ProjectHooks())).toBeNull();
  });

  it('shows in the list, where a blocked plugin moves to the end', () => {
    const pm = new PluginManager('test');
    const [a, b] = [plugin('a'), plugin('b')];
    pm.register(a);
    pm.register(b);
    pm.block('a');
    expect(pm.listNamePlugin()).toEqual([
      ['b', b],
      ['a', null],
    ]);
    expect(pm.getPlugins()).toEqual([b]);
  });
});
