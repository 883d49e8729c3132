import { HookError } from '@pintle/core';
import type { Catalog, Dataset } from '../domain/catalog.js';

/** A catalog of datasets in memory. */
export interface FakeCatalog extends Catalog {
  /** From now on `set` and `delete` are `CATALOG_FROZEN`, as after `after_catalog_created`. */
  freeze(): void;
}

/** Makes a catalog in memory that holds these values by dataset name. */
export function buildCatalog(data: Readonly<Record<string, unknown>> = {}): FakeCatalog {
  const datasets = new Map<string, Dataset>(Object.entries(data).map(([name, value]) => [name, memory(name, value)]));
  let frozen = false;
  const refuseFrozen = (act: string, name: string): void => {
    if (!frozen) return;
    throw new HookError('CATALOG_FROZEN', `Cannot ${act} dataset "${name}": the catalog is frozen.`, {
      hint: 'Change it in after_catalog_created.',
    });
  };
  const get = (name: string): Dataset => {
    let dataset = datasets.get(name);
    if (dataset === undefined) datasets.set(name, (dataset = memory(name)));
    return dataset;
  };
  return {
    keys: () => [...datasets.keys()],
    has: (name) => datasets.has(name),
    get,
    set(name, dataset) {
      refuseFrozen('set', name);
      datasets.set(name, dataset);
    },
    delete(name) {
      refuseFrozen('delete', name);
      return datasets.delete(name);
    },
    load: async (name) => get(name).load(),
    save: async (name, value) => get(name).save(value),
    freeze() {
      frozen = true;
    },
  };
}

function memory(name: string, ...initial: readonly [value?: unknown]): Dataset {
  let held: { readonly value: unknown } | undefined = initial.length === 0 ? undefined : { value: initial[0] };
  return {
    type: 'memory',
    ephemeral: true,
    load() {
      if (held !== undefined) return held.value;
      throw new HookError('DATASET_EMPTY', `Dataset "${name}" (memory) has nothing to load: it was not saved yet.`);
    },
    save(value) {
      held = { value };
    },
    exists: () => held !== undefined,
    release() {
      held = undefined;
    },
  };
}
