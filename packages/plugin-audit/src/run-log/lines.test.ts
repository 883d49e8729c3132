import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readLines } from './lines.js';

const dir = mkdtempSync(join(tmpdir(), 'pintle-lines-'));
const path = join(dir, 'lines');
afterAll(() => rmSync(dir, { recursive: true }));

function textsFrom(from: number, limit = Number.POSITIVE_INFINITY): readonly string[] {
  return readLines(path, from, limit).lines.map(({ text }) => text);
}

describe('readLines', () => {
  it('gives complete lines, and where they begin and end in bytes', () => {
    writeFileSync(path, 'ä\n\nbc\nhalf a l');
    expect(readLines(path, 0, 9)).toEqual({
      lines: [
        { text: 'ä', start: 0, end: 3 },
        { text: '', start: 3, end: 4 },
        { text: 'bc', start: 4, end: 7 },
      ],
      hasMore: false,
      isShorter: false,
    });
    expect(textsFrom(7)).toEqual([]);
  });

  it('stops at the limit and says that there is more', () => {
    writeFileSync(path, 'a\nb\nc\n');
    expect(readLines(path, 0, 2)).toMatchObject({ lines: [{ text: 'a' }, { text: 'b', end: 4 }], hasMore: true });
    expect(readLines(path, 4, 1)).toMatchObject({ lines: [{ text: 'c' }], hasMore: false });
    expect(readLines(path, 0, 0)).toMatchObject({ lines: [], hasMore: true });
  });

  it('says when the file ends before that place', () => {
    writeFileSync(path, 'a\n');
    expect(readLines(path, 3, 1)).toEqual({ lines: [], hasMore: false, isShorter: true });
  });

  it('reads lines that are longer than what is read at a time', () => {
    const long = 'x'.repeat(3_000_000);
    writeFileSync(path, `a\n${long}\nb\n`);
    expect(textsFrom(0)).toEqual(['a', long, 'b']);
  });

  it('reads the same, however often it is interrupted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''))),
        fc.integer({ min: 1, max: 5 }),
        (texts, limit) => {
          writeFileSync(path, texts.map((text) => `${text}\n`).join(''));
          const read: string[] = [];
          for (let at = 0, more = true; more; ) {
            const { lines, hasMore } = readLines(path, at, limit);
            read.push(...lines.map(({ text }) => text));
            at = lines.at(-1)?.end ?? at;
            more = hasMore;
          }
          expect(read).toEqual(texts);
        },
      ),
      { numRuns: 50 },
    );
  });
});
