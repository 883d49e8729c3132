import { defineHookSpecs, hookSpec } from '@pintle/core';
import { about } from './about.js';
import type { RunBaseArgs } from './args.js';
import type { RunEvent } from './domain/event.js';
import type { Outcome } from './domain/outcome.js';
import type { RunRequest, RunStats } from './domain/run.js';
import { logFor } from './own-args.js';

/** Args of `on_run_start`. */
export interface OnRunStartArgs extends RunBaseArgs {
  /** What was asked for, before selection. */
  readonly request: RunRequest;
}

/** Args of `on_run_end`. */
export interface OnRunEndArgs extends RunBaseArgs {
  /**
   * `success`, `error`, `skipped`, `cancelled`, `crashed`; or `retrying`: this attempt failed and the run goes on with another
   * (flows with `retries`).
   */
  readonly outcome: Outcome;
  /** Counts of the selected nodes; all zero when selection itself failed. */
  readonly stats: RunStats;
}

/** Args of `on_run_event`. */
export interface OnRunEventArgs extends RunBaseArgs {
  /** The record as the run log has it, JSON through and through. */
  readonly event: RunEvent;
}

/** The hooks of a run as a whole. */
export const runSpecs = defineHookSpecs(
  'run',
  {
    /**
     * Called first in a run, before its nodes are selected: for empty selections and selection errors, too.
     *
     * @remarks kind: notify · previous: `after_pipelines_registered` · next: `after_catalog_created`, `on_pipeline_error`
     * when the selection fails, or `on_run_end` when it is empty
     * @returns Nothing. An error thrown here fails the run before any node starts.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'announce',
     *   hooks: { on_run_start: ({ run, request, log }) => log.info(`${run.pipelineName} on ${request.runner}`) },
     * });
     * ```
     * @since 0.1.0
     */
    on_run_start: hookSpec.notify<OnRunStartArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called last in a run, ALWAYS and once per `(runId, run.attempt)`: after success, error, cancel, an empty
     * selection, and by a later process when it finds the run dead (`crashed`). After an attempt that another follows
     * (`retrying`), the run begins anew with `on_run_start`.
     *
     * @remarks kind: notify · previous: `after_pipeline_run` or `on_pipeline_error`; after a cancel, the last
     * `on_node_end` · next: `after_command_run`
     * @returns Nothing. An error thrown here is recorded and changes no outcome.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'tell',
     *   hooks: { on_run_end: ({ run, outcome, stats, log }) => log.info(`${run.runId} ${outcome.status}`, { ...stats }) },
     * });
     * ```
     * @since 0.1.0
     */
    on_run_end: hookSpec.notify<OnRunEndArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called for every event of the run log, once each and in order of `event.seq`, after the event is on disk. Always
     * on the orchestrator, also for nodes that ran on other threads or machines. What recorders build on.
     *
     * @remarks kind: notify · previous: any hook · next: any hook
     * @returns Nothing. An error thrown here is recorded and changes no outcome.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'count',
     *   hooks: { on_run_event: ({ event, log }) => log.debug(`#${event.seq} ${event.type}`) },
     * });
     * ```
     * @since 0.1.0
     */
    on_run_event: hookSpec.notify<OnRunEventArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),
  },
  about,
);
