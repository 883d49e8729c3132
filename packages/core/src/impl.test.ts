import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ownerNamed } from '../test/support/dispatcher.js';
import { facts, hookErrorOf } from '../test/support/thrown.js';
import { EXTRA, Implementation, readImpl, underPolicy } from './impl.js';
import { readPolicy } from './impl-options.js';

const handler = (): number => 1;
const read = (value: unknown): ReturnType<typeof readImpl> => readImpl(value, 'on_node_end', 'acme');

describe('readImpl', () => {
  it('reads a function, a handler and a wrapper', () => {
    expect(read(handler)).toEqual({ handler, wrapper: false, options: {} });
    expect(read({ handler })).toEqual({ handler, wrapper: false, options: {} });
    expect(read({ wrapper: handler, tryFirst: true })).toEqual({ handler, wrapper: true, options: { tryFirst: true } });
  });

  it('keeps every option', () => {
    const options = {
      label: 'audit (project.yml:12)',
      tryFirst: true,
      before: ['a'],
      after: ['b'],
      optional: true,
      select: { tags: ['x'] },
      onError: 'warn',
      timeoutMs: 5,
    };
    expect(read({ handler, ...options }).options).toEqual(options);
  });

  it.each<[unknown, string, RegExp]>([
    [
      7,
      'IMPL_INVALID',
      /^Plugin "acme" implements "on_node_end" with 7, expected a function, { handler } or { wrapper }\.$/,
    ],
    [null, 'IMPL_INVALID', /with null/],
    ['handler', 'IMPL_INVALID', /with "handler"/],
    [{}, 'IMPL_INVALID', /has neither "handler" nor "wrapper"/],
    [[handler], 'IMPL_INVALID', /has neither "handler" nor "wrapper"/],
    [{ handler, wrapper: handler }, 'IMPL_INVALID', /has both "handler" and "wrapper"/],
    [{ handler: 'x' }, 'IMPL_INVALID', /with handler: "x", expected a function/],
    [{ wrapper: null }, 'IMPL_INVALID', /with wrapper: null, expected a function/],
    [{ handler, tryfirst: true }, 'IMPL_INVALID', /with the unknown option "tryfirst"/],
    [{ handler, toString: 1 }, 'IMPL_INVALID', /with the unknown option "toString"/],
    [JSON.parse('{"handler": null, "__proto__": 1}'), 'IMPL_INVALID', /with handler: null/],
    [{ handler, tryFirst: 'yes' }, 'IMPL_INVALID', /with tryFirst: "yes", expected a boolean/],
    [{ handler, optional: 1 }, 'IMPL_INVALID', /with optional: 1, expected a boolean/],
    [{ handler, label: 1 }, 'IMPL_INVALID', /with label: 1, expected a string/],
    [{ handler, before: 'a' }, 'IMPL_INVALID', /with before: "a", expected an array of plugin names/],
    [{ handler, after: [1] }, 'IMPL_INVALID', /with after: an array, expected an array of plugin names/],
    [{ handler, onError: 'ignore' }, 'IMPL_INVALID', /with onError: "ignore", expected 'throw', 'warn' or 'disable'/],
    [{ handler, timeoutMs: 0 }, 'IMPL_INVALID', /with timeoutMs: 0, expected milliseconds from 1 to 2147483647/],
    [{ handler, timeoutMs: Number.POSITIVE_INFINITY }, 'IMPL_INVALID', /timeoutMs: Infinity/],
    [{ handler, timeoutMs: Number.NaN }, 'IMPL_INVALID', /timeoutMs: NaN/],
    [{ handler, timeoutMs: '5' }, 'IMPL_INVALID', /timeoutMs: "5"/],
    [
      { handler, tryFirst: true, tryLast: true },
      'IMPL_ORDER_CONFLICT',
      /with both tryFirst and tryLast, expected at most one/,
    ],
  ])('refuses %o', (value, code, message) => {
    const told = facts(hookErrorOf(() => read(value)));
    expect(told).toMatchObject({ code, hook: 'on_node_end', plugin: 'acme' });
    expect(told.message).toMatch(message);
  });

  it('says how to mend what it refuses', () => {
    const hint = (value: unknown): string | undefined => hookErrorOf(() => read(value)).hint;
    expect(hint({ handler, tryfirst: true })).toBe('Did you mean "tryFirst"?');
    expect(hint({ handler, priority: 1 })).toMatch(/^Options are label, tryFirst, /);
    expect(hint({ handler, wrapper: true })).toBe(
      'Give a { handler } that is called, or a { wrapper } that gets (args, next).',
    );
    expect(hint({ wrapper: true })).toBe('Write { wrapper(args, next) { … } } instead of a flag.');
    expect(hint({ handler, tryFirst: true, tryLast: true })).toBe('Keep the one that you mean.');
    expect(hint({ handler, onError: 'x' })).toBe("Give onError 'throw', 'warn' or 'disable', or leave it out.");
  });

  it('takes undefined for left out', () => {
    expect(read({ handler, wrapper: undefined, tryFirst: undefined }).options).toEqual({});
  });

  it('allows one of tryFirst and tryLast to be false', () => {
    expect(read({ handler, tryFirst: true, tryLast: false }).options).toMatchObject({ tryFirst: true });
  });

  it('does not follow what the plugin does to its options later', () => {
    const before = ['a'];
    const written = { handler, before };
    const { options } = read(written);
    before.push('b');
    Object.assign(written, { tryFirst: true });
    expect(options).toEqual({ before: ['a'] });
  });
});

