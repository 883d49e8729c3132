import { defineHookSpecs, hookSpec } from '@pintle/core';
import { about } from './about.js';
import type { HookBaseArgs, RunBaseArgs } from './args.js';
import type { Catalog } from './domain/catalog.js';
import type { Pipeline, PipelineContribution } from './domain/pipeline.js';
import type { ProjectContext } from './domain/project.js';
import type { PipelineResult, RunParams } from './domain/run.js';
import { logFor } from './own-args.js';
import { checkContribution } from './result-check.js';

/** Args of `register_pipelines`. */
export interface RegisterPipelinesArgs extends HookBaseArgs {
  /** The session that asks: read folders, environment and configuration from here. */
  readonly context: ProjectContext;
}

/** Args of `after_pipelines_registered`. */
export interface AfterPipelinesRegisteredArgs extends HookBaseArgs {
  readonly context: ProjectContext;
  /** Every pipeline of the project by name, contributed ones included. */
  readonly pipelines: ReadonlyMap<string, Pipeline>;
}

/** What the three hooks around a pipeline share. */
export interface PipelineBaseArgs extends RunBaseArgs {
  /** What was asked of the run, with its id, environment and parameters. */
  readonly runParams: RunParams;
}

/** Args of `before_pipeline_run`. */
export interface BeforePipelineRunArgs extends PipelineBaseArgs {
  /** The selected nodes. */
  readonly pipeline: Pipeline;
  readonly catalog: Catalog;
}

/** Args of `after_pipeline_run`. */
export interface AfterPipelineRunArgs extends PipelineBaseArgs {
  /** What the nodes gave: outcomes, and the outputs that no node consumes. */
  readonly runResult: PipelineResult;
  readonly pipeline: Pipeline;
  readonly catalog: Catalog;
}

/** Args of `on_pipeline_error`. */
export interface OnPipelineErrorArgs extends PipelineBaseArgs {
  /** What made the run fail, untouched; several causes come as one `AggregateError`. */
  readonly error: unknown;
  /** Whether the run goes on with another attempt: that of a flow with `retries`. */
  readonly willRetry: boolean;
  /** The selected nodes; absent when the selection itself failed. */
  readonly pipeline?: Pipeline;
  /** Absent when the run failed before there was one. */
  readonly catalog?: Catalog;
}

/** The hooks of pipelines: what there is to run, and its run as a whole. */
export const pipelineSpecs = defineHookSpecs(
  'pipeline',
  {
    /**
     * Called once per session to ask plugins for pipelines: a `Pipeline`, or any `{ name, nodes }`, or a list of them.
     *
     * @remarks kind: collect · previous: `register_dataset_types` · next: `after_pipelines_registered`
     * @returns Pipelines to add to the project's. Pipelines of one name are added up; a node name that comes twice is an
     * error. Nothing adds nothing. An error thrown here fails the session.
     * @example
     * ```ts
     * import { definePlugin, type PipelineNode } from '@pintle/hookspecs';
     *
     * const ping: PipelineNode = { name: 'ping', inputs: [], outputs: ['pong'], run: () => ({ pong: Date.now() }) };
     *
     * export default definePlugin({
     *   name: 'pinger',
     *   hooks: { register_pipelines: () => ({ name: 'pinger', nodes: [ping] }) },
     * });
     * ```
     * @since 0.1.0
     */
    register_pipelines: hookSpec<RegisterPipelinesArgs, PipelineContribution | readonly PipelineContribution[]>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
      check: checkContribution,
    }),

    /**
     * Called once per session, when all pipelines of the project and its plugins are known and checked.
     *
     * @remarks kind: notify · previous: `register_pipelines` · next: `on_run_start`
     * @returns Nothing. An error thrown here fails the session: a place to refuse what must not run.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'owners',
     *   hooks: {
     *     after_pipelines_registered({ pipelines, log }) {
     *       for (const { name, nodes } of pipelines.values()) log.debug(`${name}: ${nodes.length} nodes`);
     *     },
     *   },
     * });
     * ```
     * @since 0.1.0
     */
    after_pipelines_registered: hookSpec.notify<AfterPipelinesRegisteredArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called after selection, before the first node.
     *
     * @remarks kind: notify · previous: `after_catalog_created` · next: `on_node_start`, or `after_pipeline_run` when
     * there is nothing to do
     * @returns Nothing. An error thrown here fails the run: no node starts.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'plan',
     *   hooks: { before_pipeline_run: ({ pipeline, log }) => log.info(`${pipeline.nodes.length} nodes`) },
     * });
     * ```
     * @since 0.1.0
     */
    before_pipeline_run: hookSpec.notify<BeforePipelineRunArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called when all selected nodes have succeeded. Not after a failure or a cancel.
     *
     * @remarks kind: notify · previous: `on_node_end` · next: `on_run_end`
     * @returns Nothing. An error thrown here is recorded and changes no outcome.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'results',
     *   hooks: { after_pipeline_run: ({ runResult, log }) => log.info(Object.keys(runResult.outputs).join(', ')) },
     * });
     * ```
     * @since 0.1.0
     */
    after_pipeline_run: hookSpec.notify<AfterPipelineRunArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called when the run failed, whatever failed it: selection, the catalog, a node, or a hook that guards one of these.
     * Not on cancel. Each failed attempt is told of; `willRetry` says whether another follows.
     *
     * @remarks kind: notify · previous: `on_node_end`, or the hook that failed the run · next: `on_run_end`
     * @returns Nothing. An error thrown here is recorded; the run's own error stays what it was.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'alarm',
     *   hooks: { on_pipeline_error: ({ run, error, log }) => log.error(`${run.pipelineName} failed`, { error }) },
     * });
     * ```
     * @since 0.1.0
     */
    on_pipeline_error: hookSpec.notify<OnPipelineErrorArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),
  },
  about,
);
