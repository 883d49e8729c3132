import { HookError } from '@pintle/core';
import type { Clock } from '@pintle/hookspecs';
import { after } from './clock.js';

/** How long what goes on may take to stop after a cancel, in milliseconds. */
export const GRACE_MS = 10_000;

/** Promises that may be given up: each settles as its own promise does, or is rejected by {@link Waits.giveUp}. */
export class Waits {
  readonly #open = new Set<(error: unknown) => void>();
  #gaveUp: { readonly error: unknown } | undefined;

  /** Waits for a promise, as long as waiting goes on at all. */
  for<T>(promise: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#gaveUp !== undefined) reject(this.#gaveUp.error);
      const giveUp = (error: unknown): void => {
        this.#open.delete(giveUp);
        reject(error);
      };
      this.#open.add(giveUp);
      promise.then((value) => {
        this.#open.delete(giveUp);
        resolve(value);
      }, giveUp);
    });
  }

  /** Ends all waiting, now and from now on. */
  giveUp(error: unknown): void {
    this.#gaveUp ??= { error };
    for (const reject of this.#open) reject(error);
  }
}

/**
 * The end of a run before its time: a signal at once, then a grace, of which the nodes have the first half to stop and
 * the end hooks the second.
 */
export class Cancellation {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #graceMs: number;
  readonly #callOff: (() => void)[] = [];
  /** Waits of nodes: given up half-way through the grace. */
  readonly work = new Waits();
  /** Waits of hooks that end things: given up at the end of the grace. */
  readonly ends = new Waits();
  #reason: string | undefined;

  constructor(clock: Clock, graceMs: number) {
    this.#clock = clock;
    this.#graceMs = graceMs;
  }

  /** Aborts on cancel. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A word for why; `undefined` while nothing was cancelled. */
  get reason(): string | undefined {
    return this.#reason;
  }

  get isCancelled(): boolean {
    return this.#reason !== undefined;
  }

  /** Cancels, once. */
  cancel(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller.abort(cancelled(reason));
    this.#callOff.push(
      after(this.#clock, this.#graceMs / 2, () => this.work.giveUp(tooSlow('a node'))),
      after(this.#clock, this.#graceMs, () => this.ends.giveUp(tooSlow('a hook'))),
    );
  }

  /** Cancels, and waits for nothing any more: the run is no longer ours. */
  abandon(error: unknown): void {
    this.cancel(error instanceof Error ? error.message : String(error));
    this.work.giveUp(error);
    this.ends.giveUp(error);
  }

  /** Follows a signal from outside. @returns what ends it */
  follow(signal: AbortSignal | undefined): () => void {
    if (signal === undefined) return () => {};
    const onAbort = (): void => this.cancel(reasonOf(signal.reason));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    return () => signal.removeEventListener('abort', onAbort);
  }

  /** Nothing is to be given up any more. */
  settle(): void {
    for (const callOff of this.#callOff) callOff();
  }
}

/** The error of what a cancel stopped. */
export function cancelled(reason: string): HookError<string> {
  return new HookError('RUN_CANCELLED', `The run was cancelled: ${reason}.`);
}

function tooSlow(what: string): HookError<string> {
  return new HookError('RUN_GRACE_OVER', `The run was cancelled and ${what} did not stop within its grace.`, {
    hint: 'Let it watch its signal.',
  });
}

/** `AbortController.abort()` without a reason, a string, or an error. */
function reasonOf(reason: unknown): string {
  if (typeof reason === 'string') return reason;
  return reason instanceof Error ? (reason.name === 'AbortError' ? 'aborted' : reason.message) : 'aborted';
}
