import type { TaskResult } from './node-executor.js';

/** Results that were pushed, for whoever iterates. */
export class ResultQueue {
  readonly #waiting: (readonly [string, TaskResult])[] = [];
  #wake: (() => void) | undefined;

  push(node: string, result: TaskResult): void {
    this.#waiting.push([node, result]);
    this.#wake?.();
  }

  /** Gives results as they come, until the signal aborts. */
  async *until(signal: AbortSignal): AsyncGenerator<readonly [string, TaskResult]> {
    const onAbort = (): void => this.#wake?.();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      while (!signal.aborted) {
        yield* this.#waiting.splice(0);
        if (this.#waiting.length > 0 || signal.aborted) continue;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
