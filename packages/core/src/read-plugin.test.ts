import { describe, expect, it } from 'vitest';
import { ProjectHooks } from '../test/support/project-hooks.js';
import { facts, hookErrorOf } from '../test/support/thrown.js';
import { hook } from './host.js';
import { defineHookSpecs, hookSpec } from './spec.js';
import { readPlugin } from './read-plugin.js';

const handler = (): number => 1;

describe('readPlugin', () => {
  const hooksOf = (plugin: object): string[] => readPlugin(plugin, 'acme').impls.map(({ hook: name }) => name);

  it('reads hooks, then extraHooks, in the order they are written', () => {
    const plugin = {
      name: 'acme',
      extraHooks: { z: handler },
      hooks: { b: handler, a: [handler, { wrapper: handler }], none: undefined },
    };
    const { impls } = readPlugin(plugin, 'acme');
    expect(impls.map(({ hook: name, written }) => [name, written.wrapper])).toEqual([
      ['b', false],
      ['a', false],
      ['a', true],
      ['z', false],
    ]);
  });

  it('reads hooks whose names look like prototypes', () => {
    expect(
      hooksOf({ name: 'acme', hooks: { ['__proto__']: handler, constructor: handler, toString: handler } }),
    ).toEqual(['__proto__', 'constructor', 'toString']);
  });

  it('finds nothing in an empty plugin', () => {
    expect(readPlugin({ name: 'acme' }, 'acme')).toEqual({ impls: [], methods: [], specs: [], observe: undefined });
  });

  it('reads what surrounds the hooks', () => {
    const specs = [defineHookSpecs('s', { h: hookSpec() })];
    const observe = { before: handler };
    expect(readPlugin({ name: 'acme', specs, observe }, 'acme')).toMatchObject({ specs, observe });
  });

  it('reads the methods of an instance, own and inherited, and nothing else of it', () => {
    const { methods, impls } = readPlugin(new ProjectHooks(), 'ProjectHooks');
    expect(methods.map(({ hook: name }) => name).sort()).toEqual([
      'arrow_hook',
      'async_hook',
      'inherited_hook',
      'overridden_hook',
      'own_hook',
    ]);
    const overridden = methods.find(({ hook: name }) => name === 'overridden_hook');
    expect(overridden?.written.handler).toBe(ProjectHooks.prototype.overridden_hook);
    expect(impls.map(({ hook: name, written }) => [name, written.wrapper, written.options])).toEqual([
      ['marked_hook', false, { tryFirst: true }],
      ['several_hook', false, {}],
      ['several_hook', true, {}],
    ]);
  });

  it('reads the hooks table of an instance, too', () => {
    class WithTable {
      hooks = { on_end: handler };
      extraHooks = { on_other: handler };
    }
    expect(hooksOf(new WithTable())).toEqual(['on_end', 'on_other']);
  });

  it.each<[string, object, RegExp]>([
    [
      'hooks that are a function',
      { hooks: handler },
      /^Plugin "acme" has hooks: a function, expected an object of implementations by hook name\.$/,
    ],
    ['hooks that are an array', { hooks: [handler] }, /has hooks: an array/],
    ['hooks that are null', { hooks: null }, /has hooks: null/],
    ['extraHooks that are text', { extraHooks: 'x' }, /has extraHooks: "x"/],
    ['specs that are no sets', { specs: [{}] }, /has specs that are not an array of sets\.$/],
    ['specs that are no array', { specs: defineHookSpecs('s', { h: hookSpec() }) }, /has specs that are not an array/],
    ['observe that is a function', { observe: handler }, /has observe: a function/],
    [
      'an observer that cannot be called',
      { observe: { before: true } },
      /has observe: an object, expected \{ before\?, after\? \}, both functions/,
    ],
    ['dispose that is none', { dispose: true }, /has dispose: true, expected a function/],
    ['a misspelt key', { hoks: {} }, /has the unknown key "hoks"\.$/],
    ['a hook beside its hooks', { on_node_end: handler }, /has the implementation "on_node_end" beside its hooks\.$/],
    [
      'a marked hook beside its hooks',
      { field: hook('on_node_end', handler) },
      /has the implementation "field" beside its hooks\.$/,
    ],
  ])('refuses %s', (_words, plugin, message) => {
    const told = facts(hookErrorOf(() => readPlugin({ name: 'acme', ...plugin }, 'acme')));
    expect(told).toMatchObject({ code: 'PLUGIN_INVALID', plugin: 'acme' });
    expect(told.message).toMatch(message);
    const [key = ''] = Object.keys(plugin);
    expect(told.hint).toMatch(
      new RegExp(`^(?:Write ${key}[ :(]|Make them with|Put it under hooks: \\{ ${key}: |Did you mean "hooks")`),
    );
  });

  it('leaves functions that are no hooks alone', () => {
    expect(hooksOf({ name: 'acme', helper: handler, dispose: handler })).toEqual([]);
  });
});
