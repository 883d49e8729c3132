import { AsyncLocalStorage } from 'node:async_hooks';
import type { Model } from '@pintle/hookspecs';
import type { Connection } from '../engine/engine.js';
import type { HookDefinition } from '../project-file/hook-definition.js';

/** A hook that runs in the transaction of a model. */
export interface InsideHook {
  readonly definition: HookDefinition;
  run(connection: Connection, model: Model): Promise<void>;
}

/**
 * The hooks of the attempt that is under way, in the order in which they are written. Wrappers of `run_node` put them in, so
 * that their selectors, order and policies are those of all hooks, on whichever machine the attempt runs.
 */
export const insideHooks = new AsyncLocalStorage<readonly InsideHook[]>();
