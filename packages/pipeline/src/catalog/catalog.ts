import { didYouMean } from '@pintle/core';
import type { Dataset, DatasetCopy, StagedDataset } from '@pintle/hookspecs';
import { checkDataset, DatasetFactory } from './dataset-factory.js';
import { type CopyMode, memoryDataset } from './datasets/memory.js';
import { createParameters, isParameterName, type Parameters } from './datasets/parameters.js';
import { type CatalogEntries, parseEntries } from './entries.js';
import type { CatalogEntry } from './entry.js';
import { DatasetError, type DatasetOperation } from './error.js';
import { fault } from './fault.js';
import { operate } from './operation.js';
import { createRedactor, type Redactor } from './redact.js';
import type { CatalogListing, CatalogOptions, CatalogUser, DatasetOrigin, RunCatalog } from './run-catalog.js';
import { typesByName } from './types.js';

/**
 * Creates the catalog of one run. All entries are checked now; each dataset is created when it is first asked for.
 *
 * @throws DatasetError `DATASET_UNKNOWN_TYPE`, `DATASET_CONFIG_INVALID`, `DATASET_PATTERN_INVALID`, `DATASET_TYPE_TAKEN`,
 * `DATASET_VERSION_INVALID` (a version to load of what has none)
 */
export function createCatalog(options: CatalogOptions): RunCatalog {
  return new EntryCatalog(options);
}

class EntryCatalog implements RunCatalog {
  readonly #entries: CatalogEntries;
  readonly #parameters: Parameters;
  readonly #redactor: Redactor;
  readonly #factory: DatasetFactory;
  readonly #names: Set<string>;
  readonly #undeclared: CopyMode | undefined;
  /** Names whose datasets a program has set. */
  readonly #given = new Set<string>();
  readonly #datasets = new Map<string, Dataset>();
  #frozen = false;

  constructor(options: CatalogOptions) {
    this.#entries = parseEntries(options, typesByName(options.types));
    this.#parameters = createParameters(options.parameters ?? {});
    this.#redactor = createRedactor(options.credentials);
    this.#factory = new DatasetFactory(options, this.#redactor);
    this.#undeclared = options.undeclared;
    this.#names = new Set(this.#entries.declared.keys());
    for (const name of Object.keys(options.loadVersions ?? {})) this.#requireVersioned(name);
    Object.freeze(this);
  }

