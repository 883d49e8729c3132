import { setTimeout } from 'node:timers/promises';
import type { Clock } from '@pintle/hookspecs';

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => setTimeout(Math.min(ms, MAX_DELAY), undefined, signal === undefined ? {} : { signal }),
};

/** The longest delay that a Node timer can have. */
const MAX_DELAY = 2_147_483_647;

/** Calls back after so many milliseconds, on the same timers as everything else. @returns what calls it off */
export function after(clock: Clock, ms: number, callback: () => void): () => void {
  const controller = new AbortController();
  clock.sleep(ms, controller.signal).then(callback, () => {});
  return () => controller.abort();
}
