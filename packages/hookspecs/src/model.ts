import { defineHookSpecs, hookSpec } from '@pintle/core';
import { about } from './about.js';
import type { NodeBaseArgs } from './args.js';
import type { Model } from './domain/model.js';
import { logFor } from './own-args.js';

/** What the hooks around a model share. */
export interface ModelBaseArgs extends NodeBaseArgs {
  /** The model as it stands at this moment. */
  readonly model: Model;
}

/** Args of `before_model`. */
export type BeforeModelArgs = ModelBaseArgs;

/** Args of `after_model`. */
export type AfterModelArgs = ModelBaseArgs;

/** The hooks of models: tables and views that nodes build. */
export const modelSpecs = defineHookSpecs(
  'model',
  {
    /**
     * Called once before the first attempt of a node that builds a model.
     *
     * @remarks kind: notify · previous: `before_pipeline_run` · next: `on_node_start`
     * @returns Nothing. An error thrown here fails the node: no attempt starts.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'model-start',
     *   hooks: { before_model: { select: 'tag:mart', handler: ({ model, log }) => log.info(`building ${model.name}`) } },
     * });
     * ```
     * @since 0.1.0
     */
    before_model: hookSpec.notify<BeforeModelArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),

    /**
     * Called once when a node that builds a model has come to its end, after its final attempt, on failure, too.
     *
     * @remarks kind: notify · previous: `after_dataset_saved` or `on_node_error` · next: `on_node_end`
     * @returns Nothing. An error thrown here is recorded and changes no outcome.
     * @example
     * ```ts
     * import { definePlugin } from '@pintle/hookspecs';
     *
     * export default definePlugin({
     *   name: 'model-end',
     *   hooks: { after_model: ({ model, log }) => log.info(`${model.name} ${model.status}`, { rows: model.rowsAffected }) },
     * });
     * ```
     * @since 0.1.0
     */
    after_model: hookSpec.notify<AfterModelArgs>({
      since: '0.1.0',
      argsFor: (args, impl) => ({ ...args, log: logFor(args, impl) }),
    }),
  },
  about,
);
