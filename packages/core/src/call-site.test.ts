import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { facts, hookErrorOf } from '../test/support/thrown.js';
import type { HookImpl } from './hook-impl.js';
import { PluginManager } from './manager.js';
import { originOf } from './origin.js';
import { defineHookSpecs, hookSpec } from './spec.js';

interface Args {
  readonly x: number;
}
const specs = defineHookSpecs('test', {
  on_call: hookSpec<Args, string>(),
  pick: hookSpec.firstResult<Args, string>(),
  pass: hookSpec.pipe<Args, 'x'>('x'),
  on_past: hookSpec.historic<Args, string>(),
});
const manager = () => new PluginManager('test').addHookSpecs(specs);
const plugin = (name: string, hooks: object = { on_call: () => name }): object => ({ name, hooks });
const names = (impls: readonly HookImpl[]): string[] => impls.map(({ pluginName }) => pluginName);

describe('a captured caller', () => {
  it('stays right after later registrations, however it was captured', () => {
    const pm = manager();
    const { on_call } = pm.hook;
    expect(on_call({ x: 0 })).toEqual([]);
    const { on_call: again } = pm.hook;
    pm.register(plugin('a'));
    const all = [on_call, again, pm.hook.on_call];
    expect(all.map((call) => call({ x: 0 }))).toEqual([['a'], ['a'], ['a']]);
    const { on_call: third } = pm.hook;
    pm.register(plugin('b'));
    expect([...all, third].map((call) => call({ x: 0 }))).toEqual(Array.from({ length: 4 }, () => ['b', 'a']));
    pm.unregister('a');
    expect([...all, third].map((call) => call({ x: 0 }))).toEqual(Array.from({ length: 4 }, () => ['b']));
  });

  it('of a subset does, too', () => {
    const pm = manager();
    const [a, b, c] = [plugin('a'), plugin('b'), plugin('c')];
    pm.register(a);
    pm.register(b);
    const subset = pm.subsetHookCaller('on_call', [b]);
    expect(subset({ x: 0 })).toEqual(['a']);
    pm.register(c);
    expect(subset({ x: 0 })).toEqual(['c', 'a']);
    pm.unregister(b);
    pm.register(b);
    expect(subset({ x: 0 })).toEqual(['c', 'a']);
    expect(names(subset.getHookImpls())).toEqual(['c', 'a']);
  });

  it('carries its methods, which stay right', async () => {
    const pm = manager();
    const { callAsync, callExtra, getHookImpls } = pm.hook.on_call;
    pm.register(plugin('a'));
    await expect(callAsync({ x: 0 })).resolves.toEqual(['a']);
    expect(callExtra([() => 'x'], { x: 0 })).toEqual(['x', 'a']);
    expect(names(getHookImpls())).toEqual(['a']);
  });

  it('sees monitors come and go', () => {
    const pm = manager();
    pm.register(plugin('a'));
    const { on_call } = pm.hook;
    const seen: string[] = [];
    void on_call({ x: 0 });
    const undo = pm.addHookCallMonitoring({ before: ({ hook }) => void seen.push(hook) });
    void on_call({ x: 0 });
    undo();
    void on_call({ x: 0 });
    expect(seen).toEqual(['on_call']);
  });
});

