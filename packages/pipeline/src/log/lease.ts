import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HookError } from '@pintle/core';
import type { RunFolder } from './folder.js';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.js';
import { createWhole, replaceWhole } from './whole-file.js';

/** How long a lease holds without being renewed, where its process cannot be asked (another host). In milliseconds. */
export const LEASE_MS = 60_000;

/**
 * The right to write a run's log: files `lease-<n>.json` in its folder, of which the highest number holds.
 *
 * To claim is to create the next number, which only one process can. A holder renews by touching its file. On the same
 * host a lease is as alive as its process, so that a node that keeps the thread busy for minutes loses nothing.
 */
export class Lease {
  readonly #folder: RunFolder;
  readonly #generation: number;
  readonly #leaseMs: number;
  #renewedAt: number;
  #timer: NodeJS.Timeout | undefined;
  #onLost: (() => void) | undefined;
  #lost = false;

  private constructor(folder: RunFolder, generation: number, leaseMs: number) {
    this.#folder = folder;
    this.#generation = generation;
    this.#leaseMs = leaseMs;
    this.#renewedAt = Date.now();
  }

  /**
   * Opens a run: takes its first lease, or the next one when the holder of the last is dead.
   *
   * @returns `undefined` when the run is held by a living process, or when another has just claimed it
   */
  static claim(folder: RunFolder, leaseMs: number = LEASE_MS): Lease | undefined {
    mkdirSync(folder.dir, { recursive: true });
    const last = newest(folder.dir);
    if (last > 0 && isHeld(folder.dir, last)) return undefined;
    const generation = last + 1;
    const holder: Holder = { ...thisProcess(), leaseMs };
    if (!createWhole(leaseFile(folder.dir, generation), JSON.stringify(holder))) return undefined;
    mkdirSync(dirname(folder.marker), { recursive: true });
    writeFileSync(folder.marker, '');
    return new Lease(folder, generation, leaseMs);
  }

  /** Renews from now on; `onLost` of the last call is called once, when another process has taken the run. */
  keep(onLost: () => void): void {
    this.#onLost = onLost;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.renew(), this.#leaseMs / 6);
    this.#timer.unref();
  }

  /** Whether the run is still ours; looks only when the lease may have run out since the last look. */
  holds(): boolean {
    return !this.#lost && (Date.now() - this.#renewedAt < this.#leaseMs || this.renew());
  }

  /** Touches the lease; false when it is lost. */
  renew(): boolean {
    if (this.#lost) return false;
    try {
      this.#lost = newest(this.#folder.dir) !== this.#generation;
      const now = new Date();
      if (!this.#lost) utimesSync(leaseFile(this.#folder.dir, this.#generation), now, now);
    } catch (error) {
      // The folder was removed, so whatever is written has no place any more.
      if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
      this.#lost = true;
    }
    this.#renewedAt = Date.now();
    if (this.#lost) this.#onLost?.();
    return !this.#lost;
  }

  /** Ends the lease. A run that has `ended` is no longer open; any other will be found dead. */
  release(ended: boolean): void {
    clearInterval(this.#timer);
    if (this.#lost) return;
    this.#lost = true;
    replaceWhole(leaseFile(this.#folder.dir, this.#generation), RELEASED);
    if (ended) rmSync(this.#folder.marker, { force: true });
  }
}

/** Whether a living process holds the run. */
export function isRunHeld(folder: RunFolder): boolean {
  const last = newest(folder.dir);
  return last > 0 && isHeld(folder.dir, last);
}

/** The error of a process whose run was taken over. */
export function leaseLost(runId: string): HookError<string> {
  return new HookError(
    'RUN_LEASE_LOST',
    `Run ${runId} was taken over by another process, so this one writes and calls nothing more for it.`,
    {
      hint: 'It was taken for dead: was this machine asleep, or are its clocks apart?',
    },
  );
}

function leaseFile(dir: string, generation: number): string {
  return join(dir, `lease-${generation}.json`);
}

function newest(dir: string): number {
  const generations = readdirSync(dir).map((name) => Number(/^lease-(\d+)\.json$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...generations);
}

/** What a lease says: who holds it, and how long without being renewed. */
interface Holder extends ProcessIdentity {
  readonly leaseMs: number;
}

/** What a lease says when its holder has let go of it. */
const RELEASED = 'null';

function isHeld(dir: string, generation: number): boolean {
  const file = leaseFile(dir, generation);
  const age = Date.now() - statSync(file).mtimeMs;
  let holder: (Partial<Holder> & ProcessIdentity) | null;
  try {
    holder = JSON.parse(readFileSync(file, 'utf8')) as typeof holder;
  } catch {
    // Where a file cannot be created whole: being written at this moment, or its writer died while writing it.
    return age < LEASE_MS;
  }
  return holder !== null && (isAlive(holder) ?? age < (holder.leaseMs ?? LEASE_MS));
}
