import { describe, expect, it } from 'vitest';
import { sleep } from '../../test/support/sleep.js';
import { warningsOf } from '../../test/support/warnings.js';
import { PluginManager } from '../manager.js';
import { originOf } from '../origin.js';
import { defineHookSpecs, hookSpec } from '../spec.js';

interface Args {
  readonly x: number;
}
type Next = (args: Args) => unknown;
const specs = defineHookSpecs('test', {
  on_call: hookSpec<Args, unknown>(),
  on_other: hookSpec<Args, unknown>(),
  pass: hookSpec.pipe<Args, 'x'>('x'),
  on_past: hookSpec.historic<Args, unknown>(),
});
const error = new Error('no luck');
const fail = (): never => {
  throw error;
};

function world(): { pm: ReturnType<typeof manager>; events: string[] } {
  const pm = manager();
  const events: string[] = [];
  pm.events.on('plugin:registered', (name) => events.push(`registered ${name}`));
  pm.events.on('plugin:disabled', (name, cause) => events.push(`disabled ${name} ${String(cause === error)}`));
  pm.events.on('plugin:unregistered', (name) => events.push(`unregistered ${name}`));
  pm.events.on('hook:error', ({ hook, plugin, policy }) => events.push(`${policy} ${plugin} ${hook}`));
  return { pm, events };
}
const manager = () => new PluginManager('test').addHookSpecs(specs);

describe("onError: 'warn'", () => {
  it('is told to listeners, with the implementation and the very error', () => {
    const pm = manager();
    const faults: unknown[] = [];
    pm.events.on('hook:error', (fault) => faults.push(fault));
    pm.register({ name: 'a', hooks: { on_call: { onError: 'warn', handler: fail } } });
    const [impl] = pm.hook.on_call.getHookImpls();
    expect(pm.hook.on_call({ x: 0 })).toEqual([]);
    expect(faults).toEqual([{ hook: 'on_call', plugin: 'a', impl, error, policy: 'warn' }]);
    expect(originOf(error)).toBeDefined();
    expect(pm.hasPlugin('a')).toBe(true);
  });

  it('is a process warning when nobody listens, whatever was thrown', async () => {
    for (const [thrown, words] of [
      [error, 'no luck'],
      ['text', 'text'],
      [Object.create(null), 'an object'],
      [undefined, 'undefined'],
    ] as const) {
      const pm = manager();
      pm.register({
        name: 'a',
        hooks: {
          on_call: {
            onError: 'warn',
            handler: () => {
              throw thrown;
            },
          },
        },
      });
      const warnings = await warningsOf(() => expect(pm.hook.on_call({ x: 0 })).toEqual([]));
      expect(warnings).toEqual([`PINTLE_HOOK_ERROR: Plugin "a" failed in "on_call": ${words}`]);
    }
  });

  it('does not change a call when a listener throws', async () => {
    const pm = manager();
    pm.events.on('hook:error', () => {
      throw new Error('listener');
    });
    pm.register({ name: 'a', hooks: { on_call: { onError: 'warn', handler: fail } } });
    pm.register({ name: 'b', hooks: { on_call: () => 'b' } });
    const warnings = await warningsOf(() => expect(pm.hook.on_call({ x: 0 })).toEqual(['b']));
    expect(warnings).toEqual(['PINTLE_LISTENER_FAILED: A listener of "hook:error" failed: listener']);
  });

  it('may be decided at registration, over what the plugin says', () => {
    const { pm, events } = world();
    pm.register({ name: 'a', hooks: { on_call: { onError: 'disable', handler: fail } } }, { onError: 'warn' });
    void pm.hook.on_call({ x: 0 });
    expect(events).toEqual(['registered a', 'warn a on_call']);
    pm.register({ name: 'b', hooks: { on_call: { onError: 'warn', handler: fail } } }, { onError: 'throw' });
    expect(() => pm.hook.on_call({ x: 0 })).toThrow(error);
  });
});

