import { AsyncLocalStorage } from 'node:async_hooks';

/** Which managers are closing around what runs now. */
const closingAround = new AsyncLocalStorage<readonly Closing[]>();

/** The end of a manager: once, however many wait for it. */
export class Closing {
  #pending: Promise<void> | undefined;

  /** Does the work, unless it is being done. What is part of the work does not wait for itself: for that it is done. */
  async do(work: () => Promise<void>): Promise<void> {
    const around = closingAround.getStore() ?? [];
    if (around.includes(this)) return;
    this.#pending ??= closingAround.run([...around, this], work).finally(() => {
      this.#pending = undefined;
    });
    await this.#pending;
  }
}

/**
 * Ends one after another, whatever becomes of the ones before.
 *
 * @throws what one threw, as it is; what several threw as one `AggregateError`
 */
export async function endAll<T>(all: readonly T[], end: (one: T) => Promise<unknown>): Promise<void> {
  const errors: unknown[] = [];
  for (const one of all) {
    try {
      await end(one);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) {
    throw new AggregateError(errors, `${errors.length} plugins failed to dispose.`, { cause: errors[0] });
  }
}
