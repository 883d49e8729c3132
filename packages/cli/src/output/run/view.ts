import type { RunEvent, RunResult } from '@pintle/hookspecs';

/** Shows a run while it goes on. */
export interface RunView {
  /** An event of the run, in order. */
  event(event: RunEvent): void;
  /** A line that somebody logged or printed, without its line feed. */
  line(text: string): void;
  /** The run has ended; nothing follows. */
  end(result: RunResult): void;
  /** Lets go of the terminal, however things went. */
  close(): void;
}
