import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Base, ProjectHooks } from '../test/support/project-hooks.js';
import { facts, hookErrorOf } from '../test/support/thrown.js';
import { definePluginFactory } from './host.js';
import { dataProperty, expectPlugin, isClass, isInstance, nameOf } from './plugin.js';

const handler = (): number => 1;
const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const;

// A class that no name is to be had of.
const [Unnamed] = [
  class {
    field = 1;
  },
];

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
