import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** One line of a file. */
export interface Line {
  /** Without its line feed. */
  readonly text: string;
  /** Where in the file it begins, in bytes. */
  readonly start: number;
  /** Where the next line begins. */
  readonly end: number;
}

/** Lines of a file from some place on. */
export interface LinesRead {
  readonly lines: readonly Line[];
  /** Whether there are complete lines after these. */
  readonly hasMore: boolean;
  /** The file ends before the place where reading was to begin: it is not the file it was. */
  readonly isShorter: boolean;
}

const CHUNK = 1 << 20;
const LINE_FEED = 0x0a;

/** Reads complete lines. What stands after the last line feed is still being written, or was left by a killed process. */
export function readLines(path: string, from: number, limit: number): LinesRead {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size < from) return { lines: [], hasMore: false, isShorter: true };
    const lines: Line[] = [];
    let start = from;
    for (const text of completeLines(file, from, size)) {
      if (lines.length === limit) return { lines, hasMore: true, isShorter: false };
      const end = start + text.length + 1;
      lines.push({ text: text.toString('utf8'), start, end });
      start = end;
    }
    return { lines, hasMore: false, isShorter: false };
  } finally {
    closeSync(file);
  }
}

function* completeLines(file: number, from: number, size: number): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (let at = from; at < size; ) {
    const chunk = Buffer.alloc(Math.min(CHUNK, size - at));
    const length = readSync(file, chunk, 0, chunk.length, at);
    if (length === 0) return;
    at += length;
    const known = Buffer.concat([rest, chunk.subarray(0, length)]);
    let start = 0;
    for (let end = known.indexOf(LINE_FEED, rest.length); end >= 0; end = known.indexOf(LINE_FEED, start)) {
      yield known.subarray(start, end);
      start = end + 1;
    }
    rest = known.subarray(start);
  }
}
