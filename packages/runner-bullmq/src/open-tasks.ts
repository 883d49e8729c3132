import type { Clock } from '@pintle/hookspecs';
import { type NodeTask, RECALLED, ResultQueue, type TaskResult } from '@pintle/pipeline';

/** A task that has no result yet. */
export interface OpenTask {
  readonly task: NodeTask;
  /** Whether its job is in the queue, as far as is known here. */
  isQueued: boolean;
  /** The last attempt that was heard of; 0 before the first. */
  attempt: number;
  /** When the first attempt began, as far as was heard. */
  startedAt?: Date;
}

/** The tasks of a run that have no result yet, by the ids of their jobs, and the results of those that have. */
export class OpenTasks {
  readonly #tasks = new Map<string, OpenTask>();
  readonly #results = new ResultQueue();

  /** @returns `undefined` for a task that is open already */
  add(jobId: string, task: NodeTask): OpenTask | undefined {
    if (this.#tasks.has(jobId)) return undefined;
    const open: OpenTask = { task, isQueued: false, attempt: 0 };
    this.#tasks.set(jobId, open);
    return open;
  }

  get(jobId: string): OpenTask | undefined {
    return this.#tasks.get(jobId);
  }

  /** Ids of all. */
  ids(): readonly string[] {
    return [...this.#tasks.keys()];
  }

  /** Ids of those whose jobs are in the queue. */
  queued(): readonly string[] {
    return this.ids().filter((jobId) => this.#tasks.get(jobId)?.isQueued);
  }

  /** A task has its result, for the first time. @returns whether it was open */
  close(jobId: string, result: TaskResult): boolean {
    const open = this.#tasks.get(jobId);
    if (open === undefined) return false;
    this.#tasks.delete(jobId);
    this.#results.push(open.task.node, result);
    return true;
  }

  /** A task is not even begun. */
  refuse({ node }: NodeTask): void {
    this.#results.push(node, RECALLED);
  }

  /** Waits no longer for any of them. */
  giveUp(reason: string, clock: Clock): void {
    for (const [jobId, { attempt, startedAt: began }] of this.#tasks) {
      const finishedAt = clock.now();
      const startedAt = began ?? finishedAt;
      const durationMs = Math.max(0, finishedAt.getTime() - startedAt.getTime());
      const outcome = { status: 'cancelled', startedAt, finishedAt, durationMs, attempt, reason } as const;
      this.close(jobId, attempt === 0 ? RECALLED : { outcome, events: [] });
    }
  }

  /** Results as they come, until the signal aborts. */
  results(signal: AbortSignal): AsyncIterable<readonly [node: string, result: TaskResult]> {
    return this.#results.until(signal);
  }
}
