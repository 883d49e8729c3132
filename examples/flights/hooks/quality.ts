import type { HookArgs } from 'pintle';

/** Hooks grouped in a class: refuses empty tables before anything is computed from them. */
export class QualityHooks {
  /** Called after each dataset is loaded, parameters included. */
  after_dataset_loaded({ datasetName, data, node }: HookArgs<'after_dataset_loaded'>): void {
    if (Array.isArray(data) && data.length === 0) {
      throw new RangeError(`"${datasetName}" has no rows, and ${node.name} needs some.`);
    }
  }
}
