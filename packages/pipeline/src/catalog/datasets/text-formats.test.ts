import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCatalog } from '../catalog.js';

async function open(options: Readonly<Record<string, unknown>>) {
  const projectDir = await mkdtemp(join(tmpdir(), 'pintle-text-'));
  onTestFinished(() => rm(projectDir, { recursive: true }));
  const catalog = createCatalog({ projectDir, entries: { x: { path: 'x.dat', ...options } } });
  return {
    catalog,
    write: (text: string | Uint8Array) => writeFile(join(projectDir, 'x.dat'), text),
    text: () => readFile(join(projectDir, 'x.dat'), 'utf8'),
    async again(data: unknown): Promise<unknown> {
      await catalog.save('x', data);
      return catalog.load('x');
    },
  };
}

/** JSON has no minus zero. */
const json = fc.jsonValue({ stringUnit: 'binary' }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

describe('text', () => {
  it('gives back any text', async () => {
    const { again } = await open({ type: 'text' });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(await again(text)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it('rejects what is no text, and keeps the file', async () => {
    const { catalog, again } = await open({ type: 'text' });
    await again('kept');
    await expect(catalog.save('x', { a: 1 })).rejects.toMatchObject({
      code: 'DATASET_SAVE_FAILED',
      message: expect.stringContaining('expected text, received an object') as string,
    });
    expect(await catalog.load('x')).toBe('kept');
  });
});

describe('json', () => {
  it('gives back any JSON value', async () => {
    const { again } = await open({ type: 'json' });
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        expect(await again(value)).toEqual(value);
      }),
      { numRuns: 50 },
    );
  });

  it('indents as told and ends with a line break', async () => {
    const narrow = await open({ type: 'json', indent: 0 });
    await narrow.again({ a: [1] });
    expect(await narrow.text()).toBe('{"a":[1]}\n');
    const wide = await open({ type: 'json' });
    await wide.again({ a: [1] });
    expect(await wide.text()).toBe('{\n  "a": [\n    1\n  ]\n}\n');
  });

  it('reads a file with a byte order mark', async () => {
    const { catalog, write } = await open({ type: 'json' });
    await write('\uFEFF{"a":1}');
    expect(await catalog.load('x')).toEqual({ a: 1 });
  });

  it('rejects what it would lose, and keeps the file', async () => {
    const { catalog, again, text } = await open({ type: 'json', indent: 0 });
    await again('kept');
    await expect(catalog.save('x', [{ price: Number.NaN }])).rejects.toMatchObject({
      message: expect.stringContaining('[0].price is NaN') as string,
      hint: 'Use null for what is missing.',
    });
    expect(await text()).toBe('"kept"\n');
  });
});

describe('jsonl', () => {
  it('gives back any list of JSON values', async () => {
    const { again } = await open({ type: 'jsonl' });
    await fc.assert(
      fc.asyncProperty(fc.array(json), async (values) => {
        expect(await again(values)).toEqual(values);
      }),
      { numRuns: 50 },
    );
  });

  it('reads lines across blocks, and characters that straddle them', async () => {
    const { again } = await open({ type: 'jsonl' });
    const rows = Array.from({ length: 30_000 }, (_, id) => ({ id, text: 'é\u2028😀'.repeat(8) }));
    expect(await again(rows)).toEqual(rows);
  });

  it('reads Windows line ends, blank lines and a last line without end', async () => {
    const { catalog, write } = await open({ type: 'jsonl' });
    await write('\uFEFF{"a":1}\r\n\r\n{"a":2}');
    expect(await catalog.load('x')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('says which line is wrong', async () => {
    const { catalog, write } = await open({ type: 'jsonl' });
    await write('{"a":1}\n{"a":\n');
    await expect(catalog.load('x')).rejects.toMatchObject({
      code: 'DATASET_LOAD_FAILED',
      message: expect.stringContaining('line 2 is not valid JSON') as string,
    });
    await expect(catalog.save('x', { a: 1 })).rejects.toThrow('expected a list, received an object');
    await expect(catalog.save('x', [1, () => 2])).rejects.toThrow('[1] is a function');
  });
});

describe('yaml', () => {
  it('gives back any JSON value, however its texts look', async () => {
    const { again } = await open({ type: 'yaml' });
    const looks = fc.constantFrom(
      'yes',
      'no',
      '~',
      'null',
      '0123',
      '1e3',
      '0x10',
      '.nan',
      '- a',
      'a: b',
      '# c',
      '|',
      '>',
      '&a',
      '*a',
      '!t',
      '%',
      '@',
      '`',
      '',
      ' ',
      '\n',
      'a\n',
      '\ta',
      '{}',
      '[',
      '"',
      "'",
      '<<',
      '2026-01-31',
      '\u0085',
      '\u2028',
      '\uFEFF',
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, fc.dictionary(looks, fc.oneof(looks, fc.array(looks)))), async (value) => {
        expect(await again(value)).toEqual(value);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps NaN and infinities, and writes each object where it stands', async () => {
    const { again, text } = await open({ type: 'yaml' });
    const shared = { n: Number.NaN };
    expect(await again({ a: shared, b: shared, c: Number.NEGATIVE_INFINITY })).toEqual({
      a: { n: Number.NaN },
      b: { n: Number.NaN },
      c: Number.NEGATIVE_INFINITY,
    });
    expect(await text()).not.toContain('&');
  });

  it('says line and column of what is wrong, and rejects circles', async () => {
    const { catalog, write } = await open({ type: 'yaml' });
    await write('a: 1\nb: [1\n');
    await expect(catalog.load('x')).rejects.toMatchObject({
      message: expect.stringMatching(/line [23], column \d+ is not valid YAML/) as string,
    });
    const circle: unknown[] = [];
    circle.push(circle);
    await expect(catalog.save('x', circle)).rejects.toThrow(/refers to itself/);
  });
});

describe('a file that is a folder', () => {
  it('is an error that thinks of versions', async () => {
    const { catalog } = await open({ type: 'json', path: '.' });
    await expect(catalog.load('x')).rejects.toMatchObject({
      code: 'DATASET_LOAD_FAILED',
      hint: 'Add "versioned: true" if it holds versions.',
    });
  });
});
