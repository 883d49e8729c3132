import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Tells one process from all others, as far as the system lets us. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When the process started, in ticks since boot. Absent where there is no /proc. */
  readonly startTime?: string;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  const startTime = startTimeOf(process.pid);
  return { host: hostname(), pid: process.pid, ...(startTime === undefined ? {} : { startTime }) };
}

/** Whether a process still exists; `undefined` for one of another host, which cannot be asked. */
export function isAlive(identity: ProcessIdentity): boolean | undefined {
  if (identity.host !== hostname()) return undefined;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: it exists and is someone else's.
    if ((error as { code?: unknown }).code !== 'EPERM') return false;
  }
  // A process id is used again, above all in containers, where it is often the very same.
  const startTime = startTimeOf(identity.pid);
  return identity.startTime === undefined || startTime === undefined || startTime === identity.startTime;
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
