import {
  type ArgsOf,
  type Awaitable,
  type CallResult,
  defineHookSpecs,
  defineHost,
  definePlugin,
  type Handler,
  type HookField,
  type HooksOfHost,
  hook,
  hookSpec,
  type ImplResult,
  type Plugin,
} from '@pintle/core';
import { describe, expectTypeOf, it } from 'vitest';

interface NodeArgs {
  readonly node: { readonly name: string };
  readonly inputs: Readonly<Record<string, unknown>>;
}
const nodeSpecs = defineHookSpecs('node', {
  before_node_run: hookSpec.pipe.assign<NodeArgs, 'inputs'>('inputs'),
  run_node: hookSpec.firstResult<NodeArgs, Record<string, unknown>>(),
  on_node_end: hookSpec.notify<NodeArgs>(),
  after_dataset_loaded: hookSpec.pipe<{ name: string; data: unknown }, 'data'>('data'),
  inject_context: hookSpec.sync.pipe.assign<{ carrier: Record<string, string> }, 'carrier'>('carrier'),
  register_pipelines: hookSpec<object, { nodes: string[] }>(),
  announced: hookSpec.historic<{ x: number }, string>(),
  pick_at_once: hookSpec.sync.firstResult<{ x: number }, string>(),
  tell_at_once: hookSpec.sync.notify<{ x: number }>(),
});
const commandSpecs = defineHookSpecs('command', { before_command_run: hookSpec.notify<{ commandArgs: string[] }>() });
const kilnSpecs = defineHookSpecs('kiln', { on_fire: hookSpec.sync<{ temp: number }, string>() });

// What a plugin that declares hooks of its own for a host writes.
const lineageSpecs = defineHookSpecs('lineage', { on_lineage_recorded: hookSpec.notify<{ url: string }>() });
const glazeSpecs = defineHookSpecs('glaze', { on_glaze: hookSpec<{ colour: string }, string>() });
declare module '@pintle/core' {
  interface HookSpecRegistry {
    'host-test/lineage': typeof lineageSpecs;
    'kiln-test/glaze': typeof glazeSpecs;
  }
}

const host = defineHost('host-test', [nodeSpecs, commandSpecs]);
const kiln = defineHost('kiln-test', [kilnSpecs]);
type Hooks = HooksOfHost<typeof host>;

