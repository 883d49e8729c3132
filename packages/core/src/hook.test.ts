import { describe, expect, it } from 'vitest';
import { facts, hookErrorOf } from '../test/support/thrown.js';
import { PluginManager } from './manager.js';
import { defineHookSpecs, hookSpec } from './spec.js';

interface Args {
  readonly x: number;
}
const specs = defineHookSpecs('test', {
  on_past: hookSpec.historic<Args, unknown>(),
  on_other: hookSpec.historic<Args, unknown>(),
});
const manager = () => new PluginManager('test').addHookSpecs(specs);

describe('a historic hook', () => {
  it('calls who is there, and replays to who comes later, in the order of calls', () => {
    const pm = manager();
    const log: string[] = [];
    const plugin = (name: string): object => ({
      name,
      hooks: { on_past: ({ x }: Args) => void log.push(`${name} ${x}`) },
    });
    pm.register(plugin('a'));
    pm.hook.on_past.callHistoric({ x: 1 });
    pm.hook.on_past.callHistoric({ x: 2 });
    expect(log).toEqual(['a 1', 'a 2']);
    log.length = 0;
    pm.register(plugin('b'));
    expect(log).toEqual(['b 1', 'b 2']);
  });

  it('hands results over once all have run, and those of a replay as they come', () => {
    const pm = manager();
    const log: unknown[] = [];
    const plugin = (name: string, value: unknown): object => ({
      name,
      hooks: {
        on_past: () => {
          log.push(`run ${name}`);
          return value;
        },
      },
    });
    pm.register(plugin('a', 0));
    pm.register(plugin('nothing', undefined));
    pm.register(plugin('null', null));
    pm.register(plugin('b', ''));
    expect(pm.hook.on_past.callHistoric({ x: 1 }, (value) => log.push(value))).toBeUndefined();
    expect(log).toEqual(['run b', 'run null', 'run nothing', 'run a', '', 0]);
    log.length = 0;
    pm.register(plugin('late', false));
    pm.register(plugin('late nothing', undefined));
    expect(log).toEqual(['run late', false, 'run late nothing']);
  });

  it('replays a call that threw, whose callback got nothing', () => {
    const pm = manager();
    const error = new Error('no luck');
    const got: unknown[] = [];
    pm.register({ name: 'ok', hooks: { on_past: { tryFirst: true, handler: () => 'ok' } } });
    pm.register({
      name: 'a',
      hooks: {
        on_past: () => {
          throw error;
        },
      },
    });
    expect(() => pm.hook.on_past.callHistoric({ x: 1 }, (value) => got.push(value))).toThrow(error);
    expect(got).toEqual([]);
    pm.register({ name: 'late', hooks: { on_past: ({ x }: Args) => x } });
    expect(got).toEqual([1]);
  });

  it('replays everything again to a plugin that comes back', () => {
    const pm = manager();
    const seen: number[] = [];
    const plugin = { name: 'a', hooks: { on_past: ({ x }: Args) => void seen.push(x) } };
    pm.register(plugin);
    pm.hook.on_past.callHistoric({ x: 1 });
    pm.unregister(plugin);
    pm.hook.on_past.callHistoric({ x: 2 });
    pm.register(plugin);
    expect(seen).toEqual([1, 1, 2]);
  });

  it('replays to each implementation of a plugin alone, in the order they are written, whatever their order in calls', () => {
    const pm = manager();
    const log: string[] = [];
    pm.hook.on_past.callHistoric({ x: 1 });
    pm.hook.on_past.callHistoric({ x: 2 });
    pm.hook.on_other.callHistoric({ x: 3 });
    const write =
      (name: string) =>
      ({ x }: Args) =>
        void log.push(`${name} ${x}`);
    pm.register({
      name: 'a',
      hooks: {
        on_past: [
          { tryLast: true, handler: write('one') },
          { tryFirst: true, handler: write('two') },
        ],
        on_other: write('three'),
      },
    });
    expect(log).toEqual(['one 1', 'one 2', 'two 1', 'two 2', 'three 3']);
  });

  it('replays the call in progress to a plugin that it brings', () => {
    const pm = manager();
    const log: string[] = [];
    const late = { name: 'late', hooks: { on_past: ({ x }: Args) => void log.push(`late ${x}`) } };
    pm.register({
      name: 'a',
      hooks: {
        on_past: ({ x }: Args) => {
          if (!pm.isRegistered(late)) pm.register(late);
          log.push(`a ${x}`);
        },
      },
    });
    pm.hook.on_past.callHistoric({ x: 1 });
    pm.hook.on_past.callHistoric({ x: 2 });
    expect(log).toEqual(['late 1', 'a 1', 'late 2', 'a 2']);
  });

  it('replays a call that is made while it replays', () => {
    const pm = manager();
    const seen: number[] = [];
    pm.hook.on_past.callHistoric({ x: 1 });
    pm.register({
      name: 'a',
      hooks: {
        on_past: ({ x }: Args) => {
          seen.push(x);
          if (x < 3) pm.hook.on_past.callHistoric({ x: x + 1 });
        },
      },
    });
    expect(seen).toEqual([1, 2, 3]);
  });

  it('shares its history with subsets and scopes, and replays unrestricted', () => {
    const pm = manager();
    const seen: string[] = [];
    const plugin = (name: string): object => ({
      name,
      hooks: { on_past: { select: name, handler: ({ x }: Args) => void seen.push(`${name} ${x}`) } },
    });
    const [a, b] = [plugin('a'), plugin('b')];
    pm.register(a);
    pm.register(b);
    pm.subsetHookCaller('on_past', [b]).callHistoric({ x: 1 });
    pm.scope(({ select }) => select === 'b').on_past.callHistoric({ x: 2 });
    expect(seen).toEqual(['a 1', 'b 2']);
    seen.length = 0;
    pm.unregister(b);
    pm.register(b);
    expect(seen).toEqual(['b 1', 'b 2']);
  });

  it('is synchronous', () => {
    const pm = manager();
    pm.register({ name: 'a', hooks: { on_past: async () => 1 } });
    expect(facts(hookErrorOf(() => pm.hook.on_past.callHistoric({ x: 1 })))).toMatchObject({
      code: 'HOOK_SYNC_PROMISE',
      plugin: 'a',
      hook: 'on_past',
    });
  });

  it('takes no wrappers', () => {
    const pm = manager();
    expect(
      facts(hookErrorOf(() => pm.register({ name: 'w', hooks: { on_past: { wrapper: () => 1 } } }))),
    ).toMatchObject({
      code: 'HOOK_HISTORIC_WRAPPER',
      plugin: 'w',
      hook: 'on_past',
    });
  });

  it('has no history from before its spec', () => {
    const pm = new PluginManager('test');
    const seen: number[] = [];
    pm.register({ name: 'a', hooks: { on_past: ({ x }: Args) => void seen.push(x) } });
    (pm.hook as unknown as Record<string, (args: Args) => void>)['on_past']?.({ x: 1 });
    pm.addHookSpecs(specs).hook.on_past.callHistoric({ x: 2 });
    pm.register({ name: 'b', hooks: { on_past: ({ x }: Args) => void seen.push(10 * x) } });
    expect(seen).toEqual([1, 2, 20]);
  });
});

