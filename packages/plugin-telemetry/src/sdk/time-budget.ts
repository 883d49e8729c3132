/** Time that may be spent on waiting, in all. */
export class TimeBudget {
  readonly #total: number;
  #left: number;

  /** @param total - milliseconds */
  constructor(total: number) {
    this.#total = total;
    this.#left = total;
  }

  /** All of it is there again. */
  renew(): void {
    this.#left = this.#total;
  }

  /** Waits for work while there is time. @returns whether the work was done in time; it is not ended when it was not */
  async spend(work: Promise<unknown>): Promise<boolean> {
    const startedAt = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const isOver = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), Math.max(0, this.#left));
    });
    try {
      return await Promise.race([work.then(() => true), isOver]);
    } finally {
      clearTimeout(timer);
      this.#left -= performance.now() - startedAt;
    }
  }
}
