import { HookError } from '../errors.js';
import type { Implementation } from '../impl.js';
import { isThenable } from '../thenable.js';
import type { Invoke, InvokeWrapper } from './plan.js';

/** Bounds the time that an implementation may take; synchronous work can not be interrupted, what it awaits can. */
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
    const timedNext: Invoke = (innerArgs) =>
      clock.expired === undefined ? clock.pausedWhile(() => next(innerArgs)) : refused(clock.expired);
    return clock.race(() => wrapper(clock.lend(args), timedNext));
  };
}

// Nobody waits for a wrapper that ran over: what it lets go of must not end the process.
function refused(error: HookError): Promise<never> {
  const rejected = Promise.reject(error);
  rejected.catch(() => undefined);
  return rejected;
}

/** One run of one implementation against its limit. */
class Clock {
  /** The error, once time is up. */
  expired: HookError | undefined;
  readonly #impl: Implementation;
  readonly #limit: number;
  readonly #controller = new AbortController();
  /** What was left when the clock was last started. */
  #left: number;
  #startedAt = 0;
  #pauses = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Set while the implementation is awaited. */
  #reject: ((error: unknown) => void) | undefined;

  constructor(impl: Implementation, timeoutMs: number) {
    this.#impl = impl;
    this.#limit = timeoutMs;
    this.#left = timeoutMs;
  }

  /** The args with a signal that also aborts when time is up, where they have a signal. */
  lend(args: object): object {
    const { signal } = args as { readonly signal?: unknown };
    if (!(signal instanceof AbortSignal)) return args;
    return { ...args, signal: AbortSignal.any([signal, this.#controller.signal]) };
  }

  /** Runs the implementation; its promise is settled by it or by the clock, whichever is first. */
  race(run: () => unknown): unknown {
    this.#start();
    const result = run();
    if (!isThenable(result)) return result;
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      if (this.#pauses === 0) {
        this.#halt();
        this.#start();
      }
      Promise.resolve(result)
        .finally(() => this.#end())
        .then(resolve, reject);
    });
  }

  /** Stands still while this runs, and until what it gives has settled. */
  pausedWhile(run: () => unknown): unknown {
    if (this.#pauses++ === 0) this.#halt();
    let pending = false;
    try {
      const result = run();
      pending = isThenable(result);
      return pending ? Promise.resolve(result).finally(() => this.#resume()) : result;
    } finally {
      if (!pending) this.#resume();
    }
  }

  #resume(): void {
    if (--this.#pauses === 0) this.#start();
  }

  #start(): void {
    this.#startedAt = performance.now();
    if (this.#reject !== undefined) this.#timer = setTimeout(() => this.#expire(), Math.max(0, this.#left));
  }

  #halt(): void {
    clearTimeout(this.#timer);
    this.#left -= performance.now() - this.#startedAt;
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#reject = undefined;
  }

  #expire(): void {
    const { pluginName, hook } = this.#impl;
    this.expired = new HookError(
      'IMPL_TIMEOUT',
      `Plugin "${pluginName}" took longer than ${this.#limit} ms in "${hook}".`,
      {
        hook,
        plugin: pluginName,
        hint: 'Raise its timeoutMs, or let it stop when args.signal aborts.',
      },
    );
    this.#reject?.(this.expired);
    this.#controller.abort(this.expired);
  }
}
