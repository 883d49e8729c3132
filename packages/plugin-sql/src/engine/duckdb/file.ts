import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { DuckDBInstance } from '@duckdb/node-api';

/** Milliseconds between looks whether another process wants the file, while it is not used. */
const LOOK_MS = 10;

/**
 * The file of a database. One process at a time can have it open: who waits for it says so in a file beside it,
 * `<name>.wanted`, and who has it open lets go of it as soon as it is not used. Nobody else wants it: it stays open, with
 * all that was attached and loaded.
 */
export class DuckdbFile {
  readonly #path: string;
  readonly #waitMs: number;
  #opened: Promise<DuckDBInstance> | undefined;
  #users = 0;
  #looks: NodeJS.Timeout | undefined;

  /** @param waitMs - how long another process may have it open; then opening it fails */
  constructor(path: string, waitMs: number) {
    this.#path = path;
    this.#waitMs = waitMs;
  }

  /** Opens it for one more user, who gives it back. @throws what DuckDB says */
  async take(): Promise<DuckDBInstance> {
    clearInterval(this.#looks);
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
    if (this.#users > 0 || this.#opened === undefined) return;
    this.#looks = setInterval(() => this.#letGo(), LOOK_MS);
    this.#looks.unref();
  }

  /** Closes it, whoever uses it. It can be taken again. */
  async close(): Promise<void> {
    clearInterval(this.#looks);
    const opened = this.#opened;
    this.#opened = undefined;
    (await opened)?.closeSync();
  }

  /** Who still wants it says so again. */
  #letGo(): void {
    if (!existsSync(this.#wanted)) return;
    rmSync(this.#wanted, { force: true });
    void this.close();
  }

  async #open(): Promise<DuckDBInstance> {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const end = performance.now() + this.#waitMs;
    for (let pauseMs = 0; ; pauseMs = Math.min(5 + pauseMs * 2, 100)) {
      if (pauseMs > 0) await setTimeout(pauseMs);
      try {
        // Of one process, all that ask the cache share the one instance that may hold the file.
        const instance = await DuckDBInstance.fromCache(this.#path);
        if (pauseMs > 0) rmSync(this.#wanted, { force: true });
        return instance;
      } catch (error) {
        if (!isHeld(error) || performance.now() > end) throw error;
        writeFileSync(this.#wanted, '');
      }
    }
  }

  get #wanted(): string {
    return `${this.#path}.wanted`;
  }
}

/** Whether another process has the file open. */
export function isHeld(error: unknown): boolean {
  return error instanceof Error && /could not set lock on file|used by another process/i.test(error.message);
}
