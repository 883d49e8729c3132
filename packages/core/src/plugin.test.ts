import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { facts, hookErrorOf } from '../test/support/thrown.js';
import { hook } from './host.js';
import { dataProperty, expectPlugin, isClass, isInstance, nameOf, readPlugin } from './plugin.js';
import { definePluginFactory } from './host.js';
import { defineHookSpecs, hookSpec } from './spec.js';

const handler = (): number => 1;
const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const;

// A class that no name is to be had of.
const [Unnamed] = [
  class {
    field = 1;
  },
];

class Base {
  inherited_hook(): string {
    return 'inherited';
  }
  overridden_hook(): string {
    return 'base';
  }
}
class ProjectHooks extends Base {
  static static_hook(): void {}
  #secret = 1;
  fields = [1, 2];
  arrow_hook = (): number => this.#secret;
  nested = ProjectHooks;
  with_options = hook('marked_hook', { tryFirst: true, handler });
  several = hook('several_hook', [handler, { wrapper: handler }]);
  get getter_hook(): never {
    throw new Error('getters are never read');
  }
  set setter_hook(_: unknown) {
    throw new Error('setters are never called');
  }
  own_hook(): number {
    return this.#private_hook();
  }
  override overridden_hook(): string {
    return 'own';
  }
  async async_hook(): Promise<void> {}
  #private_hook(): number {
    return 2;
  }
  dispose(): void {}
}

describe('expectPlugin', () => {
  it.each([
    [{ name: 'a' }],
    [new ProjectHooks()],
    [Object.freeze({ name: 'a' })],
    [Object.assign(Object.create(null), { name: 'a' })],
  ])('takes %o', (value) => {
    expect(() => expectPlugin(value)).not.toThrow();
  });

  it('says of a class that new was forgotten', () => {
    expect(facts(hookErrorOf(() => expectPlugin(ProjectHooks)))).toEqual({
      code: 'PLUGIN_IS_CLASS',
      message: 'The class ProjectHooks was registered, expected an instance of it.',
      hook: undefined,
      plugin: undefined,
      hint: 'Forgotten "new"? Write new ProjectHooks().',
    });
    expect(hookErrorOf(() => expectPlugin(Unnamed)).hint).toBe('Forgotten "new"? Write new TheClass().');
  });

  it('knows classes of the old style', () => {
    function Old(): void {}
    Old.prototype.on_end = handler;
    expect(hookErrorOf(() => expectPlugin(Old)).code).toBe('PLUGIN_IS_CLASS');
  });

  it.each<[string, unknown, RegExp, RegExp]>([
    ['a number', 7, /^7 was registered, expected a plugin object\.$/, /name: '…'/],
    ['nothing', undefined, /^undefined was registered/, /instance of a class/],
    ['null', null, /^null was registered/, /instance of a class/],
    ['a string', 'acme', /^"acme" was registered/, /instance of a class/],
    ['a function', handler, /^a function was registered/, /instance of a class/],
    ['an array', [{ name: 'a' }], /^an array was registered/, /instance of a class/],
    ['a promise', Promise.resolve(), /^A promise was registered/, /^Await it first\.$/],
    [
      'a factory',
      definePluginFactory({ options: schema, setup: () => ({}) }),
      /^A plugin factory was registered/,
      /createPluginManager/,
    ],
    [
      'a called factory',
      definePluginFactory({ options: schema, setup: () => ({}) })(),
      /^A plugin factory was registered/,
      /createPluginManager/,
    ],
  ])('refuses %s', (_words, value, message, hint) => {
    const told = facts(hookErrorOf(() => expectPlugin(value)));
    expect(told.code).toBe('PLUGIN_INVALID');
    expect(told.message).toMatch(message);
    expect(told.hint).toMatch(hint);
  });
});

describe('nameOf', () => {
  it("is the plugin's own, else its class's", () => {
    expect(nameOf({ name: 'acme' })).toEqual({ name: 'acme', fromClass: false });
    expect(nameOf(new ProjectHooks())).toEqual({ name: 'ProjectHooks', fromClass: true });
    class Named {
      name = 'project';
    }
    expect(nameOf(new Named())).toEqual({ name: 'project', fromClass: false });
  });

  it('never reads the getters of an instance', () => {
    class Sly {
      get name(): never {
        throw new Error('read');
      }
    }
    expect(nameOf(new Sly()).name).toBe('Sly');
  });

  it('takes names that look like prototypes', () => {
    expect(nameOf({ name: '__proto__' }).name).toBe('__proto__');
    expect(nameOf({ name: 'constructor' }).name).toBe('constructor');
  });

  it.each([[{}], [{ name: '' }], [{ name: undefined }], [Object.create(null)], [new Unnamed()]])(
    'refuses %o, which has none',
    (value) => {
      expect(facts(hookErrorOf(() => nameOf(value as object)))).toEqual({
        code: 'PLUGIN_UNNAMED',
        message: 'A plugin has no name, expected a non-empty string in "name".',
        hook: undefined,
        plugin: undefined,
        hint: "Write definePlugin({ name: '…', hooks: { … } }), or give { name } to register.",
      });
    },
  );

  it('refuses a name that is no string', () => {
    expect(facts(hookErrorOf(() => nameOf({ name: 7 })))).toMatchObject({
      code: 'PLUGIN_INVALID',
      message: 'A plugin has name: 7, expected a non-empty string.',
    });
  });
});

describe('isInstance', () => {
  it('tells instances of classes from plain objects, of other realms too', () => {
    expect(isInstance(new ProjectHooks())).toBe(true);
    expect(isInstance(Object.create({ on_end: handler }) as object)).toBe(true);
    expect(isInstance({})).toBe(false);
    expect(isInstance(Object.create(null) as object)).toBe(false);
    expect(isInstance(vm.runInNewContext('({})') as object)).toBe(false);
    expect(isInstance(vm.runInNewContext('new (class A {})') as object)).toBe(true);
  });
});

describe('isClass', () => {
  it('is false of functions that are not', () => {
    expect(isClass(handler)).toBe(false);
    expect(isClass(function plain() {})).toBe(false);
    expect(isClass(async () => undefined)).toBe(false);
    expect(isClass('class')).toBe(false);
    expect(isClass(Base)).toBe(true);
  });
});

describe('dataProperty', () => {
  it('of a plain object is its own', () => {
    expect(dataProperty({ name: 'a' }, 'name')).toBe('a');
    expect(dataProperty({}, 'toString')).toBeUndefined();
    expect(dataProperty({}, 'constructor')).toBeUndefined();
  });

  it('of an instance is own or inherited, but no getter', () => {
    const instance = new ProjectHooks();
    expect(dataProperty(instance, 'fields')).toEqual([1, 2]);
    expect(dataProperty(instance, 'inherited_hook')).toBe(Base.prototype.inherited_hook);
    expect(dataProperty(instance, 'getter_hook')).toBeUndefined();
    expect(dataProperty(instance, 'toString')).toBeUndefined();
  });
});

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
