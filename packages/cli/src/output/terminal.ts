import { isatty } from 'node:tty';
import pc from 'picocolors';

/** Paints text; without colours it gives text as it is. */
export type Colors = ReturnType<typeof pc.createColors>;

/** One of the two streams that a command writes to. */
export interface Channel {
  write(text: string): void;
  readonly colors: Colors;
  /** Whether a person sees it. */
  readonly isTerminal: boolean;
  /** Columns of the terminal; `undefined` where there is none. */
  readonly columns: number | undefined;
}

/** Where a command writes: results to `out`, everything else to `err`. */
export interface Terminal {
  readonly out: Channel;
  readonly err: Channel;
  /** The streams behind them, which others write to as well. */
  readonly outStream: NodeJS.WriteStream;
  readonly errStream: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Why results did not reach whoever reads them: the disk is full, say. `undefined` as long as they do. */
  readonly outFailure?: Error | undefined;
}

/** The streams of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  let outFailure: Error | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough (`| head`) is no failure of ours.
    if (error.code !== 'EPIPE') outFailure ??= error;
  });
  // There is nowhere left to complain of it.
  stderr.on('error', () => {});
  return {
    out: channelOf(stdout, 1, env),
    err: channelOf(stderr, 2, env),
    outStream: stdout,
    errStream: stderr,
    env,
    get outFailure() {
      return outFailure;
    },
  };
}

function channelOf(stream: NodeJS.WriteStream, fd: number, env: Terminal['env']): Channel {
  const isTerminal = isatty(fd);
  // Kept as it is now: a view may catch what others write to the stream.
  const write: (text: string) => boolean = stream.write.bind(stream);
  return {
    write: (text) => void write(text),
    colors: pc.createColors(wantsColor(isTerminal, env)),
    isTerminal,
    get columns() {
      return isTerminal ? stream.columns : undefined;
    },
  };
}

/** `NO_COLOR` (https://no-color.org) beats `FORCE_COLOR`; else colours are for terminals that know them. */
export function wantsColor(isTerminal: boolean, env: Terminal['env']): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'] ?? '';
  if (forced !== '' && forced !== '0') return true;
  return isTerminal && env['TERM'] !== 'dumb';
}

/** Resolves when all that was written has left the process: what to wait for before it exits. */
export async function drained(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) => new Promise<void>((resolve) => (stream.destroyed ? resolve() : stream.write('', () => resolve()))),
    ),
  );
}