  keys(): readonly string[] {
    return [...this.#names];
  }

  has(name: string): boolean {
    const origin = this.origin(name);
    return origin === 'parameters' ? this.#parameters.has(name) : origin !== 'memory';
  }

  get(name: string): Dataset {
    const known = this.#datasets.get(name);
    if (known !== undefined) return known;
    const dataset = this.#create(name);
    this.#datasets.set(name, dataset);
    return dataset;
  }

  set(name: string, dataset: Dataset): void {
    this.#requireOpen(name, 'set');
    this.#datasets.set(name, checkDataset(name, dataset));
    this.#names.add(name);
    this.#given.add(name);
  }

  delete(name: string): boolean {
    this.#requireOpen(name, 'delete');
    this.#datasets.delete(name);
    this.#given.delete(name);
    return this.#names.delete(name);
  }

  async load(name: string, user?: CatalogUser): Promise<unknown> {
    return this.#operate('load', name, user, (dataset) => dataset.load(user?.tell));
  }

  async save(name: string, data: unknown, user?: CatalogUser): Promise<void> {
    await this.#operate('save', name, user, (dataset) => dataset.save(requireData(data), user?.tell));
  }

  stage(name: string, copy: DatasetCopy, user?: CatalogUser): StagedDataset | undefined {
    const staged = this.get(name).staged?.(copy);
    if (staged === undefined) return undefined;
    const { version } = staged;
    return {
      ...(version === undefined ? {} : { version }),
      load: () => this.#operate('load', name, user, () => staged.load()),
      save: (data, tell) => this.#operate('save', name, user, () => staged.save(requireData(data), tell)),
      publish: () => this.#operate('publish', name, user, () => staged.publish()),
      discard: () => this.#operate('discard', name, user, () => staged.discard()),
    };
  }

  async loadVersion(name: string, version: string, user?: CatalogUser): Promise<unknown> {
    if (this.version(name, 'load') === version) return await this.load(name, user);
    const entry = this.#entryOf(name);
    if (entry === undefined) return await this.load(name, user);
    const dataset = this.#factory.create(name, entry, version);
    return await operate({ operation: 'load', name, dataset, node: user?.node }, this.#redactor, () =>
      dataset.load(user?.tell),
    );
  }

  async pin(name: string): Promise<string | undefined> {
    if (this.#entryOf(name)?.versioned !== true) return undefined;
    await this.exists(name);
    return this.version(name, 'load');
  }

  async exists(name: string): Promise<boolean> {
    return this.#operate('exists', name, undefined, (dataset) => dataset.exists?.() ?? false);
  }

  async release(name: string): Promise<void> {
    await this.#operate('release', name, undefined, (dataset) => dataset.release?.());
  }

  origin(name: string): DatasetOrigin {
    if (isParameterName(name)) return 'parameters';
    if (this.#names.has(name)) return 'declared';
    return this.#entries.patternOf(name) === undefined ? 'memory' : 'pattern';
  }

  version(name: string, operation: 'load' | 'save'): string | undefined {
    const version = this.#datasets.get(name)?.describe?.()[`${operation}Version`];
    return typeof version === 'string' ? version : undefined;
  }

  freeze(): void {
    this.#frozen = true;
  }

  describe(): readonly CatalogListing[] {
    return this.#entries.list();
  }

  listing(name: string): CatalogListing | undefined {
    return this.#entries.listing(name);
  }

  redact(text: string): string {
    return this.#redactor.text(text);
  }

  #create(name: string): Dataset {
    if (isParameterName(name)) return this.#parameters.dataset(name);
    const entry = this.#entryOf(name);
    return entry === undefined ? memoryDataset(this.#undeclared) : this.#factory.create(name, entry);
  }

  #entryOf(name: string): CatalogEntry | undefined {
    if (this.#given.has(name)) return undefined;
    if (this.#names.has(name)) return this.#entries.declared.get(name);
    const pattern = this.#entries.patternOf(name);
    return pattern === undefined ? undefined : this.#entries.fill(pattern, name);
  }

  #operate<T>(
    operation: DatasetOperation,
    name: string,
    user: CatalogUser | undefined,
    act: (dataset: Dataset) => T | Promise<T>,
  ): Promise<T> {
    const dataset = this.get(name);
    return operate({ operation, name, dataset, node: user?.node }, this.#redactor, () => act(dataset));
  }

  #requireOpen(name: string, verb: 'set' | 'delete'): void {
    if (isParameterName(name)) {
      throw new DatasetError(
        'DATASET_READ_ONLY',
        `Cannot ${verb} "${name}": parameters are no datasets of the catalog.`,
        { dataset: name },
      );
    }
    if (!this.#frozen) return;
    throw new DatasetError(
      'CATALOG_FROZEN',
      `Cannot ${verb} dataset "${name}": the catalog of a run is frozen once after_catalog_created has been called.`,
      {
        dataset: name,
        hint: 'Change the catalog in the hook after_catalog_created.',
      },
    );
  }

  #requireVersioned(name: string): void {
    if (this.#entryOf(name)?.versioned) return;
    const versioned = [...this.#entries.declared].filter(([, entry]) => entry.versioned).map(([other]) => other);
    throw new DatasetError(
      'DATASET_VERSION_INVALID',
      `A version to load is given for "${name}", which is not a versioned dataset of the catalog.`,
      {
        dataset: name,
        hint:
          didYouMean(name, versioned) ??
          (versioned.length === 0 ? 'No dataset of the catalog is versioned.' : `Those are ${versioned.join(', ')}.`),
      },
    );
  }
}

function requireData(data: unknown): unknown {
  if (data !== undefined) return data;
  throw fault('DATASET_SAVE_UNDEFINED', 'received undefined, expected data.', {
    hint: 'Return a value for every declared output; null is one.',
  });
}