describe('underPolicy', () => {
  const under = (own: object, policy: object): unknown =>
    underPolicy(read({ handler, ...own }), readPolicy(policy, 'acme')).options;

  it('lets the registration have the last word', () => {
    expect(under({ onError: 'throw', timeoutMs: 5 }, { onError: 'warn' })).toEqual({ onError: 'warn', timeoutMs: 5 });
    expect(under({ tryLast: true }, { tryFirst: true })).toEqual({ tryFirst: true, tryLast: false });
    expect(under({ tryFirst: true }, { tryLast: true })).toEqual({ tryFirst: false, tryLast: true });
    expect(under({ tryFirst: true }, { tryFirst: false })).toEqual({ tryFirst: false });
  });

  it('keeps both selects', () => {
    expect(under({ select: 'tag:a' }, {})).toEqual({ select: 'tag:a' });
    expect(under({}, { select: 'tag:b' })).toEqual({ select: 'tag:b' });
    expect(under({ select: 'tag:a' }, { select: 'tag:b' })).toEqual({ select: ['tag:a', 'tag:b'] });
  });

  it('refuses a policy that cannot be, and says which registration has it', () => {
    expect(facts(hookErrorOf(() => readPolicy({ onError: 'ignore' as never }, 'acme')))).toMatchObject({
      code: 'IMPL_INVALID',
      message: "Plugin \"acme\" is registered with onError: \"ignore\", expected 'throw', 'warn' or 'disable'.",
      plugin: 'acme',
    });
    expect(hookErrorOf(() => readPolicy({ before: ['a'] } as never, 'acme'))).toMatchObject({
      message: 'Plugin "acme" is registered with the unknown option "before".',
    });
    expect(hookErrorOf(() => readPolicy({ onerror: 'warn' } as never, 'acme')).hint).toBe('Did you mean "onError"?');
    expect(hookErrorOf(() => readPolicy({ tryFirst: true, tryLast: true }, 'acme')).code).toBe('IMPL_ORDER_CONFLICT');
  });
});

describe('Implementation', () => {
  it('tells what was written, with defaults', () => {
    const owner = ownerNamed('acme');
    const impl = new Implementation(read(handler), 'on_node_end', owner, 0, 2);
    expect(impl.record).toStrictEqual({
      hook: 'on_node_end',
      handler,
      plugin: owner.plugin,
      pluginName: 'acme',
      pluginVersion: undefined,
      label: undefined,
      wrapper: false,
      tryFirst: false,
      tryLast: false,
      optional: false,
      before: [],
      after: [],
      select: undefined,
      position: 2,
    });
  });

  it('belongs to no plugin when it is an extra one', () => {
    const { record } = new Implementation(read(handler), 'h', null, 0, 0);
    expect(record).toMatchObject({ plugin: null, pluginName: EXTRA });
  });

  it('has one record, which nobody can change', () => {
    const impl = new Implementation(read({ handler, before: ['b'] }), 'h', ownerNamed('acme'), 0, 0);
    const { record } = impl;
    expect(impl.record).toBe(record);
    expect(Object.isFrozen(record)).toBe(true);
    expect(Object.isFrozen(record.before)).toBe(true);
    expect({ ...record }).toStrictEqual(record);
  });

  it('prints without its plugin, and what that holds', () => {
    const { record } = new Implementation(read({ handler, before: ['b'] }), 'h', ownerNamed('acme'), 0, 0);
    expect(inspect(record)).toContain("pluginName: 'acme'");
    expect(inspect(record)).not.toContain('plugin:');
    expect(JSON.parse(JSON.stringify(record))).toMatchObject({ hook: 'h', pluginName: 'acme', before: ['b'] });
    expect(JSON.stringify(record)).not.toContain('"plugin"');
  });
});
