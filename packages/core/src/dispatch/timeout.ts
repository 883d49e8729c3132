import { HookError } from '../errors.js';
import type { Implementation } from '../impl.js';
import { isThenable } from '../thenable.js';
import type { Invoke, InvokeWrapper } from './plan.js';

/** Bounds the time that an implementation may take; synchronous work cannot be interrupted, what it awaits can. */
export function timed(impl: Implementation, timeoutMs: number, run: Invoke): Invoke {
  return (args) => {
    const clock = new Clock(impl, timeoutMs);
    return clock.race(() => run(clock.lend(args)));
  };
}

/** The same for a wrapper: its clock stands still while `next` is pending, and a late `next` rejects. */
export function timedWrapper(impl: Implementation, timeoutMs: number, wrapper: InvokeWrapper): InvokeWrapper {
  return (args, next) => {
    const clock = new Clock(impl, timeoutMs);
    return clock.race(() =>
      wrapper(clock.lend(args), (innerArgs) => {
        if (clock.expired !== undefined) return Promise.reject(clock.expired);
        const result = clock.pausedWhile(() => next(innerArgs));
        if (!isThenable(result)) return result;
        clock.pause();
        return Promise.resolve(result).finally(() => clock.resume());
      }),
    );
  };
}

/** One run of one implementation against its limit. */
class Clock {
  expired: HookError | undefined;
  readonly #impl: Implementation;
  readonly #limit: number;
  readonly #controller = new AbortController();
  #left: number;
  #since = 0;
  #pauses = 0;
  #timer: NodeJS.Timeout | undefined;
  #reject: ((error: unknown) => void) | undefined;

  constructor(impl: Implementation, timeoutMs: number) {
    this.#impl = impl;
    this.#limit = timeoutMs;
    this.#left = timeoutMs;
  }

  /** The args with a signal that also aborts when time is up, where they have a signal. */
  lend(args: object): object {
    const { signal } = args as { signal?: unknown };
    if (!(signal instanceof AbortSignal)) return args;
    return { ...args, signal: AbortSignal.any([signal, this.#controller.signal]) };
  }

  /** Runs the implementation; its promise is settled by it or by the clock, whichever is first. */
  race(run: () => unknown): unknown {
    this.#since = performance.now();
    const result = run();
    if (!isThenable(result)) return result;
    this.#left -= performance.now() - this.#since;
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      const stop = (): void => clearTimeout(this.#timer);
      Promise.resolve(result).finally(stop).then(resolve, reject);
      this.#start();
    });
  }

  /** Leaves out of the count what runs synchronously inside a wrapper. */
  pausedWhile(run: () => unknown): unknown {
    const entered = performance.now();
    try {
      return run();
    } finally {
      this.#left += performance.now() - entered;
    }
  }

  pause(): void {
    if (this.#pauses++ > 0 || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left -= performance.now() - this.#since;
  }

  resume(): void {
    if (--this.#pauses === 0 && this.#reject !== undefined) this.#start();
  }

  #start(): void {
    if (this.#pauses > 0 || this.expired !== undefined) return;
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.#expire(), Math.max(0, this.#left));
  }

  #expire(): void {
    const { pluginName, hook } = this.#impl;
    this.expired = new HookError('IMPL_TIMEOUT', `Plugin "${pluginName}" took longer than ${this.#limit} ms in "${hook}".`, {
      hook,
      plugin: pluginName,
      hint: 'Raise its timeoutMs, or let it stop when args.signal aborts.',
    });
    this.#reject?.(this.expired);
    this.#controller.abort(this.expired);
  }
}
