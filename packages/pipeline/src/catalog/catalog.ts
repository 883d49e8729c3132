import { didYouMean } from '@pintle/core';
import type { Dataset } from '@pintle/hookspecs';
import { own } from '../config/plain.js';
import { memoryDataset } from './datasets/memory.js';
import { createParameters, isParameterName } from './datasets/parameters.js';
import { parseEntries } from './entries.js';
import type { CatalogEntry } from './entry.js';
import { DatasetError, type DatasetOperation } from './error.js';
import { fault } from './fault.js';
import { describeCreation, operate } from './operation.js';
import { createRedactor } from './redact.js';
import type { CatalogOptions, DatasetOrigin, RunCatalog } from './run-catalog.js';
import { kindOf } from './table.js';
import { typesByName } from './types.js';

/**
 * Creates the catalog of one run. All entries are checked now; each dataset is created when it is first asked for.
 *
 * @throws DatasetError `DATASET_UNKNOWN_TYPE`, `DATASET_CONFIG_INVALID`, `DATASET_PATTERN_INVALID`, `DATASET_TYPE_TAKEN`,
 * `DATASET_VERSION_INVALID` (a version to load of what has none)
 */
export function createCatalog(options: CatalogOptions): RunCatalog {
  const entries = parseEntries(options, typesByName(options.types));
  const parameters = createParameters(options.parameters ?? {});
  const redactor = createRedactor(options.credentials);
  const saveVersion = options.saveVersion ?? new Date().toISOString().replaceAll(':', '.');
  const loadVersions = options.loadVersions ?? {};
  const names = new Set(entries.declared.keys());
  const created = new Map<string, Dataset>();
  let frozen = false;

  const origin = (name: string): DatasetOrigin => {
    if (isParameterName(name)) return 'parameters';
    if (names.has(name)) return 'declared';
    return entries.patternOf(name) === undefined ? 'memory' : 'pattern';
  };

  const entryOf = (name: string): CatalogEntry | undefined => {
    if (names.has(name)) return entries.declared.get(name);
    const pattern = entries.patternOf(name);
    return pattern === undefined ? undefined : entries.fill(pattern, name);
  };

  const credentialsOf = (name: string, key: string | undefined): Readonly<Record<string, unknown>> | undefined => {
    if (key === undefined) return undefined;
    const known = options.credentials ?? {};
    if (!Object.hasOwn(known, key)) {
      throw new DatasetError(
        'DATASET_CREDENTIALS_UNKNOWN',
        `Dataset "${name}" wants the credentials "${key}", which credentials.yml does not have.`,
        {
          dataset: name,
          hint: didYouMean(key, Object.keys(known)) ?? 'Add them to conf/local/credentials.yml, which git ignores.',
        },
      );
    }
    const value = own(known, key);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : { value };
  };

  const create = (name: string): Dataset => {
    if (isParameterName(name)) return parameters.dataset(name);
    const entry = entryOf(name);
    if (entry === undefined) return memoryDataset();
    const credentials = credentialsOf(name, entry.credentials);
    const version = entry.versioned
      ? { load: own(loadVersions, name) as string | undefined, save: saveVersion }
      : undefined;
    try {
      return checkDataset(
        name,
        entry.type.create({ name, config: entry.config, credentials, projectDir: options.projectDir, version }),
      );
    } catch (error) {
      throw describeCreation(error, name, entry.type.type, redactor);
    }
  };

  const get = (name: string): Dataset => {
    const dataset = created.get(name) ?? create(name);
    created.set(name, dataset);
    return dataset;
  };

  const act = <T>(
    operation: DatasetOperation,
    name: string,
    node: string | undefined,
    run: (dataset: Dataset) => T | Promise<T>,
  ): Promise<T> => {
    const dataset = get(name);
    return operate({ operation, name, dataset, node }, redactor, () => run(dataset));
  };

  const change = (name: string, verb: string): void => {
    if (isParameterName(name))
      throw new DatasetError(
        'DATASET_READ_ONLY',
        `Cannot ${verb} "${name}": parameters are not datasets of the catalog.`,
        { dataset: name },
      );
    if (!frozen) return;
    throw new DatasetError(
      'CATALOG_FROZEN',
      `Cannot ${verb} dataset "${name}": the catalog of a run is frozen once after_catalog_created has been called.`,
      {
        dataset: name,
        hint: 'Change the catalog in the hook after_catalog_created.',
      },
    );
  };

  for (const name of Object.keys(loadVersions)) {
    if (entryOf(name)?.versioned) continue;
    throw new DatasetError(
      'DATASET_VERSION_INVALID',
      `A version to load is given for "${name}", which is not a versioned dataset of the catalog.`,
      {
        dataset: name,
        hint: didYouMean(
          name,
          [...entries.declared].filter(([, entry]) => entry.versioned).map(([other]) => other),
        ),
      },
    );
  }

  return {
    keys: () => [...names],
    has: (name) => (isParameterName(name) ? parameters.has(name) : origin(name) !== 'memory'),
    get,
    set(name, dataset) {
      change(name, 'set');
      created.set(name, checkDataset(name, dataset));
      names.add(name);
    },
    delete(name) {
      change(name, 'delete');
      created.delete(name);
      return names.delete(name);
    },
    load: async (name, user) => act('load', name, user?.node, (dataset) => dataset.load()),
    async save(name, data, user) {
      await act('save', name, user?.node, (dataset) => {
        if (data !== undefined) return dataset.save(data);
        throw fault('DATASET_SAVE_UNDEFINED', 'received undefined, expected data.', {
          hint: 'Return a value for every declared output; null is one.',
        });
      });
    },
    exists: async (name) => act('exists', name, undefined, (dataset) => dataset.exists?.() ?? false),
    release: async (name) => act('release', name, undefined, (dataset) => dataset.release?.()),
    origin,
    version(name, operation) {
      const version = created.get(name)?.describe?.()[operation === 'load' ? 'loadVersion' : 'saveVersion'];
      return typeof version === 'string' ? version : undefined;
    },
    freeze() {
      frozen = true;
    },
    describe: () => entries.list(),
    redact: (text) => redactor.text(text),
  };
}

function checkDataset(name: string, dataset: Dataset): Dataset {
  const given: unknown = dataset;
  const shaped =
    typeof given === 'object' &&
    given !== null &&
    'type' in given &&
    typeof given.type === 'string' &&
    'load' in given &&
    typeof given.load === 'function' &&
    'save' in given &&
    typeof given.save === 'function';
  if (shaped) return dataset;
  throw new DatasetError(
    'DATASET_INVALID',
    `"${name}" was given ${kindOf(given)}, expected a dataset: an object with type, load and save.`,
    { dataset: name },
  );
}