describe('a call works on a snapshot', () => {
  it('when a plugin registers or unregisters another', () => {
    const pm = manager();
    const late = plugin('late');
    pm.register(plugin('a'));
    pm.register({
      name: 'b',
      hooks: {
        on_call: () => {
          if (pm.isRegistered(late)) pm.unregister(late);
          else pm.register(late);
          return 'b';
        },
      },
    });
    expect(pm.hook.on_call({ x: 0 })).toEqual(['b', 'a']);
    expect(pm.hook.on_call({ x: 0 })).toEqual(['late', 'b', 'a']);
    expect(pm.hook.on_call({ x: 0 })).toEqual(['b', 'a']);
  });

  it('when plugins that are still to be called go', async () => {
    const pm = manager();
    pm.register(plugin('a'));
    pm.register({
      name: 'b',
      hooks: {
        on_call: async () => {
          await Promise.resolve();
          pm.unregister('a');
          return 'b';
        },
      },
    });
    await expect(pm.hook.on_call({ x: 0 })).resolves.toEqual(['b', 'a']);
    await expect(pm.hook.on_call({ x: 0 })).resolves.toEqual(['b']);
  });

  it('when the spec arrives while it runs', () => {
    const pm = new PluginManager('test');
    const hooks = pm.hook as unknown as Record<string, (args: object) => unknown>;
    const late = defineHookSpecs('late', { h: hookSpec.firstResult() });
    pm.register(plugin('a', { h: () => 'a' }));
    pm.register(plugin('b', { h: () => void pm.addHookSpecs(late) }));
    expect(hooks['h']?.({})).toEqual(['a']);
    expect(hooks['h']?.({})).toBe('a');
  });

  it('and may be entered again by what it calls', () => {
    const pm = manager();
    pm.register({
      name: 'a',
      hooks: {
        on_call: ({ x }: Args) => (x > 0 ? `${x}(${(pm.hook.on_call({ x: x - 1 }) as string[]).join()})` : '0'),
      },
    });
    expect(pm.hook.on_call({ x: 3 })).toEqual(['3(2(1(0)))']);
  });
});

describe('callAsync', () => {
  it('is always a promise, of errors too', async () => {
    const pm = manager();
    const call = pm.hook.on_call.callAsync({ x: 0 });
    expect(call).toBeInstanceOf(Promise);
    await expect(call).resolves.toEqual([]);
    const error = new Error('no luck');
    pm.register({
      name: 'a',
      hooks: {
        on_call: () => {
          throw error;
        },
      },
    });
    await expect(pm.hook.on_call.callAsync({ x: 0 })).rejects.toBe(error);
  });
});

