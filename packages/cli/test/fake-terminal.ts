import pc from 'picocolors';
import type { Channel, Colors, Terminal } from '../src/output/terminal.js';
import { Lines } from '../src/output/lines.js';
import { Reporter } from '../src/output/reporter.js';

/** Colours that show as words: `<red>text</red>`. */
export const NAMED_COLORS: Colors = Object.fromEntries(
  Object.keys(pc.createColors(false)).map((name) => [name, (text: string) => `<${name}>${text}</${name}>`]),
) as unknown as Colors;

/** No colours at all. */
export const PLAIN: Colors = pc.createColors(false);

/** A channel that keeps what is written to it. */
export class FakeChannel implements Channel {
  readonly colors: Colors = PLAIN;
  readonly columns: number | undefined;
  readonly isTerminal: boolean;
  text = '';

  constructor(isTerminal = false, columns = 100) {
    this.isTerminal = isTerminal;
    this.columns = isTerminal ? columns : undefined;
  }

  write(text: string): void {
    this.text += text;
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }
}

/** A terminal of two fake channels. Its streams are those of the process: whatever catches writes needs real ones. */
export function fakeTerminal({
  out = false,
  err = false,
} = {}): Terminal & { readonly out: FakeChannel; readonly err: FakeChannel } {
  const { stdout: outStream, stderr: errStream } = process;
  return { out: new FakeChannel(out), err: new FakeChannel(err), outStream, errStream, env: {} };
}

/** A reporter that writes to a fake terminal. */
export function fakeReporter(terminal: Terminal = fakeTerminal(), options = { verbose: false, json: false }): Reporter {
  return new Reporter(terminal, new Lines(terminal.err), options);
}
