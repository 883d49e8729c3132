import type { RunEvent, RunResult } from '@pintle/hookspecs';
import { jsonLine } from '../json.js';
import type { Channel } from '../terminal.js';
import type { RunView } from './view.js';

/** Every event as a line of JSON, and nothing else, on one channel; the rest goes to another view. */
export class JsonView implements RunView {
  readonly #out: Channel;
  readonly #rest: RunView;

  constructor(out: Channel, rest: RunView) {
    this.#out = out;
    this.#rest = rest;
  }

  event(event: RunEvent): void {
    this.#out.write(jsonLine(event));
    this.#rest.event(event);
  }

  line(text: string): void {
    this.#rest.line(text);
  }

  end(result: RunResult): void {
    this.#rest.end(result);
  }

  close(): void {
    this.#rest.close();
  }
}

/** Shows only what somebody logs: beside JSON, progress would be said twice. */
export class LogView implements RunView {
  readonly #channel: Channel;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  event(_event: RunEvent): void {}

  line(text: string): void {
    this.#channel.write(`${text}\n`);
  }

  end(_result: RunResult): void {}

  close(): void {}
}