describe('definePlugin of a host', () => {
  it('infers args and results in every form', () => {
    host.definePlugin({
      name: 'acme',
      version: '1.0.0',
      requires: { '@acme/specs': '^1.0.0' },
      specs: [lineageSpecs],
      hooks: {
        before_node_run({ inputs, node }) {
          expectTypeOf(inputs).toEqualTypeOf<Readonly<Record<string, unknown>>>();
          expectTypeOf(node.name).toEqualTypeOf<string>();
          return { ...inputs, n: node.name };
        },
        run_node: [
          {
            async wrapper(args, next) {
              expectTypeOf(args).toEqualTypeOf<NodeArgs>();
              expectTypeOf(next).toEqualTypeOf<(given: NodeArgs) => Awaitable<Record<string, unknown> | undefined>>();
              return (await next(args)) ?? {};
            },
          },
          { tryLast: true, handler: async ({ node }) => ({ n: node.name }) },
          () => undefined,
          () => null,
          () => {},
        ],
        on_node_end: [
          ({ node }) => void node.name,
          { tryFirst: true, before: ['b'], after: ['c'], handler: async ({ node }) => void node.name },
        ],
        after_dataset_loaded: ({ data, name }) => {
          expectTypeOf(data).toEqualTypeOf<unknown>();
          return [data, name];
        },
        inject_context: ({ carrier }) => ({ trace: carrier['trace'] ?? '' }),
        register_pipelines: {
          optional: true,
          select: { any: 'thing' },
          onError: 'warn',
          timeoutMs: 5,
          label: 'x',
          handler: () => ({ nodes: [] }),
        },
        announced: ({ x }) => x.toFixed(),
        pick_at_once: {
          wrapper: (args, next) => {
            expectTypeOf(next(args)).toEqualTypeOf<string | undefined>();
            return next({ x: 2 });
          },
        },
        tell_at_once: ({ x }) => void x,
        before_command_run: ({ commandArgs }) => void commandArgs.length,
        on_lineage_recorded: ({ url }) => void url.length,
      },
      extraHooks: { anything: { optional: true, handler: (args: { n: number }) => args.n } },
      observe: { before: ({ hook: name }) => void name.length, after: ({ steps }) => void steps.length },
      async dispose() {},
    });
  });

  it('gives a plugin', () => {
    expectTypeOf(host.definePlugin({ name: 'a' })).toEqualTypeOf<Plugin<Hooks>>();
    expectTypeOf(host.name).toEqualTypeOf<'host-test'>();
  });

  it('knows the hooks of its own host only, and those that plugins registered for it', () => {
    expectTypeOf<keyof Hooks>().toEqualTypeOf<
      | 'before_node_run'
      | 'run_node'
      | 'on_node_end'
      | 'after_dataset_loaded'
      | 'inject_context'
      | 'register_pipelines'
      | 'announced'
      | 'pick_at_once'
      | 'tell_at_once'
      | 'before_command_run'
      | 'on_lineage_recorded'
    >();
    expectTypeOf<keyof HooksOfHost<typeof kiln>>().toEqualTypeOf<'on_fire' | 'on_glaze'>();
    kiln.definePlugin({
      name: 'k',
      hooks: { on_fire: ({ temp }) => `${temp}`, on_glaze: async ({ colour }) => colour },
    });
    // @ts-expect-error a hook of the other host
    kiln.definePlugin({ name: 'k', hooks: { before_node_run: () => {} } });
    // @ts-expect-error a hook that a plugin declared for the other host
    host.definePlugin({ name: 'x', hooks: { on_glaze: () => 'red' } });
  });

  it('refuses what cannot be', () => {
    // @ts-expect-error a plugin has a name
    host.definePlugin({ hooks: {} });
    // @ts-expect-error a misspelt hook
    host.definePlugin({ name: 'x', hooks: { before_node_runs() {} } });
    // @ts-expect-error a misspelt hook beside a right one
    host.definePlugin({ name: 'x', hooks: { on_node_end() {}, on_node_ends() {} } });
    // @ts-expect-error a misspelt key
    host.definePlugin({ name: 'x', hook: {} });
    // @ts-expect-error an arg that the hook does not have
    host.definePlugin({ name: 'x', hooks: { on_node_end: ({ nod }) => void nod } });
    // @ts-expect-error a wrong result
    host.definePlugin({ name: 'x', hooks: { register_pipelines: () => 5 } });
    // @ts-expect-error a wrong result, promised
    host.definePlugin({ name: 'x', hooks: { run_node: async () => 5 } });
    // @ts-expect-error async in a synchronous hook
    kiln.definePlugin({ name: 'k', hooks: { on_fire: async ({ temp }) => `${temp}` } });
    // @ts-expect-error async in a historic hook
    host.definePlugin({ name: 'x', hooks: { announced: async () => 'x' } });
    // @ts-expect-error an async wrapper of a synchronous hook
    host.definePlugin({ name: 'x', hooks: { pick_at_once: { wrapper: async (args, next) => next(args) } } });
    // @ts-expect-error a wrapper of a historic hook
    host.definePlugin({ name: 'x', hooks: { announced: { wrapper: (a, next) => next(a) } } });
    // @ts-expect-error both keys
    host.definePlugin({ name: 'x', hooks: { on_node_end: { handler: () => {}, wrapper: () => {} } } });
    // @ts-expect-error neither key
    host.definePlugin({ name: 'x', hooks: { on_node_end: { tryFirst: true } } });
    // @ts-expect-error a misspelt option
    host.definePlugin({ name: 'x', hooks: { on_node_end: { tryfirst: true, handler: () => {} } } });
    // @ts-expect-error an option of the wrong type
    host.definePlugin({ name: 'x', hooks: { on_node_end: { onError: 'ignore', handler: () => {} } } });
    // @ts-expect-error one name is not a list of names
    host.definePlugin({ name: 'x', hooks: { on_node_end: { before: 'other', handler: () => {} } } });
    // @ts-expect-error the partial object of pipe.assign has known types
    host.definePlugin({ name: 'x', hooks: { inject_context: () => ({ trace: 7 }) } });
    // @ts-expect-error next takes args
    host.definePlugin({ name: 'x', hooks: { run_node: { wrapper: (_args, next) => next() } } });
    // @ts-expect-error the wrapper of a collecting hook gives the list
    host.definePlugin({ name: 'x', hooks: { register_pipelines: { wrapper: () => ({ nodes: [] }) } } });
  });
});