describe('callExtra', () => {
  it('puts its implementations after tryFirst and before plain ones, last first', () => {
    const pm = manager();
    pm.register(plugin('a'));
    pm.register(plugin('first', { on_call: { tryFirst: true, handler: () => 'first' } }));
    pm.register(plugin('last', { on_call: { tryLast: true, handler: () => 'last' } }));
    pm.register(
      plugin('w', { on_call: { wrapper: (args: Args, next: (args: Args) => string[]) => ['w', ...next(args)] } }),
    );
    expect(pm.hook.on_call.callExtra([() => 'x', { handler: () => 'y' }], { x: 0 })).toEqual([
      'w',
      'first',
      'y',
      'x',
      'a',
      'last',
    ]);
    expect(pm.hook.on_call({ x: 0 })).toEqual(['w', 'first', 'a', 'last']);
  });

  it('takes part in every kind of call', async () => {
    const pm = manager();
    expect(pm.hook.pick.callExtra([() => 'x', () => undefined], { x: 0 })).toBe('x');
    expect(pm.hook.pass.callExtra([({ x }) => x + 1, ({ x }) => x * 10], { x: 1 })).toBe(11);
    await expect(pm.hook.on_call.callExtra([async () => 'x'], { x: 0 })).resolves.toEqual(['x']);
    expect(pm.hook.on_call.callExtra([], { x: 0 })).toEqual([]);
  });

  it('goes with a subset', () => {
    const pm = manager();
    const a = plugin('a');
    pm.register(a);
    expect(pm.subsetHookCaller('on_call', [a]).callExtra([() => 'x'], { x: 0 })).toEqual(['x']);
  });

  it('appears to monitors as <extra>, without a plugin', () => {
    const pm = manager();
    const seen: unknown[] = [];
    pm.addHookCallMonitoring({
      before: ({ impls }) => void seen.push(...impls.map((impl) => [impl.pluginName, impl.plugin])),
    });
    void pm.hook.on_call.callExtra([() => 'x'], { x: 0 });
    expect(seen).toEqual([['<extra>', null]]);
  });

  it('goes by its label where it has one', () => {
    const pm = manager();
    const error = new Error('no luck');
    const fail = (): never => {
      throw error;
    };
    expect(() => pm.hook.on_call.callExtra([{ label: 'pager', handler: fail }], { x: 0 })).toThrow(error);
    expect(originOf(error)).toEqual({ plugin: 'pager', hook: 'on_call' });
  });

  it('may bear its own faults', () => {
    const pm = manager();
    const faults: unknown[] = [];
    pm.events.on('hook:error', ({ plugin: name, policy }) => faults.push([name, policy]));
    const fail = (): never => {
      throw new Error('no luck');
    };
    for (const onError of ['warn', 'disable']) {
      expect(pm.hook.on_call.callExtra([{ onError, handler: fail } as never], { x: 0 })).toEqual([]);
    }
    expect(faults).toEqual([
      ['<extra>', 'warn'],
      ['<extra>', 'disable'],
    ]);
  });

  it('may say that they have no place', () => {
    const placeless = { tryFirst: false, tryLast: false, before: [], after: [], handler: () => 1 };
    expect(manager().hook.on_call.callExtra([placeless as never], { x: 0 })).toEqual([1]);
  });

  it.each<[string, unknown, string, RegExp]>([
    [
      'what is no list',
      () => 1,
      'expects an array of implementations first',
      /^Write pm\.hook\.on_call\.callExtra\(\[handler\], args\)\.$/,
    ],
    [
      'a wrapper',
      [{ wrapper: () => 1 }],
      'got a wrapper, expected handlers without a place',
      /^Extra implementations come after tryFirst/,
    ],
    [
      'an order',
      [{ handler: () => 1, tryFirst: true }],
      'got tryFirst, expected',
      /Register a plugin for anything else\.$/,
    ],
    ['a constraint', [{ handler: () => 1, before: ['a'] }], 'got before, expected', /Register a plugin/],
    ['what is no implementation', [7], 'with 7, expected a function', /handler/],
  ])('refuses %s', (_words, impls, message, hint) => {
    const told = facts(hookErrorOf(() => manager().hook.on_call.callExtra(impls as never, { x: 0 })));
    expect(told).toMatchObject({ code: 'IMPL_INVALID', hook: 'on_call' });
    expect(told.message).toContain(message);
    expect(told.hint).toMatch(hint);
  });
});

describe('historic hooks and others', () => {
  it('are not called in each other’s way', async () => {
    const pm = manager();
    const historic = pm.hook.on_past as unknown as typeof pm.hook.on_call;
    const direct = {
      code: 'HOOK_HISTORIC_CALL',
      message: '"on_past" is historic, so it cannot be called directly.',
      hook: 'on_past',
      plugin: undefined,
      hint: 'Write pm.hook.on_past.callHistoric(args).',
    };
    expect(facts(hookErrorOf(() => historic({ x: 0 })))).toEqual(direct);
    expect(facts(hookErrorOf(() => historic.callExtra([], { x: 0 })))).toEqual(direct);
    await expect(historic.callAsync({ x: 0 })).rejects.toMatchObject({ code: 'HOOK_HISTORIC_CALL' });
    const usual = pm.hook.on_call as unknown as typeof pm.hook.on_past;
    expect(facts(hookErrorOf(() => usual.callHistoric({ x: 0 })))).toEqual({
      code: 'HOOK_NOT_HISTORIC',
      message: '"on_call" is not historic, so callHistoric cannot be used on it.',
      hook: 'on_call',
      plugin: undefined,
      hint: 'Call it: pm.hook.on_call(args).',
    });
  });
});

