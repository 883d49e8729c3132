import { isHookError } from '@pintle/core';
import type { Logger, Outcome } from '@pintle/hookspecs';
import type { NodeTask } from '@pintle/pipeline';
import type { TaskWatcher, WorkedAttempt } from './task-worker.js';

/** Says what a worker does, a line an event, and counts. */
export class WorkerView implements TaskWatcher {
  readonly #log: Logger;
  #succeeded = 0;
  #failed = 0;
  #others = 0;
  #started = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** `12 attempts: 10 succeeded, 1 failed, 1 stopped or handed on`. */
  get summary(): string {
    const parts = [
      `${this.#succeeded} succeeded`,
      ...(this.#failed === 0 ? [] : [`${this.#failed} failed`]),
      ...(this.#others === 0 ? [] : [`${this.#others} stopped or handed on`]),
    ];
    const total = this.#succeeded + this.#failed + this.#others;
    return total === 0 ? 'no attempts' : `${total} attempt${total === 1 ? '' : 's'}: ${parts.join(', ')}`;
  }

  /** Attempts that go on. */
  get underWay(): number {
    return this.#started - this.#succeeded - this.#failed - this.#others;
  }

  started(attempt: WorkedAttempt): void {
    this.#started++;
    this.#log.info(`${nameOf(attempt)} started`, runOf(attempt));
  }

  ended(attempt: WorkedAttempt, { status, durationMs, error, reason }: Outcome): void {
    const line = `${nameOf(attempt)} ${status} in ${seconds(durationMs)}`;
    if (status === 'success' || status === 'cached') {
      this.#succeeded++;
      this.#log.info(line, runOf(attempt));
    } else if (status === 'retrying') {
      this.#failed++;
      this.#log.warn(`${nameOf(attempt)} failed in ${seconds(durationMs)}, and is tried again`, {
        ...runOf(attempt),
        error,
      });
    } else if (status === 'cancelled') {
      this.#others++;
      this.#log.warn(`${nameOf(attempt)} cancelled: ${reason ?? ''}`, runOf(attempt));
    } else {
      this.#failed++;
      this.#log.error(line, { ...runOf(attempt), error });
    }
  }

  handedOn(attempt: WorkedAttempt, why: string): void {
    this.#others++;
    this.#log.warn(`${nameOf(attempt)} is handed on: ${why}`, runOf(attempt));
  }

  refused({ node }: NodeTask, error: unknown): void {
    const hint = isHookError(error) && error.hint !== undefined ? { hint: error.hint } : {};
    const message = error instanceof Error ? error.message : String(error);
    this.#log.error(`refused ${node}: ${message}`, hint);
  }
}

function nameOf({ node, attempt }: WorkedAttempt): string {
  return attempt === 1 ? node : `${node} #${attempt}`;
}

/** Runs of one hour differ in what comes after the time: the last part of a UUID tells them apart. */
function runOf({ runId }: WorkedAttempt): { readonly of: string } {
  return { of: runId.slice(-12) };
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
