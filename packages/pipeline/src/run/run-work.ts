import type { RetryPolicy } from '@pintle/hookspecs';
import type { ComposablePipeline } from '../describe/pipeline.js';
import type { NodeExecutor } from '../executor/node-executor.js';
import type { NodeSteps } from './node-steps.js';

/** What a run does between its start and its end: walk a pipeline, or call a flow. */
export interface RunWork {
  /** The nodes that are known beforehand; `undefined` until they are selected. */
  readonly pipeline: ComposablePipeline | undefined;
  /** `undefined` where nothing is to be done. */
  readonly steps: NodeSteps | undefined;
  readonly executor: NodeExecutor | undefined;
  /** What of its nodes fails the run. */
  readonly errors: readonly unknown[];
  /** When the whole run is tried again; `undefined`: never. */
  readonly retry: RetryPolicy | undefined;
  /** Whether all was done that was to be done. */
  readonly isComplete: boolean;
  perform(): Promise<void>;
}
