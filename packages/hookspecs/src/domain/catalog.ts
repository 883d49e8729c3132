import type { StandardSchemaV1 } from '@standard-schema/spec';

/** Where data lives and how it is read and written. A custom dataset is any object of this shape. */
export interface Dataset {
  /** Its type as written in the catalog, `memory`, `csv`, … */
  readonly type: string;
  /** @param tell - to be told what was loaded, where that is known: see {@link DatasetFacts} */
  load(tell?: TellDataset): unknown;
  /** @param tell - to be told what was saved, where that is known: see {@link DatasetFacts} */
  save(data: unknown, tell?: TellDataset): void | Promise<void>;
  /** Whether there is something to load. Absent: not known, taken as no. */
  exists?(): boolean | Promise<boolean>;
  /** Lets go of what it holds in memory. */
  release?(): void | Promise<void>;
  /** Plain facts for listings and logs, without secrets. */
  describe?(): Readonly<Record<string, unknown>>;
  /** True when data does not outlive the process, as in memory. */
  readonly ephemeral?: boolean;
  /**
   * True when one process at a time can have it open, as with the file of an embedded database. Nodes that use such data run
   * one at a time where they run in other processes; whoever has it open lets go of it when it is not used.
   */
  readonly exclusive?: boolean;
  /**
   * The copy that one attempt of a node writes, where copies can be kept apart. On several machines it is what keeps an
   * attempt that was taken for dead, and lives, from overwriting: it writes a copy that nobody will publish. Absent: what
   * such an attempt saves changes the dataset at once.
   */
  staged?(copy: DatasetCopy): StagedDataset;
}

/** What one load or save of a dataset comes to know by the way. */
export interface DatasetFacts {
  /**
   * `sha256:` and 64 hexadecimal digits: the hash of the very bytes that were read or written. Of datasets that are no
   * bytes, or whose bytes it would take another pass to see, none is told.
   */
  readonly contentHash: string;
}

/** Told by a dataset, at most once, before a load or save ends. */
export type TellDataset = (facts: DatasetFacts) => void;

/** Which copy of a dataset. */
export interface DatasetCopy {
  /** The attempt that writes it: unique among all attempts, and fit for the name of a file. */
  readonly attemptId: string;
  /** For versioned datasets: the version that it is to become. Default: the one that the dataset saves. */
  readonly version?: string;
}

/** A copy of a dataset that one attempt of a node writes, until it is known whether that attempt counts. */
export interface StagedDataset {
  /** The version that it is to become; absent for datasets without versions. */
  readonly version?: string;
  load(): unknown;
  save(data: unknown, tell?: TellDataset): void | Promise<void>;
  /** Puts it in the dataset's place, as a whole. Called again, as after a crash, it finds that done. */
  publish(): void | Promise<void>;
  /** Removes what there is of it. */
  discard(): void | Promise<void>;
}

/** The datasets of one run, by name. It may be changed in `after_catalog_created` and is frozen after it. */
export interface Catalog {
  /** Declared names, in order of declaration; names that only a pattern matches are not among them. */
  keys(): readonly string[];
  /** Whether the name is declared or matches a pattern. */
  has(name: string): boolean;
  /** The dataset of a name: declared, made by a pattern, or else a memory dataset of this run. */
  get(name: string): Dataset;
  /** @throws HookError `CATALOG_FROZEN` after `after_catalog_created` */
  set(name: string, dataset: Dataset): void;
  /** @throws HookError `CATALOG_FROZEN` after `after_catalog_created` */
  delete(name: string): boolean;
  load(name: string): Promise<unknown>;
  save(name: string, data: unknown): Promise<void>;
}

/** What a dataset type is handed to make one dataset. */
export interface DatasetCreation<Config = Readonly<Record<string, unknown>>> {
  readonly name: string;
  /** The catalog entry, validated by the type's schema. */
  readonly config: Config;
  /** The entry's credentials, resolved. Never log them. */
  readonly credentials: Readonly<Record<string, unknown>> | undefined;
  /** Absolute; relative paths of the config are meant from here. */
  readonly projectDir: string;
  /** For versioned datasets: what to load (`undefined`: the latest) and what to save. */
  readonly version: DatasetVersion | undefined;
}

/** The versions that a versioned dataset loads and saves. */
export interface DatasetVersion {
  readonly load: string | undefined;
  readonly save: string;
}

/** A kind of dataset that catalog files can name in `type`. */
export interface DatasetType<Config = Readonly<Record<string, unknown>>> {
  readonly type: string;
  /**
   * Checks a catalog entry without `type`, `versioned`, `credentials` and `metadata`; any Standard Schema that answers at
   * once. Unknown keys are its to reject.
   */
  readonly schema: StandardSchemaV1<unknown, Config>;
  /** Whether it heeds {@link DatasetCreation.version}; where not, `versioned: true` in an entry is an error. Default no. */
  readonly versioned?: boolean;
  create(creation: DatasetCreation<Config>): Dataset;
}
