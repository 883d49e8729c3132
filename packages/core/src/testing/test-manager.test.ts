import { describe, expect, it } from 'vitest';
import { sleep } from '../../test/support/sleep.js';
import { facts, hookErrorOf } from '../../test/support/thrown.js';
import { defineHookSpecs, hookSpec } from '../spec.js';
import { createTestManager } from './test-manager.js';

interface Args {
  readonly x: number;
}
const specs = defineHookSpecs('test', {
  on_call: hookSpec<Args, unknown>(),
  pass: hookSpec.pipe<Args, 'x'>('x'),
  on_past: hookSpec.historic<Args, unknown>(),
});
const error = new Error('no luck');
const fail = (): never => {
  throw error;
};

describe('createTestManager', () => {
  it('has the specs and plugins, the last of which is called first', async () => {
    const pm = createTestManager({
      specs: [specs],
      plugins: [
        { name: 'a', hooks: { on_call: () => 'a' } },
        { name: 'b', hooks: { on_call: () => 'b' } },
      ],
    });
    await expect(pm.hook.on_call.callAsync({ x: 0 })).resolves.toEqual(['b', 'a']);
    expect(pm.getPlugins()).toHaveLength(2);
  });

  it('refuses hooks that no spec declares', () => {
    const misspelt = () => createTestManager({ specs: [specs], plugins: [{ name: 'a', hooks: { on_cal: () => 1 } }] });
    expect(facts(hookErrorOf(misspelt))).toMatchObject({
      code: 'HOOK_UNKNOWN',
      plugin: 'a',
      hint: 'Did you mean "on_call"?',
    });
  });

  it('may do without specs, or anything at all', () => {
    const own = defineHookSpecs('own', { own_hook: hookSpec<object, number>() });
    const pm = createTestManager({ plugins: [{ name: 'a', specs: [own], hooks: { own_hook: () => 1 } }] });
    expect(Object.keys(pm.hook)).toEqual(['own_hook']);
    expect(createTestManager().calls).toEqual([]);
  });

  it('disposes its plugins with the block that it is used in', async () => {
    let isDisposed = false;
    const plugin = {
      name: 'a',
      dispose: () => {
        isDisposed = true;
      },
    };
    {
      await using pm = createTestManager({ plugins: [plugin] });
      expect(pm.hasPlugin('a')).toBe(true);
    }
    expect(isDisposed).toBe(true);
  });
});

describe('recorded calls', () => {
  it('have the hook, the plugin, what it was handed and what came of it, in order', async () => {
    const pm = createTestManager({
      specs: [specs],
      plugins: [
        { name: 'b', hooks: { pass: async ({ x }: Args) => x + 1 } },
        { name: 'a', hooks: { pass: ({ x }: Args) => x * 10 } },
        {
          name: 'w',
          hooks: { pass: { wrapper: (args: Args, next: (args: Args) => unknown) => next({ x: args.x + 1 }) } },
        },
      ],
    });
    await pm.hook.pass({ x: 1 });
    expect(pm.calls).toEqual([
      { hook: 'pass', plugin: 'w', args: { x: 1 }, outcome: { ok: true, value: 21 } },
      { hook: 'pass', plugin: 'a', args: { x: 2 }, outcome: { ok: true, value: 20 } },
      { hook: 'pass', plugin: 'b', args: { x: 20 }, outcome: { ok: true, value: 21 } },
    ]);
  });

  it('have errors, those of implementations that were forgiven too', () => {
    const pm = createTestManager({
      specs: [specs],
      plugins: [
        { name: 'b', hooks: { on_call: fail } },
        { name: 'a', hooks: { on_call: { onError: 'warn', handler: fail } } },
      ],
    });
    expect(() => pm.hook.on_call({ x: 0 })).toThrow(error);
    expect(pm.calls.map(({ plugin, outcome }) => [plugin, outcome])).toEqual([
      ['a', { ok: false, error }],
      ['b', { ok: false, error }],
    ]);
    expect(pm.faults).toMatchObject([{ hook: 'on_call', plugin: 'a', policy: 'warn', error }]);
  });

  it('stand where their hook call began', async () => {
    const pm = createTestManager({ specs: [specs] });
    pm.register({ name: 'outer', hooks: { on_call: () => pm.hook.pass({ x: 0 }) } });
    pm.register({ name: 'inner', hooks: { pass: () => sleep(1) } });
    const call = pm.hook.on_call({ x: 0 });
    expect(pm.calls).toEqual([]);
    await call;
    expect(pm.calls.map(({ hook, plugin }) => `${hook} ${plugin}`)).toEqual(['on_call outer', 'pass inner']);
  });

  it('are there for historic hooks and replays', () => {
    const pm = createTestManager({ specs: [specs] });
    pm.hook.on_past.callHistoric({ x: 1 });
    pm.register({ name: 'late', hooks: { on_past: () => 'late' } });
    expect(pm.calls).toEqual([
      { hook: 'on_past', plugin: 'late', args: { x: 1 }, outcome: { ok: true, value: 'late' } },
    ]);
  });

  it('can be had by hook', () => {
    const pm = createTestManager({
      specs: [specs],
      plugins: [{ name: 'a', hooks: { on_call: () => 'a', pass: () => 1 } }],
    });
    void pm.hook.on_call({ x: 1 });
    void pm.hook.pass({ x: 2 });
    void pm.hook.on_call({ x: 3 });
    expect(pm.callsOf('on_call').map(({ args }) => args.x)).toEqual([1, 3]);
  });

  it('can be forgotten, also while a call is under way', async () => {
    const pm = createTestManager({
      specs: [specs],
      plugins: [{ name: 'a', hooks: { on_call: () => sleep(1), pass: { onError: 'warn', handler: fail } } }],
    });
    void pm.hook.pass({ x: 0 });
    const call = pm.hook.on_call({ x: 0 });
    pm.clear();
    await call;
    expect(pm.calls).toEqual([]);
    expect(pm.faults).toEqual([]);
    void pm.hook.pass({ x: 0 });
    expect(pm.calls).toHaveLength(1);
  });
});
