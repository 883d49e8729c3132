import type { Channel } from './terminal.js';

/** Lines for the one who watches: to standard error, or through a view while one is open. */
export class Lines {
  readonly #channel: Channel;
  #taker: ((line: string) => void) | undefined;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  write(line: string): void {
    if (this.#taker === undefined) this.#channel.write(`${line}\n`);
    else this.#taker(line);
  }

  /** Gives lines to a taker from now on. @returns what ends it */
  through(taker: (line: string) => void): () => void {
    this.#taker = taker;
    return () => {
      if (this.#taker === taker) this.#taker = undefined;
    };
  }
}
