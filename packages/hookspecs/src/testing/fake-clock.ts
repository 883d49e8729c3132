import type { Clock } from '../domain/clock.js';

/** A clock that stands still until it is told to go on. */
export interface FakeClock extends Clock {
  /** How many sleeps are under way. */
  readonly sleeping: number;
  /** Goes on by so many milliseconds: sleeps end in order of their time, each before the next. */
  advance(ms: number): Promise<void>;
}

/** Options of {@link fakeClock}. */
export interface FakeClockOptions {
  /** Where it starts. Default 2026-01-01T00:00:00Z. */
  readonly start?: Date;
  /** Whether a sleep passes by itself, at once, moving the clock on: for tests of retries. Default `false`. */
  readonly skipSleeps?: boolean;
}

interface Sleeper {
  readonly until: number;
  wake(): void;
}

/** Makes a clock for tests. */
export function fakeClock({
  start = new Date('2026-01-01T00:00:00Z'),
  skipSleeps = false,
}: FakeClockOptions = {}): FakeClock {
  let elapsed = 0;
  const sleepers = new Set<Sleeper>();

  const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    if (skipSleeps || ms <= 0) {
      elapsed += Math.max(0, ms);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const sleeper: Sleeper = {
        until: elapsed + ms,
        wake() {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = (): void => {
        sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      sleepers.add(sleeper);
    });
  };

  return {
    now: () => new Date(start.getTime() + elapsed),
    monotonic: () => elapsed,
    sleep,
    get sleeping() {
      return sleepers.size;
    },
    async advance(ms) {
      const target = elapsed + ms;
      await settle();
      for (let next = earliest(sleepers); next !== undefined && next.until <= target; next = earliest(sleepers)) {
        elapsed = next.until;
        next.wake();
        // What it woke may go to sleep again before the next one is due.
        await settle();
      }
      elapsed = target;
    },
  };
}

function earliest(sleepers: Iterable<Sleeper>): Sleeper | undefined {
  let first: Sleeper | undefined;
  for (const sleeper of sleepers) if (first === undefined || sleeper.until < first.until) first = sleeper;
  return first;
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
