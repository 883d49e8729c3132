import type { Dataset, DatasetType } from '@pintle/hookspecs';
import * as v from 'valibot';
import { copyData } from '../copy.js';
import { fault } from '../fault.js';
import { options } from '../options.js';

/** How a memory dataset keeps what one node does to data from showing in another. */
export type CopyMode = 'clone' | 'assign';

const NOTHING = Symbol('nothing saved');

/**
 * A dataset that lives as long as its run.
 *
 * `clone` (the default) copies data when it is saved and each time it is loaded, so that no node sees what another does
 * to it. `assign` hands on the very object: for data too large to copy, or that only its class can copy.
 */
export function memoryDataset(copyMode: CopyMode = 'clone'): Dataset {
  const pass = copyMode === 'clone' ? copyData : (data: unknown): unknown => data;
  let held: unknown = NOTHING;
  return {
    type: 'memory',
    ephemeral: true,
    load() {
      if (held === NOTHING) throw fault('DATASET_EMPTY', 'nothing was saved to it yet in this run.');
      return pass(held);
    },
    save(data) {
      held = pass(data);
    },
    exists: () => held !== NOTHING,
    release() {
      held = NOTHING;
    },
  };
}

/** `type: memory`, what every undeclared dataset is. */
export const memoryType: DatasetType<unknown> = {
  type: 'memory',
  schema: options({ copyMode: v.optional(v.picklist(['clone', 'assign']), 'clone') }),
  create: ({ config }) => memoryDataset((config as { copyMode: CopyMode }).copyMode),
};
