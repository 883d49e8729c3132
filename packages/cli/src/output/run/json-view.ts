import type { RunEvent, RunResult } from '@pintle/hookspecs';
import { catchWrites } from '../catch-writes.js';
import { jsonLine } from '../json.js';
import type { Channel } from '../terminal.js';
import type { RunView } from './view.js';

/** Every event as a line of JSON, and nothing else, on one channel; the rest goes to another view. */
export class JsonView implements RunView {
  readonly #out: Channel;
  readonly #rest: RunView;
  readonly #release: () => void;

  /** @param stream - the one behind the channel: what nodes print to it must not come between the lines */
  constructor(out: Channel, rest: RunView, stream: NodeJS.WriteStream) {
    this.#out = out;
    this.#rest = rest;
    this.#release = catchWrites(stream, (line) => rest.line(line));
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
    this.#release();
    this.#rest.close();
  }
}
