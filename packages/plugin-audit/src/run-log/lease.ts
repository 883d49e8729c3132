import { readdirSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RunFolder } from './folder.js';

/** Whether the process of a run lives, and for how long that may be believed. */
export interface RunLease {
  readonly isHeld: boolean;
  /** Milliseconds after which a process that was not heard of is taken for dead. */
  readonly leaseMs: number;
}

/** What a run's process writes into its lease; a released lease says `null`. */
interface Holder {
  readonly host?: string;
  readonly pid?: number;
  /** When the process started, in ticks since boot: process ids are used again. */
  readonly startTime?: string;
  readonly leaseMs?: number;
}

/** How long a lease holds where it does not say so itself. */
const LEASE_MS = 60_000;

/**
 * Reads the lease of a run: the file `lease-<n>.json` with the highest number.
 *
 * @returns `undefined` for a folder without one: the run is not this machine's
 */
export function leaseOf({ dir }: RunFolder): RunLease | undefined {
  try {
    const newest = Math.max(0, ...readdirSync(dir).map((name) => Number(/^lease-(\d+)\.json$/.exec(name)?.[1] ?? 0)));
    return newest === 0 ? undefined : readLease(join(dir, `lease-${newest}.json`));
  } catch {
    // Removed while we were looking.
    return undefined;
  }
}

function readLease(file: string): RunLease {
  const age = Date.now() - statSync(file).mtimeMs;
  let holder: Holder | null;
  try {
    holder = JSON.parse(readFileSync(file, 'utf8')) as Holder | null;
  } catch {
    // Being written at this moment, or its writer died while writing it.
    return { isHeld: age < LEASE_MS, leaseMs: LEASE_MS };
  }
  const leaseMs = holder?.leaseMs ?? LEASE_MS;
  return { isHeld: holder !== null && (isAlive(holder) ?? age < leaseMs), leaseMs };
}

/** `undefined` for a process of another host, which cannot be asked. */
function isAlive({ host, pid, startTime }: Holder): boolean | undefined {
  if (host !== hostname() || pid === undefined) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and is someone else's.
    if ((error as { code?: unknown }).code !== 'EPERM') return false;
  }
  const started = startTimeOf(pid);
  return startTime === undefined || started === undefined || started === startTime;
}

function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name, in brackets, may hold spaces; the start time is the 22nd field.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
