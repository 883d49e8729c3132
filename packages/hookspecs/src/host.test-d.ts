import { defineHookSpecs, hookSpec, PluginManager } from '@pintle/core';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import {
  type Catalog,
  definePlugin,
  definePluginFactory,
  type HookArgs,
  type HookCallResult,
  type HookName,
  type HookResult,
  hook,
  type Logger,
  type NodeData,
  type Outcome,
  type Pipeline,
  type PipelineContribution,
  type PipelineNode,
  pintleSpecs,
  type RunEvent,
  type RunInfo,
} from './index.js';

// What a plugin that declares hooks of its own writes.
const lineageSpecs = defineHookSpecs('lineage', { on_lineage_recorded: hookSpec.notify<{ readonly url: string }>() });
declare module '@pintle/core' {
  interface HookSpecRegistry {
    'pintle/test-lineage': typeof lineageSpecs;
  }
}

describe('definePlugin', () => {
  it('infers the args of every form of implementation', () => {
    definePlugin({
      name: 'acme',
      hooks: {
        on_run_start({ run, request, log }) {
          expectTypeOf(run).toEqualTypeOf<RunInfo>();
          expectTypeOf(request.keepGoing).toEqualTypeOf<boolean>();
          expectTypeOf(log).toEqualTypeOf<Logger>();
        },
        before_node_run: {
          tryFirst: true,
          handler: ({ node, catalog, inputs, signal }) => {
            expectTypeOf(node).toEqualTypeOf<PipelineNode>();
            expectTypeOf(catalog).toEqualTypeOf<Catalog>();
            expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
            return { ...inputs, at: 1 };
          },
        },
        run_node: {
          async wrapper(args, next) {
            expectTypeOf(args.markCached).toEqualTypeOf<() => void>();
            const outputs = await next(args);
            expectTypeOf(outputs).toEqualTypeOf<NodeData | undefined>();
            return outputs;
          },
        },
        on_node_end: [
          ({ outcome }) => void expectTypeOf(outcome).toEqualTypeOf<Outcome>(),
          {
            tryLast: true,
            select: 'tag:mart',
            handler: async ({ attempt }) => void expectTypeOf(attempt).toEqualTypeOf<number>(),
          },
        ],
        after_dataset_loaded: async ({ data, datasetName }) => {
          expectTypeOf(data).toEqualTypeOf<unknown>();
          return [datasetName];
        },
        on_pipeline_error: ({ error, pipeline }) => {
          expectTypeOf(error).toEqualTypeOf<unknown>();
          expectTypeOf(pipeline).toEqualTypeOf<Pipeline | undefined>();
        },
        on_run_event: ({ event }) => {
          expectTypeOf(event).toEqualTypeOf<RunEvent>();
          if (event.type === 'node_ended') expectTypeOf(event.durationMs).toEqualTypeOf<number>();
        },
        inject_context: ({ carrier }) => ({ ...carrier, traceparent: '00' }),
        on_lineage_recorded: ({ url }) => void expectTypeOf(url).toEqualTypeOf<string>(),
      },
    });
  });

  it('refuses what the lifecycle does not know', () => {
    definePlugin({
      name: 'acme',
      hooks: {
        // @ts-expect-error an arg that the hook does not have
        on_node_end({ nodes }) {
          void nodes;
        },
        // @ts-expect-error inputs come as a record
        before_node_run: () => 7,
        // @ts-expect-error headers are text
        inject_context: () => ({ traceparent: 7 }),
        // @ts-expect-error no pipeline has such a shape
        register_pipelines: () => ({ name: 'x' }),
        // @ts-expect-error both keys at once
        on_run_end: { handler: () => {}, wrapper: () => {} },
      },
    });
    // @ts-expect-error a misspelt option
    definePlugin({ name: 'acme', hooks: { on_node_start: { tryfirst: true, handler: () => {} } } });
    // @ts-expect-error a plugin has a name
    definePlugin({ hooks: { on_run_end() {} } });
    // @ts-expect-error a misspelt key
    definePlugin({ name: 'acme', hook: { on_run_end() {} } });
    // @ts-expect-error a misspelt hook beside a known one
    definePlugin({ name: 'acme', hooks: { on_run_end() {}, on_run_ends() {} } });
  });

  it('refuses an async implementation of a synchronous hook', () => {
    // @ts-expect-error inject_context is synchronous
    definePlugin({ name: 'acme', hooks: { inject_context: async () => ({ a: 'b' }) } });
  });

  it('refuses to change what it is handed', () => {
    definePlugin({
      name: 'acme',
      hooks: {
        before_node_run({ inputs, node, run }) {
          // @ts-expect-error return { orders: … } instead
          inputs['orders'] = [];
          // @ts-expect-error nodes are read-only
          node.name = 'other';
          // @ts-expect-error lists of a node, too
          node.inputs.push('other');
          // @ts-expect-error parameters, too
          run.params['year'] = 2026;
        },
      },
    });
  });
});

