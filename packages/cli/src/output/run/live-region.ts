import { StringDecoder } from 'node:string_decoder';
import { createLogUpdate } from 'log-update';

/** Lines at the bottom of a terminal that are drawn again and again, with all other output going above them. */
export interface LiveRegion {
  /** Draws the region anew. */
  draw(frame: string): void;
  /** Writes a line above it. */
  above(line: string): void;
  /** Takes the region away; what was above stays. */
  close(): void;
}

const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';

/** A region on a terminal. While it is open, what others write to the terminal goes above it, line by line. */
export function openLiveRegion(stream: NodeJS.WriteStream, others: readonly NodeJS.WriteStream[]): LiveRegion {
  const write = stream.write.bind(stream);
  // Drawn through the write that is there now, since the stream's own is about to be caught.
  const own = Object.create(stream, { write: { value: write } }) as NodeJS.WriteStream;
  const update = createLogUpdate(own, { showCursor: true });
  let frame = '';
  const above = (line: string): void => {
    update.clear();
    write(`${line}\n`);
    update(frame);
  };
  const releases = others.map((other) => catchWrites(other, above));
  const showCursor = (): void => void write(SHOW_CURSOR);
  write(HIDE_CURSOR);
  process.once('exit', showCursor);
  return {
    draw(next) {
      frame = next;
      update(frame);
    },
    above,
    close() {
      for (const release of releases) release();
      update.clear();
      process.off('exit', showCursor);
      showCursor();
    },
  };
}

/** Gives what is written to a stream to a taker instead, line by line. @returns what ends it, giving the last half line */
export function catchWrites(stream: NodeJS.WriteStream, take: (line: string) => void): () => void {
  const original = Object.getOwnPropertyDescriptor(stream, 'write');
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const caught = (chunk: string | Uint8Array, ...options: readonly unknown[]): boolean => {
    const lines = `${rest}${typeof chunk === 'string' ? chunk : decoder.write(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
    const done = options.find((option): option is () => void => typeof option === 'function');
    if (done !== undefined) queueMicrotask(done);
    return true;
  };
  Object.defineProperty(stream, 'write', { value: caught, configurable: true, writable: true });
  return () => {
    if (original === undefined) Reflect.deleteProperty(stream, 'write');
    else Object.defineProperty(stream, 'write', original);
    if (rest !== '') take(rest);
  };
}
