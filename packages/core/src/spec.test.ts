import { describe, expect, it } from 'vitest';
import { facts, hookErrorOf } from '../test/support/thrown.js';
import { type AnyHookSpec, defineHookSpecs, hookSpec, isHookSpec, isHookSpecs } from './spec.js';

const OPTIONS = 'Options of a spec are deprecated, since, check, argsFor.';

describe('hookSpec', () => {
  it.each<[string, AnyHookSpec, Partial<AnyHookSpec>]>([
    ['hookSpec', hookSpec(), { kind: 'collect', sync: false, key: undefined }],
    ['firstResult', hookSpec.firstResult(), { kind: 'first', sync: false }],
    ['notify', hookSpec.notify(), { kind: 'notify', sync: false }],
    ['pipe', hookSpec.pipe<{ data: 1 }, 'data'>('data'), { kind: 'pipe', sync: false, key: 'data' }],
    [
      'pipe.assign',
      hookSpec.pipe.assign<{ inputs: object }, 'inputs'>('inputs'),
      { kind: 'assign', sync: false, key: 'inputs' },
    ],
    ['historic', hookSpec.historic(), { kind: 'historic', sync: true }],
    ['sync', hookSpec.sync(), { kind: 'collect', sync: true }],
    ['sync.firstResult', hookSpec.sync.firstResult(), { kind: 'first', sync: true }],
    ['sync.notify', hookSpec.sync.notify(), { kind: 'notify', sync: true }],
    ['sync.pipe', hookSpec.sync.pipe<{ data: 1 }, 'data'>('data'), { kind: 'pipe', sync: true, key: 'data' }],
    [
      'sync.pipe.assign',
      hookSpec.sync.pipe.assign<{ data: object }, 'data'>('data'),
      { kind: 'assign', sync: true, key: 'data' },
    ],
  ])('%s makes a spec of its kind', (_name, spec, expected) => {
    expect(spec).toMatchObject(expected);
    expect(isHookSpec(spec)).toBe(true);
    expect(Object.isFrozen(spec)).toBe(true);
  });

  it('keeps what a spec says of itself', () => {
    const check = (): void => undefined;
    expect(hookSpec({ deprecated: 'use y', since: '1.2.0', check })).toMatchObject({
      deprecated: 'use y',
      since: '1.2.0',
      check,
    });
    expect(hookSpec.pipe<{ data: 1 }, 'data'>('data', { since: '2.0.0' })).toMatchObject({ since: '2.0.0' });
  });

  it.each([[undefined], [''], [7]])('refuses a pipe through %o', (key) => {
    expect(facts(hookErrorOf(() => hookSpec.pipe<{ data: 1 }, 'data'>(key as never)))).toEqual({
      code: 'HOOKSPEC_INVALID',
      message: `hookSpec.pipe expects the key of its args that is piped, got ${String(key)}.`,
      hook: undefined,
      plugin: undefined,
      hint: "Write hookSpec.pipe<Args, 'inputs'>('inputs').",
    });
  });

  it.each<[unknown, string, string]>([
    ['deprecated', 'hookSpec got "deprecated", expected an object of options.', OPTIONS],
    [null, 'hookSpec got null, expected an object of options.', OPTIONS],
    [{ deprecatd: 'x' }, 'hookSpec got the unknown option "deprecatd".', 'Did you mean "deprecated"?'],
    [{ constructor: 'x' }, 'hookSpec got the unknown option "constructor".', OPTIONS],
    [{ deprecated: true }, 'hookSpec got deprecated: true, expected a string.', 'Give a string, or leave it out.'],
    [{ check: 'x' }, 'hookSpec got check: "x", expected a function.', 'Give a function, or leave it out.'],
  ])('refuses the options %o', (options, message, hint) => {
    expect(facts(hookErrorOf(() => hookSpec.sync.notify(options as never)))).toEqual({
      code: 'HOOKSPEC_INVALID',
      message,
      hook: undefined,
      plugin: undefined,
      hint,
    });
  });

  it('takes options that are left out', () => {
    expect(hookSpec({ deprecated: undefined } as never).deprecated).toBeUndefined();
  });
});

describe('defineHookSpecs', () => {
  it('makes a frozen set', () => {
    const set = defineHookSpecs(
      'node',
      { on_node_end: hookSpec.notify() },
      { package: '@acme/specs', version: '1.0.0' },
    );
    expect(isHookSpecs(set)).toBe(true);
    expect(Object.isFrozen(set)).toBe(true);
    expect(set).toMatchObject({ namespace: 'node', about: { package: '@acme/specs', version: '1.0.0' } });
  });

  it('takes names that look like prototypes for names', () => {
    const set = defineHookSpecs('odd', { ['__proto__']: hookSpec(), constructor: hookSpec(), toString: hookSpec() });
    expect(Object.keys(set.hooks)).toEqual(['__proto__', 'constructor', 'toString']);
  });

  it('says which of its hooks is none', () => {
    expect(facts(hookErrorOf(() => defineHookSpecs('node', { on_node_end: {} as never })))).toEqual({
      code: 'HOOKSPEC_INVALID',
      message: '"on_node_end" in the hookspec set "node" is not a hookSpec.',
      hook: 'on_node_end',
      plugin: undefined,
      hint: 'Write on_node_end: hookSpec<Args, Result>().',
    });
  });

  it.each<[unknown, unknown]>([
    ['', { h: hookSpec() }],
    [7, { h: hookSpec() }],
    ['node', undefined],
    ['node', null],
    ['node', {}],
    ['node', { h: hookSpec }],
    ['node', [hookSpec]],
  ])('refuses (%o, %o)', (namespace, hooks) => {
    const error = hookErrorOf(() => defineHookSpecs(namespace as string, hooks as never));
    expect(error).toMatchObject({ code: 'HOOKSPEC_INVALID', hint: expect.stringMatching(/^Write .*hookSpec.*\(\)/) });
  });
});

describe('isHookSpec and isHookSpecs', () => {
  it('are false of what merely looks like one', () => {
    expect(isHookSpec({ ...hookSpec() })).toBe(false);
    expect(isHookSpecs({ ...defineHookSpecs('n', { h: hookSpec() }) })).toBe(false);
    for (const value of [null, undefined, 7, 'spec', hookSpec]) {
      expect(isHookSpec(value)).toBe(false);
      expect(isHookSpecs(value)).toBe(false);
    }
  });
});
