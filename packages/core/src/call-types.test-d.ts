import {
  type AnyPluginManager,
  defineHookSpecs,
  type HookCaller,
  hookSpec,
  type OrderRow,
  PluginManager,
  type Undo,
} from '@pintle/core';
import { describe, expectTypeOf, it } from 'vitest';

interface Args {
  readonly x: number;
}
const specs = defineHookSpecs('test', {
  collect: hookSpec<Args, string>(),
  nothing: hookSpec<Args>(),
  first: hookSpec.firstResult<Args, string>(),
  notify: hookSpec.notify<Args>(),
  pipe: hookSpec.pipe<Args, 'x'>('x'),
  assign: hookSpec.pipe.assign<{ inputs: { a: number; b: string } }, 'inputs'>('inputs'),
  past: hookSpec.historic<Args, string>(),
  sync: hookSpec.sync<Args, string>(),
  sync_first: hookSpec.sync.firstResult<Args, string>(),
  sync_notify: hookSpec.sync.notify<Args>(),
  sync_pipe: hookSpec.sync.pipe<Args, 'x'>('x'),
});
const others = defineHookSpecs('others', { other: hookSpec<{ y: string }, boolean>() });
const pm = new PluginManager('test').addHookSpecs(specs);

describe('a call', () => {
  it('takes the args of the spec', () => {
    expectTypeOf(pm.hook.collect).parameter(0).toEqualTypeOf<Args>();
    expectTypeOf(pm.hook.assign).parameter(0).toEqualTypeOf<{ inputs: { a: number; b: string } }>();
    // @ts-expect-error an arg is missing
    void pm.hook.collect({});
    // @ts-expect-error an arg is of the wrong type
    void pm.hook.collect({ x: '1' });
    // @ts-expect-error no such arg
    void pm.hook.collect({ x: 1, z: 2 });
    // @ts-expect-error no args at all
    void pm.hook.collect();
    // @ts-expect-error no such hook
    pm.hook.collects({ x: 1 });
  });

  it('gives what its kind gives, or a promise of it', () => {
    expectTypeOf(pm.hook.collect).returns.toEqualTypeOf<string[] | Promise<string[]>>();
    expectTypeOf(pm.hook.nothing).returns.toEqualTypeOf<never[] | Promise<never[]>>();
    expectTypeOf(pm.hook.first).returns.toEqualTypeOf<string | undefined | Promise<string | undefined>>();
    expectTypeOf(pm.hook.notify).returns.toEqualTypeOf<void | Promise<void>>();
    expectTypeOf(pm.hook.pipe).returns.toEqualTypeOf<number | Promise<number>>();
    expectTypeOf(pm.hook.assign).returns.toEqualTypeOf<{ a: number; b: string } | Promise<{ a: number; b: string }>>();
  });

  it('of a synchronous hook gives the plain value', () => {
    expectTypeOf(pm.hook.sync).returns.toEqualTypeOf<string[]>();
    expectTypeOf(pm.hook.sync_first).returns.toEqualTypeOf<string | undefined>();
    expectTypeOf(pm.hook.sync_notify).returns.toEqualTypeOf<void>();
    expectTypeOf(pm.hook.sync_pipe).returns.toEqualTypeOf<number>();
  });

  it('may always be a promise', () => {
    expectTypeOf(pm.hook.collect.callAsync).returns.toEqualTypeOf<Promise<string[]>>();
    expectTypeOf(pm.hook.sync.callAsync).returns.toEqualTypeOf<Promise<string[]>>();
    expectTypeOf(pm.hook.first.callAsync).returns.toEqualTypeOf<Promise<string | undefined>>();
  });

  it('with extra implementations knows what they take and return', () => {
    void pm.hook.collect.callExtra([({ x }) => x.toFixed(), { handler: async ({ x }) => `${x}` }], { x: 1 });
    expectTypeOf(pm.hook.pipe.callExtra).returns.toEqualTypeOf<number | Promise<number>>();
    // @ts-expect-error a wrong result
    void pm.hook.collect.callExtra([() => 7], { x: 1 });
    // @ts-expect-error async in a synchronous hook
    pm.hook.sync.callExtra([async () => 'x'], { x: 1 });
    // @ts-expect-error a wrapper
    void pm.hook.collect.callExtra([{ wrapper: () => [] }], { x: 1 });
  });
});

describe('a historic hook', () => {
  it('is called by callHistoric, and not otherwise', () => {
    pm.hook.past.callHistoric({ x: 1 });
    pm.hook.past.callHistoric({ x: 1 }, (value) => expectTypeOf(value).toEqualTypeOf<string>());
    expectTypeOf(pm.hook.past.callHistoric).returns.toEqualTypeOf<void>();
    // @ts-expect-error not directly
    pm.hook.past({ x: 1 });
    // @ts-expect-error with an arg of the wrong type
    pm.hook.past.callHistoric({ x: '1' });
    // @ts-expect-error not with extra implementations
    pm.hook.past.callExtra([], { x: 1 });
    // @ts-expect-error others are not historic
    pm.hook.collect.callHistoric({ x: 1 });
  });
});

