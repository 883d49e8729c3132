import type { DatasetType } from '@pintle/hookspecs';
import { cloneType } from './datasets/clone.js';
import { csvType } from './datasets/csv.js';
import { duckdbType } from './datasets/duckdb.js';
import { jsonType } from './datasets/json.js';
import { jsonlType } from './datasets/jsonl.js';
import { memoryType } from './datasets/memory.js';
import { parquetType } from './datasets/parquet.js';
import { textType } from './datasets/text.js';
import { yamlType } from './datasets/yaml.js';
import { DatasetError } from './error.js';

/** The dataset types that every catalog knows. */
export const builtInTypes: readonly DatasetType<unknown>[] = [
  memoryType,
  csvType,
  jsonType,
  jsonlType,
  textType,
  yamlType,
  parquetType,
  cloneType,
  duckdbType,
];

/**
 * All dataset types by name.
 *
 * @throws DatasetError `DATASET_TYPE_TAKEN` when two have one name
 */
export function typesByName(types: readonly DatasetType<unknown>[] = []): ReadonlyMap<string, DatasetType<unknown>> {
  const byName = new Map<string, DatasetType<unknown>>();
  for (const type of [...builtInTypes, ...types]) {
    const known = byName.get(type.type);
    if (known !== undefined && known !== type) {
      throw new DatasetError('DATASET_TYPE_TAKEN', `There are two dataset types "${type.type}".`, {
        datasetType: type.type,
        hint: builtInTypes.includes(known)
          ? 'It is built in: give yours another name.'
          : 'Rename one of them, or disable the plugin that brings it.',
      });
    }
    byName.set(type.type, type);
  }
  return byName;
}
