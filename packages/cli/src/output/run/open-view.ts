import type { LogLevel } from '@pintle/hookspecs';
import type { Reporter } from '../reporter.js';
import type { Terminal } from '../terminal.js';
import { JsonView } from './json-view.js';
import { LineView } from './line-view.js';
import { LogView } from './log-view.js';
import type { RunView } from './view.js';

/** What decides how a run is shown. */
export interface ViewOptions {
  readonly terminal: Terminal;
  readonly reporter: Reporter;
  readonly json: boolean;
  readonly level: LogLevel;
  /** Aborts when the run is being cancelled. */
  readonly signal: AbortSignal;
}

/**
 * Opens the view that suits: live on a terminal, a line an event elsewhere, JSON on standard output where it was asked for.
 * On the one terminal that shows both JSON and everything else, JSON is all there is.
 */
export async function openView(options: ViewOptions): Promise<RunView> {
  const { terminal, json, level, reporter } = options;
  const isWatched = terminal.err.isTerminal && terminal.env['TERM'] !== 'dumb';
  if (!json) return isWatched ? await openLiveView(options) : new LineView(terminal.err, level, reporter);
  const rest =
    isWatched && !terminal.out.isTerminal ? await openLiveView(options) : new LogView(terminal.err, reporter);
  return new JsonView(terminal.out, rest);
}

/** Drawing on terminals takes time to load, and is rarely needed where machines run pipelines. */
async function openLiveView({ terminal, reporter, signal }: ViewOptions): Promise<RunView> {
  const [{ openLiveRegion }, { LiveView }] = await Promise.all([import('./live-region.js'), import('./live-view.js')]);
  const { errStream, outStream } = terminal;
  const streams = terminal.out.isTerminal ? [errStream, outStream] : [errStream];
  return new LiveView(openLiveRegion(errStream, streams), { channel: terminal.err, reporter, signal });
}
