import type { Logger } from '@pintle/hookspecs';
import { flush } from './flush.js';
import { TimeBudget } from './time-budget.js';

/**
 * Sees to it that spans and metrics leave before a process does, whoever sends them. A run waits for that no longer than
 * it is told; what its end has spent, the end of the process does not have.
 */
export class Delivery {
  readonly #timeoutMs: number;
  readonly #endpoint: () => string | undefined;
  readonly #budget: TimeBudget;
  #hasBegun = false;

  /**
   * @param timeoutMs - what a run may wait, in all
   * @param endpoint - where things are sent to, where that is known
   */
  constructor(timeoutMs: number, endpoint: () => string | undefined) {
    this.#timeoutMs = timeoutMs;
    this.#endpoint = endpoint;
    this.#budget = new TimeBudget(timeoutMs);
  }

  /** A run begins, or an attempt for a run of another process. */
  begin(): void {
    this.#hasBegun = true;
    this.#budget.renew();
  }

  /** A run has ended: sends what there is. Where nobody takes anything, there is nothing to wait for. */
  deliver(log: Logger): Promise<void> | undefined {
    const sending = flush();
    return sending === undefined ? undefined : this.#wait(sending, log);
  }

  /** The plugin ends: sends what has come since the last run ended. */
  async finish(log: Logger): Promise<void> {
    if (this.#hasBegun) await this.deliver(log);
  }

  async #wait(sending: Promise<unknown>, log: Logger): Promise<void> {
    try {
      if (await this.#budget.spend(sending)) return;
      if (this.#hasBegun) {
        const endpoint = this.#endpoint();
        const whose = endpoint === undefined ? '' : ` by ${endpoint}`;
        log.warn(`spans and metrics were not all taken within ${this.#timeoutMs} ms${whose}: what is left may be lost`);
      }
      this.#hasBegun = false;
    } catch (error) {
      // Exporters have told of it in words: ours to this log, others to their own.
      log.debug('spans and metrics could not be sent', { error });
    }
  }
}
