import type { LogLevel, RunEvent, RunResult } from '@pintle/hookspecs';
import type { Channel } from '../terminal.js';
import { eventLine } from './event-line.js';
import type { RunView } from './view.js';

/** One plain line an event: where nobody watches. */
export class LineView implements RunView {
  readonly #channel: Channel;
  readonly #level: LogLevel;

  constructor(channel: Channel, level: LogLevel) {
    this.#channel = channel;
    this.#level = level;
  }

  event(event: RunEvent): void {
    if (!isShown(event, this.#level)) return;
    const { colors } = this.#channel;
    this.line(`${colors.dim(timeOfDay(event.time))} ${eventLine(event, colors)}`);
  }

  line(text: string): void {
    this.#channel.write(`${text}\n`);
  }

  end(_result: RunResult): void {}

  close(): void {}
}

/** What a log level leaves of the events. A failed hook is logged by the session. */
function isShown(event: RunEvent, level: LogLevel): boolean {
  if (event.type === 'hook_failed') return false;
  if (level === 'debug') return true;
  if (level === 'info') return !isParameter(event);
  if (event.type === 'node_retrying') return level === 'warn';
  if (event.type === 'node_ended' || event.type === 'run_ended') return event.error !== undefined || event.status === 'cancelled';
  return event.type === 'dataset_failed';
}

function isParameter(event: RunEvent): boolean {
  return event.type === 'dataset_loaded' && (event.dataset === 'parameters' || event.dataset.startsWith('params:'));
}

function timeOfDay(iso: string): string {
  const time = new Date(iso);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
