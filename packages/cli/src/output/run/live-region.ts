import { createLogUpdate } from 'log-update';
import { catchWrites } from '../catch-writes.js';

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
    if (frame !== '') update(frame);
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
