import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetMetadataAsync, asyncBufferFromFile } from 'hyparquet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCatalog } from '../catalog.js';
import { countRows } from '../rows.js';

async function open(options: Readonly<Record<string, unknown>> = {}) {
  const projectDir = await mkdtemp(join(tmpdir(), 'pintle-parquet-'));
  onTestFinished(() => rm(projectDir, { recursive: true }));
  const file = join(projectDir, 'x.parquet');
  const entry = { type: 'parquet', path: 'x.parquet' };
  const catalog = createCatalog({ projectDir, entries: { x: { ...entry, ...options }, plain: entry } });
  return {
    catalog,
    file,
    projectDir,
    async again(data: unknown): Promise<unknown> {
      await catalog.save('x', data);
      return catalog.load('x');
    },
    async schema(): Promise<Record<string, string | undefined>> {
      const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(file));
      return Object.fromEntries(
        schema.slice(1).map((element) => [element.name, element.converted_type ?? element.type]),
      );
    },
  };
}

describe('parquet', () => {
  it('gives back rows of every type', async () => {
    const { again, schema } = await open();
    const rows = [
      {
        id: 1,
        big: 3_000_000_000,
        x: 1.5,
        name: 'a',
        ok: true,
        at: new Date(1_234),
        list: [1, { a: null }],
        bytes: new Uint8Array([0, 255]),
        none: null,
      },
      { id: null, big: null, x: null, name: null, ok: null, at: null, list: null, bytes: null, none: null },
      {
        id: -5,
        big: -1,
        x: Number.NaN,
        name: '',
        ok: false,
        at: new Date(-1),
        list: { b: 'c' },
        bytes: new Uint8Array(),
        none: null,
      },
    ];
    expect(await again(rows)).toEqual(rows);
    expect(await schema()).toEqual({
      id: 'INT32',
      big: 'INT64',
      x: 'DOUBLE',
      name: 'UTF8',
      ok: 'BOOLEAN',
      at: 'TIMESTAMP_MILLIS',
      list: 'JSON',
      bytes: 'BYTE_ARRAY',
      none: 'UTF8',
    });
  });

  it('infers a type from all values, not from the first', async () => {
    const { again, schema } = await open();
    const rows = Array.from({ length: 3_000 }, (_, index) => ({
      a: index < 2_500 ? index : index + 0.5,
      b: index < 2_500 ? null : 'late',
    }));
    expect(await again(rows)).toEqual(rows);
    expect(await schema()).toEqual({ a: 'DOUBLE', b: 'UTF8' });
  });

  it('gives back any table of one type a column', async () => {
    const { again } = await open();
    const columns = {
      i: fc.integer(),
      d: fc.double(),
      s: fc.string({ unit: 'grapheme' }),
      b: fc.boolean(),
      t: fc.date({ noInvalidDate: true }),
    };
    const row = fc
      .record(columns)
      .chain((filled) =>
        fc
          .subarray(Object.keys(filled))
          .map((nulls) => ({ ...filled, ...Object.fromEntries(nulls.map((name) => [name, null])) })),
      );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1 }), async (rows) => {
        expect(await again(rows)).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['none', 'snappy', 'gzip', 'zstd'])('compresses with %s', async (compression) => {
    const { again } = await open({ compression });
    const rows = Array.from({ length: 500 }, (_, id) => ({ id, text: 'again and again' }));
    expect(await again(rows)).toEqual(rows);
  });

  it('saves columns and loads columns', async () => {
    const { again } = await open({ as: 'columns' });
    const loaded = await again({ a: new Float64Array([1, 2.5]), b: ['x', null] });
    expect(loaded).toEqual({ a: [1, 2.5], b: ['x', null] });
    expect(countRows(loaded)).toBe(2);
  });

  it('reads and writes the named columns alone, in their order', async () => {
    const { again, catalog } = await open({ columns: ['b', 'a'] });
    expect(await again([{ a: 1, b: 2, c: 3 }])).toEqual([{ b: 2, a: 1 }]);
    expect(await catalog.load('plain')).toEqual([{ b: 2, a: 1 }]);
    const missing = await open({ columns: ['colour'] });
    await missing.catalog.save('plain', [{ color: 1 }]);
    await expect(missing.catalog.load('x')).rejects.toMatchObject({
      code: 'DATASET_LOAD_FAILED',
      hint: 'Did you mean "color"?',
    });
  });

  it('loads 64-bit whole numbers as numbers while that is exact, or as bigint', async () => {
    const rows = [{ n: 2n ** 53n - 1n }, { n: -(2n ** 53n) + 1n }];
    expect(await (await open()).again(rows)).toEqual([{ n: Number.MAX_SAFE_INTEGER }, { n: Number.MIN_SAFE_INTEGER }]);
    const wide = [{ n: 2n ** 63n - 1n }, { n: -(2n ** 63n) }, { n: null }];
    expect(await (await open({ int64: 'bigint' })).again(wide)).toEqual(wide);
    await expect((await open()).again(wide)).rejects.toMatchObject({
      code: 'DATASET_LOAD_FAILED',
      hint: expect.stringContaining('int64: bigint') as string,
    });
  });

  it('loads times as dates or as milliseconds, rounded down', async () => {
    const rows = [{ at: new Date(1_500) }, { at: null }];
    expect(await (await open({ timestamps: 'millis' })).again(rows)).toEqual([{ at: 1_500 }, { at: null }]);
    expect(await (await open({ types: { at: 'date' } })).again(rows)).toEqual([{ at: new Date(0) }, { at: null }]);
  });

  it('saves columns as the types named', async () => {
    const { again, schema } = await open({ types: { id: 'int64', price: 'double', tags: 'json', extra: 'string' } });
    expect(await again([{ id: 1, price: 2, tags: 'x' }])).toEqual([{ id: 1, price: 2, tags: 'x', extra: null }]);
    expect(await schema()).toEqual({ id: 'INT64', price: 'DOUBLE', tags: 'JSON', extra: 'UTF8' });
  });

  it('saves empty tables', async () => {
    expect(await (await open({ types: { id: 'int32' } })).again([])).toEqual([]);
    expect(await (await open()).again([])).toEqual([]);
    expect(await (await open({ as: 'columns', columns: ['a'] })).again([])).toEqual({ a: [] });
  });

  it('loads bytes that nothing marks as text as told', async () => {
    const rows = [{ raw: new TextEncoder().encode('hé') }];
    expect(await (await open()).again(rows)).toEqual(rows);
    expect(await (await open({ binary: 'text' })).again(rows)).toEqual([{ raw: 'hé' }]);
  });

  it.each([
    [[{ a: 1 }, { a: 'x' }], 'row 2, column "a" is a string, the rows before hold the type int32'],
    [[{ a: 1n }, { a: 0.5 }], 'row 1, column "a" is a bigint that is no double'],
    [[{ a: 2n ** 70n }], 'row 1, column "a" is a bigint that is no int64'],
    [[{ a: [Number.NaN] }], '[0].a[0] is NaN'],
    [[{ a: new Date(Number.NaN) }], 'row 1, column "a" is a Date that is no timestamp'],
  ])('rejects %o, and keeps the file', async (data, message) => {
    const { catalog, again, projectDir } = await open();
    await again([{ kept: 1 }]);
    await expect(catalog.save('x', data)).rejects.toMatchObject({
      code: 'DATASET_SAVE_FAILED',
      message: expect.stringContaining(message) as string,
    });
    expect(await catalog.load('x')).toEqual([{ kept: 1 }]);
    expect(await readdir(projectDir)).toEqual(['x.parquet']);
  });

  it('rejects a file that is no parquet', async () => {
    const { catalog, file } = await open();
    await writeFile(file, 'id,name\n1,a\n');
    await expect(catalog.load('x')).rejects.toMatchObject({
      code: 'DATASET_LOAD_FAILED',
      cause: expect.any(Error) as Error,
    });
    await rm(file);
    await expect(catalog.load('x')).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
  });

  it('shares no object between rows', async () => {
    const { again } = await open();
    const rows = (await again(Array.from({ length: 50 }, () => ({ at: new Date(5), tags: ['x'] })))) as {
      at: Date;
      tags: string[];
    }[];
    rows[0]?.at.setTime(9);
    rows[0]?.tags.push('y');
    expect(rows[1]).toEqual({ at: new Date(5), tags: ['x'] });
  });
});
