import type { Awaitable } from '@pintle/core';
import type { DatasetFacts, NodeBaseArgs, NodePhase } from '@pintle/hookspecs';
import { type CatalogUser, countRows } from '../catalog/index.js';
import { serializeError } from '../log/serialized-error.js';
import type { AttemptClock } from './attempt-clock.js';
import type { AttemptHost } from './attempt-host.js';
import type { NodeHooks } from './hooks.js';
import { tell } from './tell.js';

/** The attempt that loads and saves. */
export interface AttemptOfData {
  /** What is under way from now on. */
  enter(phase: NodePhase): void;
  /** Goes on, unless the attempt was taken for dead meanwhile. */
  alive<T>(goOn: () => Awaitable<T>): Awaitable<T>;
}

/** The loads and saves of one attempt, each with its hooks and its entry in the run log. */
export class AttemptData {
  readonly #host: AttemptHost;
  readonly #base: NodeBaseArgs;
  readonly #clock: AttemptClock;
  readonly #attempt: AttemptOfData;

  constructor(host: AttemptHost, base: NodeBaseArgs, clock: AttemptClock, attempt: AttemptOfData) {
    this.#host = host;
    this.#base = base;
    this.#clock = clock;
    this.#attempt = attempt;
  }

  /** Hooks may put other data in place of what was loaded. */
  async load(datasetName: string): Promise<unknown> {
    const hooks = this.#hooksOf(datasetName);
    const args = { ...this.#base, datasetName };
    this.#attempt.enter('hook');
    await this.#clock.begin(() => hooks.before_dataset_loaded(args));
    const start = this.#host.clock.monotonic();
    const user = new Informed(this.#base.node.name);
    const data = await this.#access('load', datasetName, () =>
      this.#clock.begin(() => this.#host.catalog.load(datasetName, user)),
    );
    const rows = rowsOf(data);
    await this.#recordAccess('dataset_loaded', datasetName, { ...rows, ...user.facts }, start);
    this.#attempt.enter('hook');
    return await this.#clock.begin(() => hooks.after_dataset_loaded({ ...args, data, ...rows }));
  }

  /** Hooks may put other data in place of what the node returned. */
  async save(datasetName: string, output: unknown): Promise<void> {
    const hooks = this.#hooksOf(datasetName);
    const args = { ...this.#base, datasetName };
    this.#attempt.enter('hook');
    const data = await this.#attempt.alive(() =>
      this.#clock.finish(() => hooks.before_dataset_saved({ ...args, data: output })),
    );
    const start = this.#host.clock.monotonic();
    const user = new Informed(this.#base.node.name);
    await this.#access('save', datasetName, () =>
      this.#clock.finish(() => this.#host.catalog.save(datasetName, data, user)),
    );
    const rows = rowsOf(data);
    await this.#recordAccess('dataset_saved', datasetName, { ...rows, ...user.facts }, start);
    await this.#tell('after_dataset_saved', () => hooks.after_dataset_saved({ ...args, data, ...rows }));
  }

  /** Loads or saves; a failure is told as the dataset's before it becomes the attempt's. */
  async #access<T>(operation: 'load' | 'save', datasetName: string, work: () => Awaitable<T>): Promise<T> {
    this.#attempt.enter(operation);
    try {
      return await work();
    } catch (error) {
      if (this.#clock.stop !== undefined) throw error;
      await this.#host.recorder.record({
        type: 'dataset_failed',
        node: this.#base.node.name,
        attempt: this.#base.attempt,
        dataset: datasetName,
        operation,
        error: serializeError(error),
      });
      await this.#tell('on_dataset_error', () =>
        this.#hooksOf(datasetName).on_dataset_error({ ...this.#base, operation, datasetName, error }),
      );
      throw error;
    }
  }

  #recordAccess(
    type: 'dataset_loaded' | 'dataset_saved',
    dataset: string,
    facts: Rows & Partial<DatasetFacts>,
    start: number,
  ): Awaitable<void> {
    const version = this.#host.catalog.version(dataset, type === 'dataset_loaded' ? 'load' : 'save');
    return this.#host.recorder.record({
      type,
      node: this.#base.node.name,
      attempt: this.#base.attempt,
      dataset,
      durationMs: this.#host.clock.monotonic() - start,
      ...(version === undefined ? {} : { version }),
      ...facts,
    });
  }

  #hooksOf(datasetName: string): ReturnType<NodeHooks['ofDataset']> {
    return this.#host.hooks.ofDataset(this.#base.node, datasetName);
  }

  #tell(hook: string, call: () => Awaitable<void>): Awaitable<void> {
    const { recorder, cancellation } = this.#host;
    const { node, attempt } = this.#base;
    return tell(hook, call, recorder, cancellation.work, { node: node.name, attempt });
  }
}

/** Who loads or saves, and what the dataset tells of it. */
class Informed implements CatalogUser {
  readonly node: string;
  facts: Partial<DatasetFacts> = {};

  constructor(node: string) {
    this.node = node;
  }

  readonly tell = (facts: DatasetFacts): void => {
    this.facts = { contentHash: facts.contentHash };
  };
}

interface Rows {
  readonly rows?: number;
}

function rowsOf(data: unknown): Rows {
  const rows = countRows(data);
  return rows === undefined ? {} : { rows };
}
