import { didYouMean } from '@pintle/core';
import type { Dataset } from '@pintle/hookspecs';
import { isPlain, own } from '../config/plain.js';
import type { CatalogEntry } from './entry.js';
import { DatasetError } from './error.js';
import { describeCreation } from './operation.js';
import type { Redactor } from './redact.js';
import type { CatalogOptions } from './run-catalog.js';
import { kindOf } from './table.js';

type Credentials = Readonly<Record<string, unknown>>;

/** Makes datasets of entries: hands each type its credentials and versions. */
export class DatasetFactory {
  readonly #projectDir: string;
  readonly #credentials: Credentials;
  readonly #loadVersions: Readonly<Record<string, string>>;
  readonly #saveVersion: string;
  readonly #redactor: Redactor;

  constructor(options: CatalogOptions, redactor: Redactor) {
    this.#projectDir = options.projectDir;
    this.#credentials = options.credentials ?? {};
    this.#loadVersions = options.loadVersions ?? {};
    this.#saveVersion = options.saveVersion ?? new Date().toISOString().replaceAll(':', '.');
    this.#redactor = redactor;
  }

  /**
   * Makes the dataset of a name.
   *
   * @param loadVersion - the version to load, over the one that was asked for when the catalog was created
   *
   * @throws DatasetError `DATASET_CREDENTIALS_UNKNOWN`, `DATASET_INVALID`, or what its type throws, as
   * `DATASET_CONFIG_INVALID` where that has no code
   */
  create(name: string, { type, config, versioned, credentials: key }: CatalogEntry, loadVersion?: string): Dataset {
    const credentials = key === undefined ? undefined : this.#credentialsOf(name, key);
    const load = loadVersion ?? (Object.hasOwn(this.#loadVersions, name) ? this.#loadVersions[name] : undefined);
    const version = versioned ? { load, save: this.#saveVersion } : undefined;
    try {
      return checkDataset(name, type.create({ name, config, credentials, projectDir: this.#projectDir, version }));
    } catch (error) {
      throw describeCreation(error, name, type.type, this.#redactor);
    }
  }

  #credentialsOf(name: string, key: string): Credentials {
    const value = own(this.#credentials, key);
    if (isPlain(value)) return value;
    const found = value === undefined ? 'does not have' : `has as ${kindOf(value)}, expected a mapping`;
    throw new DatasetError(
      'DATASET_CREDENTIALS_UNKNOWN',
      `Dataset "${name}" wants the credentials "${key}", which credentials.yml ${found}.`,
      {
        dataset: name,
        hint:
          didYouMean(key, Object.keys(this.#credentials)) ??
          'Put them into conf/local/credentials.yml, which git ignores.',
      },
    );
  }
}

/**
 * Makes sure that an object can stand in a catalog.
 *
 * @throws DatasetError `DATASET_INVALID`
 */
export function checkDataset(name: string, dataset: Dataset): Dataset {
  const given = dataset as Partial<Dataset> | null | undefined;
  if (typeof given?.type === 'string' && typeof given.load === 'function' && typeof given.save === 'function')
    return dataset;
  throw new DatasetError(
    'DATASET_INVALID',
    `"${name}" was given ${kindOf(given)}, expected a dataset: an object with type, load and save.`,
    {
      dataset: name,
    },
  );
}
