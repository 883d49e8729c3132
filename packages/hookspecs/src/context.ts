import { defineHookSpecs, hookSpec } from '@pintle/core';
import { about } from './about.js';
import type { HookBaseArgs, RunBaseArgs } from './args.js';
import type { Catalog } from './domain/catalog.js';
import type { ProjectContext } from './domain/project.js';
import { logFor } from './own-args.js';

/** Args of `after_context_created`. */
export interface AfterContextCreatedArgs extends HookBaseArgs {
  /** The session's surroundings: project folder, environment, configuration, parameters. */
  readonly context: ProjectContext;
}

/** Args of `after_catalog_created`. */
export interface AfterCatalogCreatedArgs extends RunBaseArgs {
  /** The run's catalog. It may be changed here, and is frozen after this hook. */
  readonly catalog: Catalog;
  /** The catalog's configuration, `conf/base` and the environment merged. */
  readonly confCatalog: Readonly<Record<string, unknown>>;
  /** The credentials, in the clear. Never log them. */
  readonly confCreds: Readonly<Record<string, unknown>>;
  /** Parameters by dataset name: `parameters` is the whole, `params:a` and `params:a.b` its parts. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The version under which versioned datasets are saved. */
  readonly saveVersion: string;
  /** Dataset name → version to load, for the datasets that were pinned. */
  readonly loadVersions: Readonly<Record<string, string>>;
}

/** The hooks of what a session and a run work in. */
export const contextSpecs = defineHookSpecs(
  'context',
  {
    /**
     * Called once per session, when its configuration can be read and before any pipeline loads.
     *
     * @remarks kind: notify · previous: `before_command_run` · next: `register_dataset_types`
     * @returns Nothing. An error thrown here fails the session.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'tracker',
     *   hooks: {
     *     async after_context_created({ context, log }) {
     *       log.info('tracker', { config: await context.config.get('tracker') });
     *     },
     *   },
     * });
     * ```
     * @since 0.1.0
     */
    after_context_created: hookSpec.notify<AfterContextCreatedArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called once per run, when its catalog is built; never by commands that only inspect. The one place where hooks may
     * change the catalog: later changes are `CATALOG_FROZEN`. On many machines, each process that executes nodes of the run
     * builds a catalog of its own and calls it as well.
     *
     * @remarks kind: notify · previous: `on_run_start` · next: `before_pipeline_run`
     * @returns Nothing: change the catalog with its `set` and `delete`. An error thrown here fails the run.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'sandbox',
     *   hooks: {
     *     after_catalog_created({ catalog }) {
     *       catalog.set('orders', { type: 'fixed', load: () => [{ id: 1 }], save: () => {} });
     *     },
     *   },
     * });
     * ```
     * @since 0.1.0
     */
    after_catalog_created: hookSpec.notify<AfterCatalogCreatedArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),
  },
  about,
);
