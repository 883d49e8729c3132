import type { Awaitable } from '@pintle/core';
import type { Carrier, PipelineNode } from '@pintle/hookspecs';
import type { ExecutorCapabilities, NodeTask } from '../executor/node-executor.js';
import type { Fingerprint } from './fingerprint.js';
import type { NodeHooks } from './hooks.js';
import type { OpenRun } from './open-run.js';
import type { RemoteData } from './remote-data.js';

/** What the tasks of a run are written from. */
export interface NodeTasksOptions {
  readonly open: OpenRun;
  readonly hooks: NodeHooks;
  readonly capabilities: ExecutorCapabilities;
  readonly fingerprint: Fingerprint;
  readonly data: RemoteData;
}

/** Writes the tasks that nodes become for an executor: names and references, no code and no data. */
export class NodeTasks {
  readonly #options: NodeTasksOptions;

  constructor(options: NodeTasksOptions) {
    this.#options = options;
  }

  /** The task of a node whose turn it is. */
  of(node: PipelineNode): Awaitable<NodeTask> {
    const { capabilities, data } = this.#options;
    if (!capabilities.remote)
      return this.#with(node, Object.fromEntries(node.inputs.map((dataset) => [dataset, { dataset }])));
    return data.inputsOf(node).then((inputs) => this.#with(node, inputs));
  }

  #with(node: PipelineNode, inputs: NodeTask['inputs']): NodeTask {
    const { open, capabilities, fingerprint } = this.#options;
    const { info, request } = open;
    const { when: _, ...retry } = node.retry ?? { maxAttempts: 1 };
    return {
      runId: info.runId,
      runAttempt: info.attempt,
      pipeline: request.pipeline ?? info.pipelineName,
      ...fingerprint,
      node: node.name,
      inputs,
      retry,
      ...(node.timeoutMs === undefined ? {} : { timeoutMs: node.timeoutMs }),
      carrier: capabilities.remote ? this.#carrier(node) : {},
    };
  }

  #carrier(node: PipelineNode): Carrier {
    const { open, hooks } = this.#options;
    const { info: run, log } = open;
    return hooks.of(node).inject_context({ run, node, log: log.child({ node: node.name }), carrier: {} });
  }
}
