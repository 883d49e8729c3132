import type { Logger } from '@pintle/hookspecs';
import type { RunTicket } from '@pintle/pipeline';
import { envOption } from './env-option.js';
import type { RunBoard } from './run-board.js';
import { type BullmqSettings, shownUrl } from './settings.js';

/** Milliseconds without a sign of life after which it is asked who is there. */
const QUIET_MS = 3_000;

/** Says what a run waits for when nothing happens: workers that are not there, or that have other code. */
export class WorkerWatch {
  readonly #board: RunBoard;
  readonly #settings: BullmqSettings;
  readonly #run: Pick<RunTicket, 'env' | 'code'>;
  readonly #log: Logger;
  #heardAt = performance.now();
  #said: string | undefined;

  constructor(board: RunBoard, settings: BullmqSettings, run: Pick<RunTicket, 'env' | 'code'>, log: Logger) {
    this.#board = board;
    this.#settings = settings;
    this.#run = run;
    this.#log = log;
  }

  /** A worker does something. */
  heard(): void {
    this.#heardAt = performance.now();
    this.#said = undefined;
  }

  /** Tasks wait: looks who is there, when it has been quiet for long enough. */
  async look(): Promise<void> {
    if (performance.now() - this.#heardAt < QUIET_MS) return;
    const { workers, able } = await this.#board.presence(this.#run.code.settingsHash);
    const { queue, url } = this.#settings;
    if (able > 0) this.#said = undefined;
    else if (workers === 0)
      this.#say(
        `waiting for workers: none listens to the queue "${queue}" at ${shownUrl(url)}`,
        `pintle worker${envOption(this.#run.env)}`,
      );
    else {
      const who = workers === 1 ? 'the one worker that listens has' : `all ${workers} workers that listen have`;
      this.#say(`waiting for workers: ${who} other code, plugins or configuration`, 'restart them with this code');
    }
  }

  #say(message: string, hint: string): void {
    if (this.#said === message) return;
    this.#said = message;
    this.#log.warn(message, { hint });
  }
}
