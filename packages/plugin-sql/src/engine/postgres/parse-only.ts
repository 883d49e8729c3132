import type { Connection, Submittable } from 'pg';

/** A request that the server parses and does not run: how the syntax of a statement is checked. */
export class ParseOnly implements Submittable {
  readonly text: string;
  /** Settles with what the server said: an error, or nothing. */
  readonly answer: Promise<Error | undefined>;
  #answer: (error: Error | undefined) => void;

  constructor(text: string) {
    const { promise, resolve } = Promise.withResolvers<Error | undefined>();
    this.text = text;
    this.answer = promise;
    this.#answer = resolve;
  }

  submit(connection: Connection): void {
    connection.parse({ name: '', text: this.text, types: [] }, false);
    connection.sync();
  }

  handleError(error: Error): void {
    this.#answer(error);
  }

  handleReadyForQuery(): void {
    this.#answer(undefined);
  }
}
