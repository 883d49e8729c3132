/** Time as a runner sees it: lent to it, so that tests can lend it another. */
export interface Clock {
  /** The time of day. */
  now(): Date;
  /** Milliseconds on a clock that never runs back: what durations are measured with. */
  monotonic(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