describe('HookArgs and HookResult', () => {
  it('name what a hook takes and what an implementation may return', () => {
    expectTypeOf<HookArgs<'on_node_retry'>>().toHaveProperty('nextAttempt').toEqualTypeOf<number>();
    expectTypeOf<HookResult<'on_node_end'>>().toEqualTypeOf<unknown>();
    expectTypeOf<{ orders: number }>().toExtend<HookResult<'before_node_run'>>();
    expectTypeOf<undefined>().toExtend<HookResult<'run_node'>>();
    expectTypeOf<Promise<{ a: string }>>().not.toExtend<HookResult<'inject_context'>>();
    expectTypeOf<HookCallResult<'register_pipelines'>>().toEqualTypeOf<
      | (PipelineContribution | readonly PipelineContribution[])[]
      | Promise<(PipelineContribution | readonly PipelineContribution[])[]>
    >();
    expectTypeOf<'on_lineage_recorded'>().toExtend<HookName>();
    // @ts-expect-error no such hook
    expectTypeOf<HookArgs<'before_nod_run'>>();
  });

  it('type the methods of a class', () => {
    class ProjectHooks {
      on_node_end({ outcome }: HookArgs<'on_node_end'>): void {
        expectTypeOf(outcome.status).toExtend<string>();
      }
      before_node_run = hook('before_node_run', { tryFirst: true, handler: ({ inputs }) => ({ ...inputs }) });
      // @ts-expect-error a wrong result
      after_node_run = hook('after_node_run', () => 7);
    }
    expectTypeOf(new ProjectHooks()).toBeObject();
  });
});

describe('definePluginFactory', () => {
  it('types options by their schema, and the host', () => {
    const factory = definePluginFactory({
      options: z.object({ url: z.string(), retries: z.number().default(3) }),
      setup({ url, retries }, { log, env, hook: hooks }) {
        expectTypeOf(url).toEqualTypeOf<string>();
        expectTypeOf(retries).toEqualTypeOf<number>();
        expectTypeOf(log).toEqualTypeOf<Logger>();
        expectTypeOf(env).toEqualTypeOf<string>();
        expectTypeOf(hooks.on_lineage_recorded).parameter(0).toEqualTypeOf<{ readonly url: string }>();
        return definePlugin({ name: 'acme' });
      },
    });
    factory({ url: 'x' });
    // @ts-expect-error an option is missing
    factory({});
    // @ts-expect-error an option is of the wrong type
    factory({ url: 7 });
  });
});

describe('calls of hooks', () => {
  const pm = new PluginManager('pintle').addHookSpecs(...pintleSpecs);

  it('take the args of the spec and give its result', () => {
    expectTypeOf(pm.hook.before_node_run).returns.toEqualTypeOf<NodeData | Promise<NodeData>>();
    expectTypeOf(pm.hook.run_node).returns.toEqualTypeOf<NodeData | undefined | Promise<NodeData | undefined>>();
    expectTypeOf(pm.hook.after_dataset_loaded.callAsync).returns.toEqualTypeOf<Promise<unknown>>();
    expectTypeOf(pm.hook.inject_context).returns.toEqualTypeOf<Readonly<Record<string, string>>>();
    expectTypeOf(pm.hook.on_run_end).returns.toEqualTypeOf<void | Promise<void>>();
    expectTypeOf(pm.hook.before_node_run).parameter(0).toEqualTypeOf<HookArgs<'before_node_run'>>();
  });
});
