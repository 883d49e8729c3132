import type { Catalog, DatasetCopy, DatasetType, Params, StagedDataset, TellDataset } from '@pintle/hookspecs';
import type { ConfigDocument } from '../config/config.js';
import type { CopyMode } from './datasets/memory.js';

/** What {@link createCatalog} builds a catalog of. */
export interface CatalogOptions {
  /** Absolute. */
  readonly projectDir: string;
  /** The content of `catalog.yml`: entries by dataset name or pattern. Default none. */
  readonly entries?: Readonly<Record<string, unknown>> | undefined;
  /** Where the entries are written and how they may be shown; `config.read('catalog')` has both. */
  readonly source?: Pick<ConfigDocument, 'shown' | 'locate'> | undefined;
  /** The content of `credentials.yml`: what `credentials: <key>` of an entry means. Default none. */
  readonly credentials?: Readonly<Record<string, unknown>> | undefined;
  /** What `parameters` and `params:a.b` read. Default none. */
  readonly parameters?: Params | undefined;
  /** Dataset types besides the built-in ones. */
  readonly types?: readonly DatasetType<unknown>[] | undefined;
  /** Dataset name → version to load. Default: the latest of each. */
  readonly loadVersions?: Readonly<Record<string, string>> | undefined;
  /** The version that versioned datasets are saved as. Default: the time at which the catalog is created. */
  readonly saveVersion?: string | undefined;
  /** How datasets that nothing declares hand on data in memory. Default `clone`. */
  readonly undeclared?: CopyMode | undefined;
}

/** Who a load or save is for. */
export interface CatalogUser {
  /** Named in the error when it fails. */
  readonly node?: string | undefined;
  /** Is told what the dataset comes to know. */
  readonly tell?: TellDataset | undefined;
}

/** How a name came to its dataset. */
export type DatasetOrigin = 'declared' | 'pattern' | 'parameters' | 'memory';

/** One line of `pintle catalog list`. */
export interface CatalogListing {
  readonly name: string;
  readonly type: string;
  readonly origin: Exclude<DatasetOrigin, 'memory' | 'parameters'>;
  readonly versioned: boolean;
  /** The rest of the entry as it is written: `${env:…}` unresolved, credentials by their key. */
  readonly options: Readonly<Record<string, unknown>>;
  /** `conf/base/catalog.yml:3:1`, where a file declares it. */
  readonly at: string | undefined;
}

/** The catalog of one run, with what its runner needs besides the {@link Catalog} that hooks see. */
export interface RunCatalog extends Catalog {
  /**
   * Loads a dataset, or a parameter.
   *
   * @throws DatasetError `DATASET_NOT_FOUND`, `DATASET_LOAD_FAILED`, …: names dataset, type, file and node, keeps the cause
   */
  load(name: string, user?: CatalogUser): Promise<unknown>;
  /**
   * Saves a dataset, wholly or not at all.
   *
   * @throws DatasetError `DATASET_SAVE_UNDEFINED`, `DATASET_SAVE_FAILED`, …: as `load`
   */
  save(name: string, data: unknown, user?: CatalogUser): Promise<void>;
  /** Whether there is something to load. A dataset that cannot tell has nothing. */
  exists(name: string): Promise<boolean>;
  /** Lets go of what a dataset holds in memory. */
  release(name: string): Promise<void>;
  /** How the name comes to its dataset; creates none. */
  origin(name: string): DatasetOrigin;
  /** The version that was loaded or saved last in this run; `undefined` for datasets without versions. */
  version(name: string, operation: 'load' | 'save'): string | undefined;
  /** The version that this run loads, chosen now if it has not been; `undefined` where there is none. */
  pin(name: string): Promise<string | undefined>;
  /** Loads a version of a versioned dataset, whichever one this run loads. @throws DatasetError as `load` */
  loadVersion(name: string, version: string, user?: CatalogUser): Promise<unknown>;
  /**
   * The copy of a dataset that one attempt writes, its operations failing as those of the catalog do; `undefined` for
   * datasets that cannot be kept apart.
   */
  stage(name: string, copy: DatasetCopy, user?: CatalogUser): StagedDataset | undefined;
  /** From now on `set` and `delete` throw `CATALOG_FROZEN`. */
  freeze(): void;
  /** The declared datasets and patterns, in order of declaration, without secrets. */
  describe(): readonly CatalogListing[];
  /** What declares the name, filled in where a pattern does; `undefined` where nothing does. */
  listing(name: string): CatalogListing | undefined;
  /** Blanks every credential in a text, for messages and logs. */
  redact(text: string): string;
}
