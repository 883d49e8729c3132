import type { AttachedHooks } from './attached-hooks.js';
import type { Logger } from './logger.js';
import type { Model } from './model.js';
import type { Resources } from './resource.js';
import type { RunInfo } from './run.js';

/** When and how often a failed node is tried again. */
export interface RetryPolicy {
  /** Attempts in all, the first included; at least 1. */
  readonly maxAttempts: number;
  /** Milliseconds before the second attempt. Default 0. */
  readonly delayMs?: number;
  /** Each further delay is the one before times this. Default 1. */
  readonly backoff?: number;
  /** Delays vary at random by this share, 0 to 1. Default 0. */
  readonly jitter?: number;
  /** Whether to try again after this error. Default: always. */
  readonly when?: (error: unknown) => boolean;
}

/** What only the node itself knows of the work that it did. */
export interface NodeReport {
  /** Rows written; absent where that is not known. */
  readonly rowsAffected?: number;
  /** Milliseconds that the work itself took, without what surrounds it. Default: the time of the node. */
  readonly elapsedMs?: number;
}

/** What a node function is handed besides its inputs. */
export interface NodeContext {
  readonly node: PipelineNode;
  readonly run: RunInfo;
  readonly log: Logger;
  /** From 1. */
  readonly attempt: number;
  /** `runId/node`: the same for all attempts; send it along with side effects to make them happen once. */
  readonly idempotencyKey: string;
  /** Aborts on cancel and when the attempt runs over its `timeoutMs`. */
  readonly signal: AbortSignal;
  readonly resources: Resources;
  /** What `inject_context` sent along; absent where the node runs on the thread of its hooks. */
  readonly carrier?: Readonly<Record<string, string>>;
  /** Says what only the node knows of its work; `after_model` and the run log show it. The last report of an attempt counts. */
  report(report: NodeReport): void;
}

/** Values by dataset name. */
export type NodeData = Readonly<Record<string, unknown>>;

/**
 * One step of a pipeline, as hooks and runners see it. Plugins may contribute plain objects of this shape.
 *
 * Inputs and outputs are dataset names; `params:x` and `parameters` read parameters.
 */
export interface PipelineNode {
  /** Unique in its pipeline: letters, digits, `_`, `-`, `.` and `:`. */
  readonly name: string;
  /** What runs it: `code` for functions, `sql` for SQL models, `task` for tasks of a flow. Default `code`. */
  readonly kind?: string;
  readonly inputs: readonly string[];
  /** The inputs that are loaded for it; the others only have to be there, it reads them where they are. Default: all. */
  readonly loads?: readonly string[];
  readonly outputs: readonly string[];
  readonly tags?: readonly string[];
  readonly namespace?: string;
  readonly retry?: RetryPolicy;
  /** Milliseconds that one attempt may take. Default: no limit. */
  readonly timeoutMs?: number;
  /** Free data for hooks (`opConfig` of op hooks). */
  readonly config?: unknown;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly model?: Model;
  /**
   * Whether it waits for something else to do its work, a database say: runners that lend threads to functions run it
   * where its hooks run. Default no.
   */
  readonly waits?: boolean;
  /** Hooks that are called for this node alone, in this order: after tryFirst implementations of plugins and before plain ones. */
  readonly hooks?: readonly AttachedHooks[];
  /** Runs one attempt: inputs by dataset name in, outputs by dataset name out. */
  run(inputs: NodeData, context: NodeContext): NodeData | Promise<NodeData>;
}