describe("onError: 'disable'", () => {
  it('masks the plugin at once, and unregisters it when the call has ended', () => {
    const { pm, events } = world();
    const called: string[] = [];
    pm.register({
      name: 'a',
      hooks: {
        on_call: [
          () => {
            called.push('masked');
            return 'masked';
          },
          { onError: 'disable', handler: fail },
        ],
      },
    });
    pm.register({
      name: 'b',
      hooks: { on_call: { tryLast: true, handler: () => [events.slice(), pm.hasPlugin('a')] } },
    });
    expect(pm.hook.on_call({ x: 0 })).toEqual([
      [['registered a', 'registered b', 'disable a on_call', 'disabled a true'], true],
    ]);
    expect(called).toEqual([]);
    expect(events.slice(2)).toEqual(['disable a on_call', 'disabled a true', 'unregistered a']);
    expect(pm.hasPlugin('a')).toBe(false);
    expect(pm.hook.on_call.getHookImpls().map(({ pluginName }) => pluginName)).toEqual(['b']);
  });

  it('waits for all calls that include the plugin, nested and at the same time', async () => {
    const { pm, events } = world();
    let finish = (): void => undefined;
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    pm.register({
      name: 'a',
      hooks: {
        on_call: { onError: 'disable', handler: fail },
        on_other: async () => {
          await slow;
          return 'slow';
        },
      },
    });
    const other = pm.hook.on_other({ x: 0 });
    expect(pm.hook.on_call({ x: 0 })).toEqual([]);
    expect(events).toEqual(['registered a', 'disable a on_call', 'disabled a true']);
    expect(pm.hook.on_other({ x: 0 })).toEqual([]);
    expect(pm.hasPlugin('a')).toBe(true);
    finish();
    await expect(other).resolves.toEqual(['slow']);
    expect(pm.hasPlugin('a')).toBe(false);
    expect(events.at(-1)).toBe('unregistered a');
  });

  it('reports each fault, and disables once', async () => {
    const { pm, events } = world();
    const rejecting = { onError: 'disable', handler: () => sleep(1).then(fail) };
    pm.register({ name: 'a', hooks: { on_call: rejecting, on_other: rejecting } });
    await Promise.all([pm.hook.on_call({ x: 0 }), pm.hook.on_other({ x: 0 })]);
    expect(events).toEqual([
      'registered a',
      'disable a on_call',
      'disabled a true',
      'disable a on_other',
      'unregistered a',
    ]);
  });

  it('leaves other plugins alone, and errors of others to the caller', () => {
    const { pm, events } = world();
    pm.register({ name: 'a', hooks: { on_call: { onError: 'disable', handler: () => 'a' } } });
    pm.register({ name: 'b', hooks: { on_call: { tryLast: true, handler: fail } } });
    expect(() => pm.hook.on_call({ x: 0 })).toThrow(error);
    expect(events).toEqual(['registered a', 'registered b']);
    expect(pm.hasPlugin('a')).toBe(true);
  });

  it("throws the errors of the same plugin's implementations that do not say so", () => {
    const { pm } = world();
    pm.register({ name: 'a', hooks: { on_call: { onError: 'disable', handler: () => 1 }, on_other: fail } });
    expect(() => pm.hook.on_other({ x: 0 })).toThrow(error);
    expect(pm.hasPlugin('a')).toBe(true);
  });

  it('of a wrapper skips it before next, keeps what next gave after it, and lets pass what comes out of next', async () => {
    const before = { onError: 'disable', wrapper: fail };
    const after = {
      onError: 'disable',
      wrapper: (args: Args, next: Next) => {
        next(args);
        return fail();
      },
    };
    const pass = { onError: 'disable', wrapper: (args: Args, next: Next) => next(args) };
    for (const wrapper of [before, after]) {
      const { pm } = world();
      pm.register({ name: 'x', hooks: { on_call: ({ x }: Args) => x } });
      pm.register({ name: 'w', hooks: { on_call: wrapper } });
      expect(pm.hook.on_call({ x: 7 })).toEqual([7]);
      expect(pm.hasPlugin('w')).toBe(false);
      expect(pm.hook.on_call({ x: 7 })).toEqual([7]);
    }
    const { pm } = world();
    pm.register({ name: 'x', hooks: { on_call: () => sleep(1).then(fail) } });
    pm.register({ name: 'w', hooks: { on_call: pass } });
    await expect(pm.hook.on_call({ x: 7 })).rejects.toBe(error);
    expect(pm.hasPlugin('w')).toBe(true);
  });

  it('makes a masked wrapper hand through, and a masked pipe step keep the value', async () => {
    const { pm } = world();
    let finish = (): void => undefined;
    const slow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    pm.register({
      name: 'a',
      hooks: {
        on_other: { onError: 'disable', handler: fail },
        on_call: [() => slow, { wrapper: (args: Args, next: Next) => ['wrapped', ...(next(args) as unknown[])] }],
        pass: ({ x }: Args) => x + 1,
      },
    });
    pm.register({ name: 'slow', hooks: { pass: async () => slow } });
    const pending = pm.hook.pass({ x: 1 });
    void pm.hook.on_other({ x: 0 });
    expect(pm.hook.on_call({ x: 0 })).toEqual([]);
    finish();
    await expect(pending).resolves.toBe(1);
  });

  it('disables for what an instance’s method did', () => {
    const { pm } = world();
    class Methods {
      on_call(): never {
        return fail();
      }
    }
    pm.register(new Methods(), { onError: 'disable' });
    expect(pm.hook.on_call({ x: 0 })).toEqual([]);
    expect(pm.hasPlugin('Methods')).toBe(false);
  });

  it('holds in scopes, subsets and calls with extra implementations', () => {
    for (const way of ['scope', 'subset', 'extra'] as const) {
      const { pm } = world();
      pm.register({ name: 'a', hooks: { on_call: { select: 1, onError: 'disable', handler: fail } } });
      pm.register({ name: 'b', hooks: { on_call: { select: 2, handler: () => 'b' } } });
      if (way === 'scope') expect(pm.scope(({ select }) => select === 1).on_call({ x: 0 })).toEqual([]);
      if (way === 'subset') expect(pm.subsetHookCaller('on_call', [pm.getPlugin('b') as object])({ x: 0 })).toEqual([]);
      if (way === 'extra') expect(pm.hook.on_call.callExtra([() => 'x'], { x: 0 })).toEqual(['x', 'b']);
      expect(pm.hasPlugin('a')).toBe(false);
    }
  });

  it('is the same while calls are observed', () => {
    const { pm, events } = world();
    pm.addHookCallMonitoring({});
    pm.register({ name: 'a', hooks: { on_call: { onError: 'disable', handler: fail } } });
    expect(pm.hook.on_call({ x: 0 })).toEqual([]);
    expect(events).toEqual(['registered a', 'disable a on_call', 'disabled a true', 'unregistered a']);
  });

  it('of a fault in a replay ends the registration first', () => {
    const { pm, events } = world();
    pm.hook.on_past.callHistoric({ x: 1 });
    pm.hook.on_past.callHistoric({ x: 2 });
    pm.register({ name: 'a', hooks: { on_past: { onError: 'disable', handler: fail }, on_call: () => 1 } });
    expect(events).toEqual(['disable a on_past', 'disabled a true', 'registered a', 'unregistered a']);
    expect(pm.hasPlugin('a')).toBe(false);
    expect(pm.hook.on_past.getHookImpls()).toEqual([]);
    expect(pm.hook.on_call({ x: 0 })).toEqual([]);
  });

  it('takes the plugin out even when a wrapper had let go of the call', async () => {
    const { pm } = world();
    pm.register({ name: 'a', hooks: { on_call: { onError: 'disable', handler: () => sleep(1).then(fail) } } });
    pm.register({
      name: 'w',
      hooks: {
        on_call: {
          wrapper: (args: Args, next: Next) => {
            void next(args);
            return [];
          },
        },
      },
    });
    expect(pm.hook.on_call({ x: 0 })).toEqual([]);
    expect(pm.hasPlugin('a')).toBe(true);
    await sleep(5);
    expect(pm.hasPlugin('a')).toBe(false);
  });

  it('does not touch a plugin that has been registered anew meanwhile', async () => {
    const { pm } = world();
    const plugin = { name: 'a', hooks: { on_call: { onError: 'disable', handler: () => sleep(2).then(fail) } } };
    pm.register(plugin);
    const pending = pm.hook.on_call({ x: 0 });
    pm.unregister(plugin);
    pm.register(plugin);
    await pending;
    expect(pm.hasPlugin('a')).toBe(true);
  });

  it('disposes nothing', () => {
    const { pm } = world();
    let disposed = false;
    pm.register({
      name: 'a',
      hooks: { on_call: { onError: 'disable', handler: fail } },
      dispose: () => {
        disposed = true;
      },
    });
    void pm.hook.on_call({ x: 0 });
    expect(disposed).toBe(false);
  });
});
