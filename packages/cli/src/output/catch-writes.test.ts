import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { catchWrites } from './catch-writes.js';

function caught(): { stream: NodeJS.WriteStream; lines: string[]; release: () => void; passed: () => string } {
  const through = new PassThrough();
  const stream = through as unknown as NodeJS.WriteStream;
  const lines: string[] = [];
  const release = catchWrites(stream, (line) => lines.push(line));
  return { stream, lines, release, passed: () => String(through.read() ?? '') };
}

describe('catchWrites', () => {
  it('gives whole lines, however they were written', () => {
    const { stream, lines } = caught();
    stream.write('a');
    stream.write('b\nc\n');
    stream.write(Buffer.from('é\n').subarray(0, 1));
    stream.write(Buffer.from('é\n').subarray(1));
    expect(lines).toEqual(['ab', 'c', 'é']);
  });

  it('lets nothing through, and calls back all the same', async () => {
    const { stream, passed } = caught();
    await new Promise<void>((resolve) => stream.write('x\n', () => resolve()));
    expect(passed()).toBe('');
  });

  it('gives the last half line at its end, and leaves the stream as it was', () => {
    const { stream, lines, release, passed } = caught();
    stream.write('half');
    release();
    stream.write('after');
    expect(lines).toEqual(['half']);
    expect(passed()).toBe('after');
  });

  it('can be nested', () => {
    const { stream, lines, passed } = caught();
    const inner: string[] = [];
    const release = catchWrites(stream, (line) => inner.push(line));
    stream.write('in\n');
    release();
    stream.write('out\n');
    expect([inner, lines, passed()]).toEqual([['in'], ['out'], '']);
  });
});
