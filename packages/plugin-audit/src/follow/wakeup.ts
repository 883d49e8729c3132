/** A pause that others can cut short. */
export class Wakeup {
  #isDue = false;
  #resume: (() => void) | undefined;

  /** Ends the pause, or the next one where there is none. */
  now(): void {
    this.#isDue = true;
    this.#resume?.();
  }

  /** Waits until it is woken, or so many milliseconds have passed. */
  async after(ms = Number.POSITIVE_INFINITY): Promise<void> {
    if (!this.#isDue) {
      await new Promise<void>((resolve) => {
        const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(resolve, ms);
        this.#resume = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#resume = undefined;
    this.#isDue = false;
  }
}
