import type { BullmqSettings } from '../settings.js';
import type { TaskProgress } from '../task-queue.js';

/** What the thread is started with. */
export type HeartbeatData = Pick<BullmqSettings, 'url' | 'prefix' | 'queue' | 'lockMs'>;

/** A task that this worker holds. */
export interface HeldTask {
  readonly attemptId: string;
  readonly jobId: string;
  /** The token of its lock. */
  readonly token: string;
  /** What is noted in the job when its attempt has gone on for a moment. */
  readonly progress: TaskProgress;
  /** Milliseconds after which it is no longer renewed: the attempt should have been over. Absent: never. */
  readonly maxMs?: number;
}

/** Told to the thread. */
export type ToHeartbeat =
  | { readonly type: 'hold'; readonly task: HeldTask }
  | { readonly type: 'drop'; readonly attemptId: string }
  | { readonly type: 'close' };

/** A moment, on clocks that all threads of a process share. */
export interface Moment {
  /** Milliseconds on the clock that never runs back. */
  readonly monotonic: number;
  /** Milliseconds on the wall, which goes on while the machine sleeps. */
  readonly wall: number;
}

/** Told by the thread: the attempts whose locks were renewed, as of when, and those whose locks were gone. */
export interface Beat {
  readonly at: Moment;
  readonly renewed: readonly string[];
  readonly lost: readonly string[];
}

/** Now. */
export function moment(): Moment {
  return { monotonic: Number(process.hrtime.bigint() / 1_000_000n), wall: Date.now() };
}

/** Milliseconds since a moment, by whichever clock says more. */
export function since({ monotonic, wall }: Moment): number {
  const now = moment();
  return Math.max(now.monotonic - monotonic, now.wall - wall);
}
