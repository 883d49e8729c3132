import type { Logger } from './domain/logger.js';
import type { PipelineNode } from './domain/node.js';
import type { RunInfo } from './domain/run.js';

/** What every hook is handed. */
export interface HookBaseArgs {
  /** Bound to the plugin, and to the run and node where there is one. */
  readonly log: Logger;
}

/** What every hook of a run is handed. */
export interface RunBaseArgs extends HookBaseArgs {
  /** The run that the hook is called for. Two runs in one process differ in `run.runId`. */
  readonly run: RunInfo;
}

/** What every hook of a node is handed, dataset and model hooks included. */
export interface NodeBaseArgs extends RunBaseArgs {
  readonly node: PipelineNode;
  /** The attempt of the node, from 1; 0 where none was started. */
  readonly attempt: number;
  /** Attempts that the node's retry policy allows, at least 1. */
  readonly maxAttempts: number;
  /** `runId/node`: the same for all attempts; send it along with side effects to make them happen once. */
  readonly idempotencyKey: string;
  /** Aborts on cancel and when the attempt runs over its `timeoutMs`. */
  readonly signal: AbortSignal;
}
