import type { Dataset, StagedDataset } from '@pintle/hookspecs';
import type { DatasetRef } from './dataset-ref.js';
import type { CatalogListing, CatalogUser, DatasetOrigin, RunCatalog } from './run-catalog.js';

/** What an attempt reads and writes. */
export interface AttemptScope {
  readonly attemptId: string;
  /** By dataset name: which versions its inputs are loaded in. */
  readonly inputs: Readonly<Record<string, DatasetRef>>;
  /** The datasets that are its to write. */
  readonly outputs: readonly string[];
}

/**
 * The catalog of a run as one attempt of a node sees it, away from the process that decides whether the attempt counts:
 * outputs are saved as copies of their own, and inputs are loaded in the versions that the task names.
 */
export class AttemptCatalog implements RunCatalog {
  readonly #catalog: RunCatalog;
  readonly #scope: AttemptScope;
  readonly #staged = new Map<string, StagedDataset>();
  readonly #refs: Record<string, DatasetRef> = {};

  constructor(catalog: RunCatalog, scope: AttemptScope) {
    this.#catalog = catalog;
    this.#scope = scope;
  }

  /** Where the outputs are that were saved so far, by dataset name. */
  get refs(): Readonly<Record<string, DatasetRef>> {
    return this.#refs;
  }

  /** Removes the copies: the attempt does not count. */
  async discard(): Promise<void> {
    for (const staged of this.#staged.values()) await staged.discard();
  }

  async load(name: string, user?: CatalogUser): Promise<unknown> {
    const staged = this.#staged.get(name);
    if (staged !== undefined) return await staged.load();
    const version = this.#inputVersion(name);
    return await (version === undefined
      ? this.#catalog.load(name, user)
      : this.#catalog.loadVersion(name, version, user));
  }

  async save(name: string, data: unknown, user?: CatalogUser): Promise<void> {
    const { attemptId, outputs } = this.#scope;
    const staged = outputs.includes(name) ? this.#catalog.stage(name, { attemptId }, user) : undefined;
    if (staged === undefined) {
      await this.#catalog.save(name, data, user);
      this.#refs[name] = { dataset: name, ...versionOf(this.#catalog.version(name, 'save')) };
      return;
    }
    // Known before it is written: what is left of a save that failed is removed, too.
    this.#staged.set(name, staged);
    await staged.save(data, user?.tell);
    this.#refs[name] = { dataset: name, attemptId, ...versionOf(staged.version) };
  }

  version(name: string, operation: 'load' | 'save'): string | undefined {
    if (operation === 'save') return this.#staged.get(name)?.version ?? this.#catalog.version(name, 'save');
    return this.#inputVersion(name) ?? this.#catalog.version(name, 'load');
  }

  keys(): readonly string[] {
    return this.#catalog.keys();
  }
  has(name: string): boolean {
    return this.#catalog.has(name);
  }
  get(name: string): Dataset {
    return this.#catalog.get(name);
  }
  set(name: string, dataset: Dataset): void {
    this.#catalog.set(name, dataset);
  }
  delete(name: string): boolean {
    return this.#catalog.delete(name);
  }
  exists(name: string): Promise<boolean> {
    return this.#catalog.exists(name);
  }
  release(name: string): Promise<void> {
    return this.#catalog.release(name);
  }
  origin(name: string): DatasetOrigin {
    return this.#catalog.origin(name);
  }
  stage(...args: Parameters<RunCatalog['stage']>): StagedDataset | undefined {
    return this.#catalog.stage(...args);
  }
  pin(name: string): Promise<string | undefined> {
    return this.#catalog.pin(name);
  }
  loadVersion(name: string, version: string, user?: CatalogUser): Promise<unknown> {
    return this.#catalog.loadVersion(name, version, user);
  }
  freeze(): void {
    this.#catalog.freeze();
  }
  describe(): readonly CatalogListing[] {
    return this.#catalog.describe();
  }

  listing(name: string): CatalogListing | undefined {
    return this.#catalog.listing(name);
  }
  redact(text: string): string {
    return this.#catalog.redact(text);
  }

  #inputVersion(name: string): string | undefined {
    return this.#scope.inputs[name]?.version;
  }
}

function versionOf(version: string | undefined): { readonly version?: string } {
  return version === undefined ? {} : { version };
}
