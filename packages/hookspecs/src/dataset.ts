import { defineHookSpecs, hookSpec } from '@pintle/core';
import { about } from './about.js';
import type { HookBaseArgs, NodeBaseArgs } from './args.js';
import type { DatasetType } from './domain/catalog.js';
import type { ProjectContext } from './domain/project.js';
import { logFor } from './own-args.js';
import { checkDatasetTypes } from './result-check.js';

/** Args of `register_dataset_types`. */
export interface RegisterDatasetTypesArgs extends HookBaseArgs {
  /** The session that asks: read folders, environment and configuration from here. */
  readonly context: ProjectContext;
}

/** What the hooks around a load or save share. */
export interface DatasetBaseArgs extends NodeBaseArgs {
  /** As the node names it: `orders`, `params:year`, … */
  readonly datasetName: string;
}

/** Args of `before_dataset_loaded`. */
export type BeforeDatasetLoadedArgs = DatasetBaseArgs;

/** Args of `after_dataset_loaded`. */
export interface AfterDatasetLoadedArgs extends DatasetBaseArgs {
  /** What was loaded, or what the implementation called before this one put in its place. */
  readonly data: unknown;
  /** Rows as they were loaded; absent where counting them would cost something. */
  readonly rows?: number;
}

/** Args of `before_dataset_saved`. */
export interface BeforeDatasetSavedArgs extends DatasetBaseArgs {
  /** What will be saved, or what the implementation called before this one put in its place. */
  readonly data: unknown;
}

/** Args of `after_dataset_saved`. */
export interface AfterDatasetSavedArgs extends DatasetBaseArgs {
  /** What was saved. */
  readonly data: unknown;
  /** Rows of it; absent where counting them would cost something. */
  readonly rows?: number;
}

/** Args of `on_dataset_error`. */
export interface OnDatasetErrorArgs extends DatasetBaseArgs {
  /** What was tried. */
  readonly operation: 'load' | 'save';
  /** A `HookError` that names dataset, type, operation and node; its `cause` is what the dataset threw. */
  readonly error: unknown;
}

/** The hooks of datasets: their types, and each load and save. */
export const datasetSpecs = defineHookSpecs(
  'dataset',
  {
    /**
     * Called once per session to ask plugins for dataset types, which catalog files then name in `type`.
     *
     * @remarks kind: collect · previous: `after_context_created` · next: `register_pipelines`
     * @returns A dataset type or a list of them. Nothing adds nothing; a type that is taken is an error. An error thrown
     * here fails the session.
     * @example
     * ```ts
     * import { defineDatasetType, definePlugin } from '@pintle/hookspecs';
     * import { z } from 'zod';
     *
     * const clock = defineDatasetType({
     *   type: 'clock',
     *   schema: z.object({ utc: z.boolean().default(true) }),
     *   create: ({ name, config }) => ({
     *     type: 'clock',
     *     load: () => (config.utc ? new Date().toISOString() : new Date().toString()),
     *     save: () => Promise.reject(new TypeError(`${name} cannot be saved`)),
     *   }),
     * });
     *
     * export default definePlugin({ name: 'clock', hooks: { register_dataset_types: () => clock } });
     * ```
     * @since 0.1.0
     */
    register_dataset_types: hookSpec<RegisterDatasetTypesArgs, DatasetType<unknown> | readonly DatasetType<unknown>[]>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
      check: checkDatasetTypes,
    }),

    /**
     * Called before each load of an input, parameters included: once per node and dataset.
     *
     * @remarks kind: notify · previous: `on_node_start`, or the `after_dataset_loaded` of the input before · next:
     * `after_dataset_loaded`, or `on_dataset_error`
     * @returns Nothing. An error thrown here fails the attempt (phase `hook`): nothing is loaded.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'reads',
     *   hooks: { before_dataset_loaded: ({ datasetName, node, log }) => log.debug(`${node.name} reads ${datasetName}`) },
     * });
     * ```
     * @since 0.1.0
     */
    before_dataset_loaded: hookSpec.notify<BeforeDatasetLoadedArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called after each load of an input. Each implementation sees what the one called before it returned.
     *
     * @remarks kind: pipe `data` · previous: `before_dataset_loaded` · next: the `before_dataset_loaded` of the next
     * input, or `before_node_run`
     * @returns The data to hand to the node in place of the loaded; nothing leaves it. An error thrown here fails the
     * attempt (phase `hook`).
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'no-nulls',
     *   hooks: {
     *     after_dataset_loaded: {
     *       select: 'dataset:orders',
     *       handler: ({ data }) => (Array.isArray(data) ? data.filter((row) => row !== null) : undefined),
     *     },
     *   },
     * });
     * ```
     * @since 0.1.0
     */
    after_dataset_loaded: hookSpec.pipe<AfterDatasetLoadedArgs, 'data'>('data', {
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called before each save of an output. Each implementation sees what the one called before it returned.
     *
     * @remarks kind: pipe `data` · previous: `after_node_run`, or the `after_dataset_saved` of the output before · next:
     * `after_dataset_saved`, or `on_dataset_error`
     * @returns The data to save in place of the node's; nothing leaves it. An error thrown here fails the attempt (phase
     * `hook`): the dataset is not saved.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'sorted',
     *   hooks: { before_dataset_saved: ({ data }) => (Array.isArray(data) ? data.toSorted() : undefined) },
     * });
     * ```
     * @since 0.1.0
     */
    before_dataset_saved: hookSpec.pipe<BeforeDatasetSavedArgs, 'data'>('data', {
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called after each save of an output.
     *
     * @remarks kind: notify · previous: `before_dataset_saved` · next: the `before_dataset_saved` of the next output, or
     * `on_node_end`
     * @returns Nothing. An error thrown here is recorded and changes no outcome: the data is saved.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'writes',
     *   hooks: { after_dataset_saved: ({ datasetName, node, log }) => log.debug(`${node.name} wrote ${datasetName}`) },
     * });
     * ```
     * @since 0.1.0
     */
    after_dataset_saved: hookSpec.notify<AfterDatasetSavedArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called when a load or save has failed.
     *
     * @remarks kind: notify · previous: `before_dataset_loaded` or `before_dataset_saved` · next: `on_node_error`
     * @returns Nothing. An error thrown here is recorded; the dataset's own error stays what it was.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'disk-watch',
     *   hooks: {
     *     on_dataset_error: ({ operation, datasetName, error, log }) =>
     *       log.error(`${operation} of ${datasetName} failed`, { error }),
     *   },
     * });
     * ```
     * @since 0.1.0
     */
    on_dataset_error: hookSpec.notify<OnDatasetErrorArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),
  },
  about,
);

/** Gives a dataset type as it is; `create` gets its config typed by the schema. */
export function defineDatasetType<Config>(type: DatasetType<Config>): DatasetType<Config> {
  return type;
}
