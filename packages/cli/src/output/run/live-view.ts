import type { RunEvent, RunResult } from '@pintle/hookspecs';
import { factsOfRecorded } from '../error-facts.js';
import type { Reporter } from '../reporter.js';
import type { Channel } from '../terminal.js';
import { eventLine, startText } from './event-line.js';
import { hookFailures, runFailures } from './failures.js';
import { liveFrame } from './live-frame.js';
import type { LiveRegion } from './live-region.js';
import { RunProgress } from './progress.js';
import { summary } from './summary.js';
import type { RunView } from './view.js';

const FRAME_MS = 80;

/** What a live view needs besides its region. */
export interface LiveViewOptions {
  readonly channel: Channel;
  readonly reporter: Reporter;
  /** Aborts when the run is being cancelled. */
  readonly signal: AbortSignal;
}

/** A run for someone who watches: a live region with failures above it at once, and a table at the end. */
export class LiveView implements RunView {
  readonly #region: LiveRegion;
  readonly #options: LiveViewOptions;
  readonly #progress = new RunProgress();
  #timer: NodeJS.Timeout | undefined;
  #tick = 0;
  #isClosed = false;

  constructor(region: LiveRegion, options: LiveViewOptions) {
    this.#region = region;
    this.#options = options;
  }

  event(event: RunEvent): void {
    const { colors } = this.#options.channel;
    this.#progress.add(event);
    if (event.type === 'run_started') {
      this.line(colors.dim(`${event.pipeline}: ${startText(event)}`));
      this.#timer = setInterval(() => this.#draw(), FRAME_MS);
      this.#timer.unref();
      this.#draw();
    } else if (event.type === 'node_retrying') {
      this.line(eventLine(event, '', colors));
    } else if (event.type === 'node_ended' && event.error !== undefined) {
      this.line(this.#options.reporter.text(factsOfRecorded(event.error), event.node));
    }
  }

  line(text: string): void {
    if (this.#isClosed) this.#options.channel.write(`${text}\n`);
    else this.#region.above(text);
  }

  end(result: RunResult): void {
    this.close();
    const { channel, reporter } = this.#options;
    for (const { facts, node } of [...runFailures(result), ...hookFailures(result)])
      this.line(reporter.text(facts, node));
    channel.write(`\n${summary(this.#progress, result, channel.colors)}\n`);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#region.close();
  }

  #draw(): void {
    const { channel, signal } = this.#options;
    const moment = {
      now: Date.now(),
      tick: this.#tick++,
      columns: channel.columns ?? 80,
      isCancelling: signal.aborted,
    };
    this.#region.draw(liveFrame(this.#progress, moment, channel.colors));
  }
}
