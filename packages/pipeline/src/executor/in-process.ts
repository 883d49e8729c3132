import type { PipelineNode } from '@pintle/hookspecs';
import type { AttemptHost } from '../run/attempt-host.js';
import { stopwatch } from '../run/outcome.js';
import { runAttempts } from './attempts.js';
import {
  defineRunner,
  type ExecutorCapabilities,
  type NodeExecutor,
  type NodeTask,
  type Runner,
  type TaskResult,
} from './node-executor.js';
import { ResultQueue } from './result-queue.js';

/** Executes nodes here: their attempts one after another, in this process and on this thread. */
export class InProcessExecutor implements NodeExecutor {
  readonly capabilities: ExecutorCapabilities = { remote: false, survivesOrchestrator: false };
  readonly #host: AttemptHost;
  readonly #nodes: ReadonlyMap<string, PipelineNode>;
  readonly #controller = new AbortController();
  readonly #results = new ResultQueue();
  readonly #taken = new Set<string>();

  constructor(host: AttemptHost, nodes: readonly PipelineNode[]) {
    this.#host = host;
    this.#nodes = new Map(nodes.map((node) => [node.name, node]));
  }

  submit(task: NodeTask): Promise<void> {
    const node = this.#nodes.get(task.node);
    if (node !== undefined && !this.#taken.has(task.node)) {
      this.#taken.add(task.node);
      const { stop } = stopwatch(this.#host.clock);
      runAttempts(this.#host, node, this.#controller.signal).then(
        (result) => this.#results.push(task.node, result),
        // Not the node, but the recording of it failed.
        (error: unknown) => this.#results.push(task.node, { outcome: stop('error', 1, { error }), events: [] }),
      );
    }
    return Promise.resolve();
  }

  results(_runId: string, signal: AbortSignal): AsyncIterable<readonly [string, TaskResult]> {
    return this.#results.until(signal);
  }

  cancel(_runId: string, reason: string): Promise<void> {
    this.#controller.abort(reason);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** One node after another: the default. */
export const sequential: Runner = defineRunner({
  name: 'sequential',
  concurrency: () => 1,
  open: ({ host, pipeline }) => new InProcessExecutor(host, pipeline.nodes),
});

/** Several nodes at the same time on this thread: for nodes that wait for networks, disks and databases. */
export const concurrent: Runner = defineRunner({
  name: 'concurrent',
  concurrency: (asked) => asked ?? 4,
  open: ({ host, pipeline }) => new InProcessExecutor(host, pipeline.nodes),
});
