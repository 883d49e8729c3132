import { type Awaitable, HookError, isThenable } from '@pintle/core';
import type { Clock, PipelineNode } from '@pintle/hookspecs';
import { type Cancellation, cancelled, Waits } from './cancellation.js';
import { after } from './clock.js';
import type { AttemptRecorder } from './recorder.js';

/** What stopped an attempt from outside. */
export type Stop = 'cancelled' | 'timed_out';

/** What an attempt's time is measured and limited by. */
export interface AttemptTimes {
  readonly clock: Clock;
  readonly cancellation: Cancellation;
  readonly recorder: Pick<AttemptRecorder, 'isClosed'>;
  /** Milliseconds that an attempt may take to stop after its `timeoutMs`. */
  readonly graceMs: number;
}

/**
 * The time of one attempt: its signal, its deadline, and how long what it waits for may take after either.
 *
 * After its deadline an attempt is over, however what it waits for ends. After a cancel, what had begun may still come to
 * a good end within the grace.
 */
export class AttemptClock {
  readonly signal: AbortSignal;
  readonly #node: string;
  readonly #timeoutMs: number | undefined;
  readonly #cancellation: Cancellation;
  readonly #recorder: Pick<AttemptRecorder, 'isClosed'>;
  readonly #graceMs: number;
  readonly #clock: Clock;
  readonly #started: number;
  readonly #overtime = new Waits();
  readonly #ends: (() => void)[] = [];
  #timeIsUp = false;

  constructor(node: Pick<PipelineNode, 'name' | 'timeoutMs'>, signal: AbortSignal, host: AttemptTimes) {
    const { name, timeoutMs } = node;
    this.#node = name;
    this.#timeoutMs = timeoutMs;
    this.#cancellation = host.cancellation;
    this.#recorder = host.recorder;
    this.#graceMs = host.graceMs;
    this.#clock = host.clock;
    this.#started = host.clock.monotonic();
    this.signal = timeoutMs === undefined ? signal : this.#limited(timeoutMs, signal);
  }

  /** What has stopped the attempt, if anything did. */
  get stop(): Stop | undefined {
    if (this.#isOverdue()) return 'timed_out';
    return this.#cancellation.isCancelled ? 'cancelled' : undefined;
  }

  /** Begins a piece of work, unless the attempt was stopped, and waits for it no longer than the attempt may take. */
  begin<T>(work: () => Awaitable<T>): Awaitable<T> {
    if (this.stop !== undefined) throw this.stopped();
    return this.finish(work);
  }

  /** The same for work that is done in spite of a cancel: what was computed is also saved. */
  finish<T>(work: () => Awaitable<T>): Awaitable<T> {
    // Asking is what finds out that the run was taken over while this process was not looking: that cancels it.
    if (this.#recorder.isClosed || this.#isOverdue()) throw this.stopped();
    const result = work();
    if (!isThenable(result)) return this.#inTime(result);
    const waiting = this.#cancellation.work.for(Promise.resolve(result));
    const limited = this.#timeoutMs === undefined ? waiting : this.#overtime.for(waiting);
    return limited.then((value) => this.#inTime(value));
  }

  /** The error of an attempt that was stopped. */
  stopped(cause?: unknown): HookError<string> {
    if (!this.#isOverdue()) return cancelled(this.#cancellation.reason ?? 'cancelled');
    const message = `Node "${this.#node}" ran over its timeoutMs of ${this.#timeoutMs}.`;
    return new HookError('NODE_TIMEOUT', message, {
      hint: 'Give it more time, or let it watch its signal.',
      ...(cause === undefined ? {} : { cause }),
    });
  }

  /** The attempt has ended. */
  close(): void {
    for (const end of this.#ends) end();
  }

  #inTime<T>(value: T): T {
    // A function that never yields lets no timer fire: what it returns too late is too late all the same.
    if (this.#isOverdue()) throw this.stopped();
    return value;
  }

  #isOverdue(): boolean {
    if (this.#timeoutMs === undefined) return false;
    // The timer may be ahead of the clock by a moment, and it may be late by any time.
    return this.#timeIsUp || this.#clock.monotonic() - this.#started >= this.#timeoutMs;
  }

  #limited(timeoutMs: number, signal: AbortSignal): AbortSignal {
    const controller = new AbortController();
    const onAbort = (): void => controller.abort(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    const onTime = (): void => {
      this.#timeIsUp = true;
      controller.abort(this.stopped());
      this.#ends.push(after(this.#clock, this.#graceMs, () => this.#overtime.giveUp(this.stopped())));
    };
    this.#ends.push(after(this.#clock, timeoutMs, onTime), () => signal.removeEventListener('abort', onAbort));
    return controller.signal;
  }
}
