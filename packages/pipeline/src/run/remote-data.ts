import type { Logger, PipelineNode } from '@pintle/hookspecs';
import type { DatasetRef, RunCatalog } from '../catalog/index.js';
import type { NodeResult, NodeTask } from '../executor/node-executor.js';

/** The data of a run whose attempts load and save on other machines: what they are to load, and which of their copies count. */
export class RemoteData {
  readonly #catalog: RunCatalog;
  readonly #log: Logger;
  /** Versions that this run has saved, by dataset. */
  readonly #saved = new Map<string, string>();

  constructor(catalog: RunCatalog, log: Logger) {
    this.#catalog = catalog;
    this.#log = log;
  }

  /** What every attempt of a node is to load: the versions that this run saved, or would load here. */
  async inputsOf(node: PipelineNode): Promise<NodeTask['inputs']> {
    const refs: Record<string, DatasetRef> = {};
    for (const dataset of node.inputs) {
      const version = this.#saved.get(dataset) ?? (await this.#catalog.pin(dataset));
      refs[dataset] = { dataset, ...(version === undefined ? {} : { version }) };
    }
    return refs;
  }

  /** Puts what the committed attempt saved in its place. @throws DatasetError */
  async publish(node: PipelineNode, { outputs = {} }: NodeResult): Promise<void> {
    for (const { dataset, attemptId, version } of Object.values(outputs)) {
      const copy = version === undefined ? {} : { version };
      if (attemptId !== undefined)
        await this.#catalog.stage(dataset, { ...copy, attemptId }, { node: node.name })?.publish();
      if (version !== undefined) this.#saved.set(dataset, version);
    }
  }

  /** Removes what attempts left behind that died in the middle. */
  async discard(node: PipelineNode, { lostAttempts = [] }: NodeResult): Promise<void> {
    for (const attemptId of lostAttempts) {
      for (const output of node.outputs) {
        try {
          await this.#catalog.stage(output, { attemptId })?.discard();
        } catch (error) {
          this.#log.warn(`a copy of ${output} was left behind`, { error });
        }
      }
    }
  }
}
