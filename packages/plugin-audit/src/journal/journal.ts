import { closeSync, fsync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** How many records wait in memory for a file that cannot be written to. */
const LIMIT = 10_000;

/**
 * A file that one process, and no other, appends records to: one line of JSON each. What was written survives the death
 * of the process; a file that cannot be written to is no error, its records wait.
 */
export class Journal {
  readonly #path: string;
  readonly #lost: (count: number) => object;
  #waiting: object[] = [];
  #lostCount = 0;
  #file: number | undefined;
  #size = 0;

  /** @param lost - makes the record which says that so many were lost */
  constructor(path: string, lost: (count: number) => object) {
    this.#path = path;
    this.#lost = lost;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#lostCount === 0;
  }

  add(record: object): void {
    if (this.#waiting.length < LIMIT) this.#waiting.push(record);
    else this.#lostCount++;
  }

  /** Writes what waits. @throws what the file system throws; nothing is lost then, and the next call tries again */
  flush(): void {
    if (this.isEmpty) return;
    const records = this.#lostCount === 0 ? this.#waiting : [...this.#waiting, this.#lost(this.#lostCount)];
    const bytes = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    const file = this.#open();
    // At its place rather than at the end: where half of it could be written, the next attempt writes over it.
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(file, bytes, written, bytes.length - written, this.#size + written);
    }
    this.#size += bytes.length;
    this.#waiting = [];
    this.#lostCount = 0;
  }

  /** Writes what waits and lets go of the file, which survives power loss from then on. More may follow all the same. */
  close(): void {
    this.flush();
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) fsync(file, () => closeSync(file));
  }

  #open(): number {
    if (this.#file !== undefined) return this.#file;
    mkdirSync(dirname(this.#path), { recursive: true });
    this.#file = openSync(this.#path, this.#size === 0 ? 'w' : 'r+');
    return this.#file;
  }
}
