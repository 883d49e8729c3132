import type { NodeBaseArgs, RunBaseArgs } from './args.js';
import type { Catalog } from './domain/catalog.js';
import type { NodeData, NodeReport, PipelineNode } from './domain/node.js';
import type { Outcome, SkipReason } from './domain/outcome.js';

/** Text by header name that travels with a task. */
export type Carrier = Readonly<Record<string, string>>;

/**
 * Put around the function of each node that runs on another thread, where no hook is called: takes up there what
 * `inject_context` sent along. What a module named under `threads` in a manifest exports by default.
 *
 * @param run - runs the node; to be called once
 * @returns what `run` gives
 */
export type AroundNode = (carrier: Carrier, run: () => Promise<NodeData>) => Promise<NodeData>;

/** Args of `on_node_start`. */
export interface OnNodeStartArgs extends NodeBaseArgs {
  /** What `inject_context` put in where the task came from; absent for attempts of the orchestrator itself. */
  readonly carrier?: Carrier;
}

/** Args of `before_node_run`. */
export interface BeforeNodeRunArgs extends NodeBaseArgs {
  readonly catalog: Catalog;
  /** What was loaded, by dataset name, with what implementations called earlier put in its place. */
  readonly inputs: NodeData;
}

/** Args of `run_node`. */
export interface RunNodeArgs extends NodeBaseArgs {
  /** What the node is run with, by dataset name. */
  readonly inputs: NodeData;
  /** Says that the outputs come from elsewhere and the node did not execute: its outcome becomes `cached`. */
  markCached(): void;
  /** What the node is handed as `report`: says what only the node knows of its work. */
  report(report: NodeReport): void;
}

/** Args of `after_node_run`. */
export interface AfterNodeRunArgs extends NodeBaseArgs {
  readonly catalog: Catalog;
  /** What the node was run with, by dataset name. */
  readonly inputs: NodeData;
  /** What it returned, by dataset name, with what implementations called earlier put in its place. */
  readonly outputs: NodeData;
}

/** Where in an attempt it failed: loading an input, the execution, saving an output, or a hook that guards one of these. */
export type NodePhase = 'load' | 'run' | 'save' | 'hook';

/** Args of `on_node_error`. */
export interface OnNodeErrorArgs extends NodeBaseArgs {
  /** What was thrown, untouched. */
  readonly error: unknown;
  readonly phase: NodePhase;
  readonly catalog: Catalog;
  /** What the node was run with; absent when the attempt failed before all inputs were loaded. */
  readonly inputs?: NodeData;
  /** Whether another attempt follows. */
  readonly willRetry: boolean;
}

/** Args of `on_node_retry`. */
export interface OnNodeRetryArgs extends NodeBaseArgs {
  /** What made the attempt fail. `attempt` is the one that failed. */
  readonly error: unknown;
  /** The attempt that follows. */
  readonly nextAttempt: number;
  /** Milliseconds until it starts. */
  readonly delayMs: number;
}

/** Args of `on_node_skipped`. */
export interface OnNodeSkippedArgs extends NodeBaseArgs {
  readonly reason: SkipReason;
}

/** Args of `on_node_end`. */
export interface OnNodeEndArgs extends NodeBaseArgs {
  /** How the node ended, all attempts considered. Never `retrying`. */
  readonly outcome: Outcome;
  /**
   * Gives what the node returned, by dataset name; nothing where it did not return. Loads it where it is not at hand: ask
   * only when you need it.
   */
  loadOutputs(): Promise<NodeData>;
}

/** Args of `inject_context`. */
export interface InjectContextArgs extends RunBaseArgs {
  /** The node whose task leaves. */
  readonly node: PipelineNode;
  /** What travels with the task, with what implementations called earlier put in. */
  readonly carrier: Carrier;
}
