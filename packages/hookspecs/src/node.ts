import { defineHookSpecs, hookSpec } from '@pintle/core';
import { about } from './about.js';
import type { NodeData } from './domain/node.js';
import type {
  AfterNodeRunArgs,
  BeforeNodeRunArgs,
  InjectContextArgs,
  OnNodeEndArgs,
  OnNodeErrorArgs,
  OnNodeRetryArgs,
  OnNodeSkippedArgs,
  OnNodeStartArgs,
  RunNodeArgs,
} from './node-args.js';
import { logFor } from './own-args.js';
import { checkInputs, checkOutputs } from './result-check.js';

/** The hooks of a node: its attempts, its execution, its end. */
export const nodeSpecs = defineHookSpecs(
  'node',
  {
    /**
     * Called first in each attempt of a node, before its inputs are loaded.
     *
     * @remarks kind: notify · previous: `before_pipeline_run`, `before_model` or `on_node_retry` · next:
     * `before_dataset_loaded`, or `before_node_run` for a node without inputs
     * @returns Nothing. An error thrown here is recorded and changes no outcome.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'progress',
     *   hooks: { on_node_start: ({ node, attempt, log }) => log.info(`${node.name} #${attempt}`) },
     * });
     * ```
     * @since 0.1.0
     */
    on_node_start: hookSpec.notify<OnNodeStartArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called before a node runs, after all its inputs are loaded. Each implementation sees what the ones called before
     * it returned.
     *
     * @remarks kind: pipe.assign `inputs` · previous: `after_dataset_loaded` · next: `run_node`
     * @returns Inputs by dataset name to put in place of the loaded ones; nothing leaves them. A key that is no input of
     * the node is `HOOK_RESULT_INVALID`. An error thrown here fails the attempt (phase `hook`).
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'sample',
     *   hooks: {
     *     before_node_run({ inputs }) {
     *       const rows = inputs['orders'];
     *       return Array.isArray(rows) ? { orders: rows.slice(0, 100) } : undefined;
     *     },
     *   },
     * });
     * ```
     * @since 0.1.0
     */
    before_node_run: hookSpec.pipe.assign<BeforeNodeRunArgs, 'inputs'>('inputs', {
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
      check: checkInputs,
    }),

    /**
     * Called to execute a node. The host's own implementation, which calls the node's function, is the tryLast one: an
     * implementation that answers before it replaces the execution, and a wrapper can time, trace, cache or repeat it.
     *
     * @remarks kind: firstResult · previous: `before_node_run` · next: `after_node_run`, or `on_node_error`
     * @returns The node's outputs by dataset name; nothing lets the next implementation answer. A key that is no output
     * of the node is `HOOK_RESULT_INVALID`. An error thrown here fails the attempt.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'timer',
     *   hooks: {
     *     run_node: {
     *       async wrapper(args, next) {
     *         const start = performance.now();
     *         try {
     *           return await next(args);
     *         } finally {
     *           args.log.info(`${args.node.name} ran`, { ms: performance.now() - start });
     *         }
     *       },
     *     },
     *   },
     * });
     * ```
     * @since 0.1.0
     */
    run_node: hookSpec.firstResult<RunNodeArgs, NodeData>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
      check: checkOutputs,
    }),

    /**
     * Called when the node's function has returned, before any output is saved. Each implementation sees what the ones
     * called before it returned.
     *
     * @remarks kind: pipe.assign `outputs` · previous: `run_node` · next: `before_dataset_saved`, or `on_node_end` for a
     * node without outputs
     * @returns Outputs by dataset name to save in place of the node's; nothing leaves them. A key that is no output of the
     * node is `HOOK_RESULT_INVALID`. An error thrown here fails the attempt (phase `hook`): nothing is saved.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'not-empty',
     *   hooks: {
     *     after_node_run({ node, outputs }) {
     *       for (const [name, value] of Object.entries(outputs)) {
     *         if (Array.isArray(value) && value.length === 0) throw new RangeError(`${node.name} made no ${name}`);
     *       }
     *     },
     *   },
     * });
     * ```
     * @since 0.1.0
     */
    after_node_run: hookSpec.pipe.assign<AfterNodeRunArgs, 'outputs'>('outputs', {
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
      check: checkOutputs,
    }),

    /**
     * Called when an attempt has failed, whatever failed it; `phase` says what.
     *
     * @remarks kind: notify · previous: `on_dataset_error`, or the hook at which the attempt failed · next:
     * `on_node_retry`, or `on_node_end`
     * @returns Nothing. An error thrown here is recorded; the attempt's own error stays what it was.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'post-mortem',
     *   hooks: {
     *     on_node_error({ node, phase, error, willRetry, log }) {
     *       if (!willRetry) log.error(`${node.name} failed (${phase})`, { error });
     *     },
     *   },
     * });
     * ```
     * @since 0.1.0
     */
    on_node_error: hookSpec.notify<OnNodeErrorArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called before each further attempt of a node, before its delay.
     *
     * @remarks kind: notify · previous: `on_node_error` · next: `on_node_start`
     * @returns Nothing. An error thrown here is recorded and changes no outcome.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'patience',
     *   hooks: {
     *     on_node_retry: ({ node, nextAttempt, delayMs, log }) =>
     *       log.warn(`${node.name}: attempt ${nextAttempt} in ${delayMs} ms`),
     *   },
     * });
     * ```
     * @since 0.1.0
     */
    on_node_retry: hookSpec.notify<OnNodeRetryArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called when a selected node ends without executing; `reason` says why.
     *
     * @remarks kind: notify · previous: `before_pipeline_run`, the `on_node_end` of another node, or, for a node that was
     * marked cached, `after_dataset_saved` or `after_node_run` · next: `on_node_end`, or `after_model` before it
     * @returns Nothing. An error thrown here is recorded and changes no outcome.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'skips',
     *   hooks: { on_node_skipped: ({ node, reason, log }) => log.info(`${node.name} skipped: ${reason}`) },
     * });
     * ```
     * @since 0.1.0
     */
    on_node_skipped: hookSpec.notify<OnNodeSkippedArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called last for a node, ALWAYS and once per selected node, after its saves: after success, failure of the final
     * attempt, skip, cancel, and by a later process when it finds the run dead (`crashed`).
     *
     * @remarks kind: notify · previous: `after_dataset_saved`, `after_node_run`, `on_node_error`, `on_node_skipped` or
     * `after_model` · next: `on_node_start`, `before_model` or `on_node_skipped` of another node, then `after_pipeline_run`
     * or `on_pipeline_error`
     * @returns Nothing. An error thrown here is recorded and changes no outcome.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'durations',
     *   hooks: { on_node_end: ({ node, outcome, log }) => log.info(`${node.name} ${outcome.status}`, { ms: outcome.durationMs }) },
     * });
     * ```
     * @since 0.1.0
     */
    on_node_end: hookSpec.notify<OnNodeEndArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called when a node's task is about to leave this process or thread: what is put into the carrier travels with it.
     *
     * @remarks kind: sync pipe.assign `carrier` · previous: `before_pipeline_run` or `before_node_run` · next: the hooks of
     * the node, where it runs
     * @returns Headers to add to the carrier; nothing leaves it. An error thrown here fails the node.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'tenant',
     *   hooks: { inject_context: ({ run }) => ({ 'x-tenant': String(run.params['tenant'] ?? 'none') }) },
     * });
     * ```
     * @since 0.1.0
     */
    inject_context: hookSpec.sync.pipe.assign<InjectContextArgs, 'carrier'>('carrier', {
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),
  },
  about,
);
