import type { Model, Outcome, PipelineNode, RunInfo } from '@pintle/hookspecs';

/** Counts of the models of one run. */
export interface ModelCounts {
  readonly built: number;
  readonly skipped: number;
  readonly failed: number;
  /** `undefined` while no model has said how many rows it wrote. */
  readonly rows: number | undefined;
  readonly elapsedMs: number;
}

const NONE: ModelCounts = { built: 0, skipped: 0, failed: 0, rows: undefined, elapsedMs: 0 };
const FAILED: readonly string[] = ['error', 'timed_out', 'crashed'];

/** Counts the models of runs; several runs at a time do not mix. */
export class ModelTally {
  readonly #counts = new WeakMap<RunInfo, ModelCounts>();

  of(run: RunInfo): ModelCounts {
    return this.#counts.get(run) ?? NONE;
  }

  /** What the engine said of a model that has ended. */
  addModel(run: RunInfo, { rowsAffected, elapsedMs = 0, status }: Model): void {
    if (status !== 'success') return;
    const { rows, elapsedMs: before, ...counts } = this.of(run);
    const sum = rowsAffected === undefined ? rows : (rows ?? 0) + rowsAffected;
    this.#counts.set(run, { ...counts, rows: sum, elapsedMs: before + elapsedMs });
  }

  /** How a node has ended; those without a model do not count. */
  addEnd(run: RunInfo, node: PipelineNode, { status }: Outcome): void {
    if (node.model === undefined) return;
    const counts = this.of(run);
    if (status === 'success') this.#counts.set(run, { ...counts, built: counts.built + 1 });
    else if (FAILED.includes(status)) this.#counts.set(run, { ...counts, failed: counts.failed + 1 });
    else this.#counts.set(run, { ...counts, skipped: counts.skipped + 1 });
  }
}
