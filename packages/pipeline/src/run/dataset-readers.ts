import type { Logger, PipelineNode } from '@pintle/hookspecs';
import type { RunCatalog } from '../catalog/index.js';
import type { Graph } from '../describe/graph.js';
import { isParameter } from '../describe/handle.js';

/** How many nodes have still to read each dataset of a run. */
export class DatasetReaders {
  readonly #left: Map<string, number>;
  readonly #catalog: RunCatalog;
  readonly #log: Logger;

  constructor({ consumers, producers }: Graph, catalog: RunCatalog, log: Logger) {
    const made = [...consumers].filter(([dataset]) => producers.has(dataset) && !isParameter(dataset));
    this.#left = new Map(made.map(([dataset, readers]) => [dataset, readers.length]));
    this.#catalog = catalog;
    this.#log = log;
  }

  /** The node has ended: lets go of what no other will read any more; what the run gives in the end stays. */
  async endOf(node: PipelineNode): Promise<void> {
    for (const input of node.inputs) {
      const left = this.#left.get(input);
      if (left === undefined) continue;
      this.#left.set(input, left - 1);
      if (left > 1) continue;
      await this.#catalog.release(input).catch((error: unknown) => {
        this.#log.warn(`could not release ${input}`, { error });
      });
    }
  }
}