describe('a class', () => {
  it('has fields that carry options, with full inference', () => {
    class ProjectHooks {
      name = 'project';
      before_node_run = host.hook('before_node_run', { tryFirst: true, handler: ({ node }) => ({ n: node.name }) });
      run_node = host.hook('run_node', [
        async ({ inputs }) => ({ ...inputs }),
        { wrapper: (args, next) => next(args) },
      ]);
      // @ts-expect-error a wrong result
      register_pipelines = host.hook('register_pipelines', () => 7);
      // @ts-expect-error a misspelt hook
      before_node_runs = host.hook('before_node_runs', () => {});
      // @ts-expect-error a misspelt option
      on_node_end = host.hook('on_node_end', { tryfirst: true, handler: () => {} });
      // @ts-expect-error a wrapper of a historic hook
      announced = host.hook('announced', { wrapper: () => {} });
    }
    expectTypeOf(new ProjectHooks().before_node_run).toEqualTypeOf<HookField<'before_node_run'>>();
  });

  it('has methods that type their args by the spec', () => {
    class ProjectHooks {
      run_node({ node }: ArgsOf<Hooks['run_node']>): ImplResult<Hooks['run_node']> {
        expectTypeOf(node.name).toEqualTypeOf<string>();
        return { name: node.name };
      }
    }
    expectTypeOf(new ProjectHooks().run_node).toExtend<Handler<Hooks['run_node']>>();
  });
});

describe('helpers that are bound to no host', () => {
  it('take any hook', () => {
    const plugin = definePlugin({
      name: 'a',
      hooks: { anything: (args: { x: number }) => args.x },
      answer: 42 as const,
    });
    expectTypeOf(plugin.answer).toEqualTypeOf<42>();
    expectTypeOf(hook('anything', { handler: () => 1 })).toEqualTypeOf<HookField>();
    // @ts-expect-error a plugin has a name
    definePlugin({ hooks: {} });
  });
});

describe('ImplResult and CallResult', () => {
  it('are what implementations may return, and what calls give', () => {
    type NothingElse = void | undefined | null;
    expectTypeOf<ImplResult<Hooks['run_node']>>().toEqualTypeOf<Awaitable<Record<string, unknown> | NothingElse>>();
    expectTypeOf<ImplResult<Hooks['pick_at_once']>>().toEqualTypeOf<string | NothingElse>();
    expectTypeOf<ImplResult<Hooks['inject_context']>>().toEqualTypeOf<Partial<Record<string, string>> | NothingElse>();
    expectTypeOf<CallResult<Hooks['register_pipelines']>>().toEqualTypeOf<Awaitable<{ nodes: string[] }[]>>();
    expectTypeOf<CallResult<Hooks['run_node']>>().toEqualTypeOf<Awaitable<Record<string, unknown> | undefined>>();
    expectTypeOf<CallResult<Hooks['on_node_end']>>().toEqualTypeOf<Awaitable<void>>();
    expectTypeOf<CallResult<Hooks['tell_at_once']>>().toEqualTypeOf<void>();
    expectTypeOf<CallResult<Hooks['after_dataset_loaded']>>().toEqualTypeOf<unknown>();
    expectTypeOf<CallResult<Hooks['inject_context']>>().toEqualTypeOf<Record<string, string>>();
  });
});