describe('a plugin that is replayed to', () => {
  it('is younger than those that the replay brings', () => {
    const pm = manager();
    const on_call = (name: string) => (): string => name;
    const others = { on_one: on_call('x'), on_two: on_call('x') };
    const brought = { name: 'brought', hooks: { ...others, on_call: on_call('brought') } };
    const on_past = (): void => void pm.register(brought);
    pm.hook.on_past.callHistoric({ x: 1 });
    pm.register({ name: 'a', hooks: { on_past, on_call: on_call('a') } });
    pm.register({ name: 'b', hooks: { on_call: on_call('b') } });
    expect((pm.hook as unknown as Record<string, (args: object) => unknown>)['on_call']?.({})).toEqual([
      'b',
      'a',
      'brought',
    ]);
  });

  it('may unregister itself: nothing of it stays', () => {
    const pm = manager();
    pm.hook.on_past.callHistoric({ x: 1 });
    const events: string[] = [];
    pm.events.on('plugin:registered', (name) => events.push(`registered ${name}`));
    pm.events.on('plugin:unregistered', (name) => events.push(`unregistered ${name}`));
    const plugin = {
      name: 'a',
      observe: {},
      hooks: { on_other: () => 0, on_past: () => void pm.unregister(plugin), on_call: () => 1 },
    };
    expect(pm.register(plugin)).toBeNull();
    expect(pm.listNamePlugin()).toEqual([]);
    expect([pm.hook.on_other, pm.hook.on_past].flatMap((caller) => caller.getHookImpls())).toEqual([]);
    expect(events).toEqual(['unregistered a']);
  });

  it('may be blocked by what it does', () => {
    const pm = manager();
    pm.hook.on_past.callHistoric({ x: 1 });
    expect(pm.register({ name: 'a', hooks: { on_past: () => pm.block('a') } })).toBeNull();
    expect(pm.listNamePlugin()).toEqual([['a', null]]);
    expect(pm.hook.on_past.getHookImpls()).toEqual([]);
  });

  it('may give its name to another, which an error leaves alone', () => {
    const pm = manager();
    pm.hook.on_past.callHistoric({ x: 1 });
    const other = { name: 'a' };
    const plugin = {
      name: 'a',
      hooks: {
        on_past: () => {
          pm.unregister(plugin);
          pm.register(other);
          throw new Error('replay');
        },
      },
    };
    expect(() => pm.register(plugin)).toThrow('replay');
    expect(pm.listNamePlugin()).toEqual([['a', other]]);
  });

  it('may bring others, which are older than itself', () => {
    const pm = new PluginManager('test').addHookSpecs(
      specs,
      defineHookSpecs('usual', { on_call: hookSpec<object, string>() }),
    );
    pm.hook.on_past.callHistoric({ x: 1 });
    pm.register({
      name: 'a',
      hooks: { on_past: () => void pm.register({ name: 'b', hooks: { on_call: () => 'b' } }), on_call: () => 'a' },
    });
    expect(pm.hook.on_call({})).toEqual(['a', 'b']);
  });

  it('may call hooks that it declares itself', () => {
    const pm = manager();
    pm.hook.on_past.callHistoric({ x: 1 });
    const own = defineHookSpecs('own', { own_hook: hookSpec<object, string>() });
    let result: unknown;
    const hooks = pm.hook as unknown as Record<string, (args: object) => unknown>;
    pm.register({
      name: 'a',
      specs: [own],
      hooks: {
        own_hook: () => 'own',
        on_past: () => {
          result = hooks['own_hook']?.({});
        },
      },
    });
    expect(result).toEqual(['own']);
  });
});
