import type { RunEvent, RunResult } from '@pintle/hookspecs';
import type { Reporter } from '../reporter.js';
import type { Channel } from '../terminal.js';
import { hookFailures, nodeFailures, runFailures } from './failures.js';
import type { RunView } from './view.js';

/** Shows what somebody logs, and at the end what went wrong: beside JSON, progress would be said twice. */
export class LogView implements RunView {
  readonly #channel: Channel;
  readonly #reporter: Reporter;

  constructor(channel: Channel, reporter: Reporter) {
    this.#channel = channel;
    this.#reporter = reporter;
  }

  event(_event: RunEvent): void {}

  line(text: string): void {
    this.#channel.write(`${text}\n`);
  }

  end(result: RunResult): void {
    for (const { facts, node } of [...nodeFailures(result), ...runFailures(result), ...hookFailures(result)]) {
      this.line(this.#reporter.text(facts, node));
    }
  }

  close(): void {}
}
