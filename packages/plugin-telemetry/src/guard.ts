import type { Logger } from '@pintle/hookspecs';

/** Keeps what goes wrong in handlers from those who call them: telemetry fails no run. It is logged, the first time. */
export class Guard {
  #hasTold = false;

  /** A handler that does the same and never throws. */
  readonly quietly =
    <Args extends { readonly log: Logger }>(handler: (args: Args) => void): ((args: Args) => undefined) =>
    (args) => {
      try {
        handler(args);
      } catch (error) {
        this.#tell(args.log, error);
      }
      return undefined;
    };

  #tell(log: Logger, error: unknown): void {
    if (!this.#hasTold) log.warn('telemetry has failed, and goes on', { error });
    this.#hasTold = true;
  }
}