describe('a manager', () => {
  it('knows the hooks of all sets that it was given', () => {
    const both = pm.addHookSpecs(others);
    expectTypeOf(both.hook.other).returns.toEqualTypeOf<boolean[] | Promise<boolean[]>>();
    expectTypeOf(both.hook.sync).returns.toEqualTypeOf<string[]>();
    const atOnce = new PluginManager('test').addHookSpecs(specs, others);
    expectTypeOf(atOnce.hook.other).parameter(0).toEqualTypeOf<{ y: string }>();
    // @ts-expect-error no specs, no hooks
    new PluginManager('test').hook.other({ y: '' });
  });

  it('has scopes and subsets of the same types', () => {
    const scope = pm.scope((impl) => impl.select === undefined && impl.hook !== '' && !impl.wrapper);
    expectTypeOf(scope).toEqualTypeOf<typeof pm.hook>();
    expectTypeOf(pm.subsetHookCaller('sync', [])).toEqualTypeOf<typeof pm.hook.sync>();
    // @ts-expect-error no such hook
    pm.subsetHookCaller('syncs', []);
  });

  it('lets monitoring and tracing end with a block', () => {
    expectTypeOf(pm.addHookCallMonitoring({})).toEqualTypeOf<Undo>();
    {
      using watching = pm.addHookCallMonitoring({ before: ({ args }) => expectTypeOf(args).toEqualTypeOf<object>() });
      using tracing = pm.enableTracing((line) => expectTypeOf(line).toEqualTypeOf<string>());
      expectTypeOf(watching).toBeCallableWith();
      expectTypeOf(tracing).toEqualTypeOf<Undo>();
    }
  });

  it('ends with an async block', async () => {
    await using managed = new PluginManager('test');
    expectTypeOf(managed.close).returns.toEqualTypeOf<Promise<void>>();
  });

  it('tells outcomes apart', () => {
    pm.addHookCallMonitoring({
      after({ outcome, steps }) {
        if (outcome.ok) expectTypeOf(outcome.value).toEqualTypeOf<unknown>();
        else expectTypeOf(outcome.error).toEqualTypeOf<unknown>();
        // @ts-expect-error look at ok first
        void outcome.value;
        // @ts-expect-error steps are read-only
        steps.pop();
      },
    });
  });

  it('types its events', () => {
    pm.events.on('hook:error', ({ plugin, policy }) => {
      expectTypeOf(plugin).toEqualTypeOf<string>();
      expectTypeOf(policy).toEqualTypeOf<'warn' | 'disable'>();
    });
    pm.events.on('plugin:registered', (name, plugin) => {
      expectTypeOf(name).toEqualTypeOf<string>();
      expectTypeOf(plugin).toEqualTypeOf<object>();
    });
    // @ts-expect-error no such event
    pm.events.on('plugin:gone', () => {});
  });

  it('explains any hook, and completes those that it knows', () => {
    expectTypeOf(pm.explain('collect')).toEqualTypeOf<OrderRow[]>();
    expectTypeOf(pm.explain('hook without a spec')).toEqualTypeOf<OrderRow[]>();
  });

  it('takes options of registration, and no others', () => {
    pm.register({ name: 'a' }, { name: 'b', select: 'x', onError: 'warn', timeoutMs: 5, tryFirst: true });
    // @ts-expect-error a misspelt option
    pm.register({ name: 'a' }, { onerror: 'warn' });
    // @ts-expect-error a name is no plugin
    pm.register('a');
  });

  it('is a manager of any hooks', () => {
    const any = (manager: AnyPluginManager): string => manager.projectName;
    any(pm);
    any(new PluginManager('test'));
    expectTypeOf<HookCaller<(typeof specs)['hooks']['sync']>>().toEqualTypeOf<typeof pm.hook.sync>();
  });
});

describe('hook specs', () => {
  it('are typed by what they are given', () => {
    hookSpec<Args, string>({
      since: '1.0.0',
      deprecated: 'use y',
      check: (value, args) => {
        expectTypeOf(value).toEqualTypeOf<string>();
        expectTypeOf(args).toEqualTypeOf<Args>();
      },
    });
    hookSpec.pipe.assign<{ inputs: { a: number } }, 'inputs'>('inputs', {
      check: (value) => expectTypeOf(value).toEqualTypeOf<Partial<{ a: number }>>(),
    });
    // @ts-expect-error no such key
    hookSpec.pipe<Args, 'y'>('y');
    // @ts-expect-error not the key of the type
    hookSpec.pipe<Args, 'x'>('z');
    // @ts-expect-error args are an object
    hookSpec<number, string>();
    // @ts-expect-error historic hooks are synchronous anyway
    void hookSpec.sync.historic;
    // @ts-expect-error a set holds specs
    defineHookSpecs('x', { a: () => {} });
  });
});
