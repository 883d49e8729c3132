import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBInstance } from '@duckdb/node-api';

/** Milliseconds that a file stays open when nobody uses it: enough for one model after the other, short for those who wait. */
const IDLE_MS = 10;

/**
 * The file of a database. One process at a time can have it open, so it is open while somebody uses it, and waited for
 * while another process does.
 */
export class DuckdbFile {
  readonly #path: string;
  readonly #waitMs: number;
  #opened: Promise<DuckDBInstance> | undefined;
  #users = 0;
  #idle: NodeJS.Timeout | undefined;

  /** @param waitMs - how long another process may have it open; then opening it fails */
  constructor(path: string, waitMs: number) {
    this.#path = path;
    this.#waitMs = waitMs;
  }

  /** Opens it for one more user, who gives it back. @throws what DuckDB says */
  async take(): Promise<DuckDBInstance> {
    clearTimeout(this.#idle);
    this.#users += 1;
    const opened = (this.#opened ??= this.#open());
    try {
      return await opened;
    } catch (error) {
      if (this.#opened === opened) this.#opened = undefined;
      this.#users -= 1;
      throw error;
    }
  }

  give(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.#idle = setTimeout(() => void this.close(), IDLE_MS);
    this.#idle.unref();
  }

  /** Closes it, whoever uses it. It can be taken again. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const opened = this.#opened;
    this.#opened = undefined;
    (await opened)?.closeSync();
  }

  async #open(): Promise<DuckDBInstance> {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const end = performance.now() + this.#waitMs;
    for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 100)) {
      try {
        // Of one process, all that ask the cache share the one instance that may hold the file.
        return await DuckDBInstance.fromCache(this.#path);
      } catch (error) {
        if (!isHeld(error) || performance.now() + pauseMs > end) throw error;
        await sleep(pauseMs);
      }
    }
  }
}

/** Whether another process has the file open. */
export function isHeld(error: unknown): boolean {
  return error instanceof Error && /could not set lock on file|used by another process/i.test(error.message);
}