describe('getHookImpls', () => {
  it('is in call order, and the callers to keep', () => {
    const pm = manager();
    pm.register(plugin('a'));
    pm.register(plugin('w', { on_call: { wrapper: () => [] } }));
    const impls = pm.hook.on_call.getHookImpls() as HookImpl[];
    expect(names(impls)).toEqual(['w', 'a']);
    impls.reverse();
    expect(names(pm.hook.on_call.getHookImpls())).toEqual(['w', 'a']);
  });

  it("tells where each stands among its plugin's, in the order they are written", () => {
    const pm = manager();
    pm.register(
      plugin('a', { on_call: [{ tryLast: true, handler: () => 'one' }, () => 'two', { wrapper: () => [] }] }),
    );
    expect(pm.hook.on_call.getHookImpls().map(({ position, wrapper }) => [position, wrapper])).toEqual([
      [2, true],
      [1, false],
      [0, false],
    ]);
  });

  it('has the very functions that plugins wrote', () => {
    const pm = manager();
    const handler = (): string => 'x';
    class Methods {
      on_call(): string {
        return 'y';
      }
    }
    pm.register(plugin('a', { on_call: { handler } }));
    pm.register(new Methods());
    expect(pm.hook.on_call.getHookImpls().map((impl) => impl.handler)).toEqual([Methods.prototype.on_call, handler]);
  });
});

describe('pm.hook', () => {
  it('is a plain record without a prototype', () => {
    const pm = manager();
    expect(Object.getPrototypeOf(pm.hook)).toBeNull();
    expect(Object.keys(pm.hook)).toEqual(['on_call', 'pick', 'pass', 'on_past']);
    expect((pm.hook as unknown as Record<string, unknown>)['unknown_hook']).toBeUndefined();
    expect((pm.hook as unknown as Record<string, unknown>)['toString']).toBeUndefined();
  });

  it('prints who implements what', () => {
    const pm = manager();
    pm.register(plugin('a'));
    expect(inspect(pm.hook, { depth: 1 })).toMatch(/^\{ on_call: \[ \[Object\] \], pick: \[\], .*\}$/);
    expect(inspect(pm.hook, { depth: 3 })).toContain("pluginName: 'a'");
  });

  it('knows hooks whose names look like prototypes', () => {
    const odd = defineHookSpecs('odd', {
      ['__proto__']: hookSpec<Args, string>(),
      constructor: hookSpec<Args, string>(),
      toString: hookSpec<Args, string>(),
    });
    const pm = new PluginManager('test').addHookSpecs(odd);
    pm.register(
      plugin('a', { ['__proto__']: () => 'p', constructor: () => 'c', toString: () => 't', hasOwnProperty: () => 'h' }),
    );
    const hooks = pm.hook as unknown as Record<string, (args: Args) => unknown>;
    expect(Object.keys(hooks)).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty']);
    expect(Object.keys(hooks).map((name) => hooks[name]?.({ x: 0 }))).toEqual([['p'], ['c'], ['t'], ['h']]);
    expect(pm.getHookCallers(pm.getPlugin('a') as object)).toEqual(Object.keys(hooks));
    expect(inspect(hooks)).toContain('__proto__');
    const scope = pm.scope(() => true) as unknown as typeof hooks;
    expect(scope['__proto__']?.({ x: 0 })).toEqual(['p']);
    expect(pm.subsetHookCaller('constructor', [])({ x: 0 })).toEqual(['c']);
    pm.unregister('a');
    expect(hooks['__proto__']?.({ x: 0 })).toEqual([]);
  });

  it('has hooks without a spec, which collect, once they are implemented', async () => {
    const pm = manager();
    const hooks = pm.hook as unknown as Record<string, ((args: object) => unknown) | undefined>;
    expect(hooks['free']).toBeUndefined();
    pm.register(plugin('a', { free: () => 1 }));
    pm.register(plugin('b', { free: async () => 2 }));
    await expect(hooks['free']?.({})).resolves.toEqual([2, 1]);
    pm.unregister('b');
    expect(hooks['free']?.({})).toEqual([1]);
    pm.unregister('a');
    expect(hooks['free']?.({})).toEqual([]);
  });
});
