import type { LogLevel, RunEvent } from '@pintle/hookspecs';
import type { Reporter } from '../reporter.js';
import type { Channel } from '../terminal.js';
import { timeOfDay } from '../wording.js';
import { eventLine } from './event-line.js';
import { LogView } from './log-view.js';
import type { RunView } from './view.js';

/** One plain line an event, and at the end what went wrong: where nobody watches. */
export class LineView extends LogView implements RunView {
  readonly #colors: Channel['colors'];
  readonly #level: LogLevel;
  #pipeline = '';

  constructor(channel: Channel, level: LogLevel, reporter: Reporter) {
    super(channel, reporter);
    this.#colors = channel.colors;
    this.#level = level;
  }

  override event(event: RunEvent): void {
    if (event.type === 'run_started') this.#pipeline = event.pipeline;
    if (!isShown(event, this.#level)) return;
    this.line(`${this.#colors.dim(timeOfDay(new Date(event.time)))} ${eventLine(event, this.#pipeline, this.#colors)}`);
  }
}

/** What a log level leaves of the events. A failed hook is logged by the session. */
function isShown(event: RunEvent, level: LogLevel): boolean {
  if (event.type === 'hook_failed') return false;
  if (level === 'debug') return true;
  if (level === 'info') return !isParameter(event);
  if (event.type === 'node_retrying') return level === 'warn';
  if (event.type === 'node_ended' || event.type === 'run_ended')
    return event.error !== undefined || event.status === 'cancelled';
  return event.type === 'dataset_failed';
}

function isParameter(event: RunEvent): boolean {
  return event.type === 'dataset_loaded' && (event.dataset === 'parameters' || event.dataset.startsWith('params:'));
}
