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
