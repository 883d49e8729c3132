import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCatalog } from '../catalog.js';

async function open(options: Readonly<Record<string, unknown>> = {}) {
  const projectDir = await mkdtemp(join(tmpdir(), 'pintle-duckdb-'));
  onTestFinished(() => rm(projectDir, { recursive: true }));
  const entry = { type: 'duckdb', database: 'data/x.duckdb', table: 'cars' };
  const catalog = createCatalog({
    projectDir,
    entries: { x: { ...entry, ...options }, bikes: { ...entry, table: 'bikes' } },
  });
  return {
    catalog,
    projectDir,
    async sql(text: string): Promise<unknown> {
      const instance = await DuckDBInstance.create(join(projectDir, 'data/x.duckdb'));
      const connection = await instance.connect();
      const rows = (await connection.runAndReadAll(text)).getRowObjectsJS();
      connection.closeSync();
      instance.closeSync();
      return rows;
    },
    async again(data: unknown): Promise<unknown> {
      await catalog.save('x', data);
      return catalog.load('x');
    },
  };
}

describe('duckdb', () => {
  it('gives back rows of every type', async () => {
    const { again, sql } = await open();
    const rows = [
      {
        id: 1,
        big: 3_000_000_000,
        x: 1.5,
        name: "O'Hara",
        ok: true,
        at: new Date(1_234),
        list: [1, { a: null }],
        bytes: new Uint8Array([0, 255]),
        'odd "name"': null,
      },
      { id: null, big: null, x: null, name: null, ok: null, at: null, list: null, bytes: null, 'odd "name"': null },
      {
        id: -5,
        big: -1,
        x: 0.1,
        name: '',
        ok: false,
        at: new Date(-1),
        list: { b: 'c' },
        bytes: new Uint8Array([7]),
        'odd "name"': null,
      },
    ];
    expect(await again(rows)).toEqual(rows);
    expect(
      await sql(
        "select string_agg(data_type, ' ' order by ordinal_position) as t from information_schema.columns where table_name = 'cars'",
      ),
    ).toEqual([{ t: 'INTEGER BIGINT DOUBLE VARCHAR BOOLEAN TIMESTAMP JSON BLOB VARCHAR' }]);
  });

  it('gives back any table of one type a column', async () => {
    const { again } = await open();
    const columns = {
      i: fc.integer(),
      d: fc.double({ noNaN: true }),
      s: fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
      b: fc.boolean(),
      t: fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
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
      { numRuns: 20 },
    );
  });

  it('holds several tables of one database, loaded and saved at once', async () => {
    const { catalog } = await open();
    await Promise.all([catalog.save('x', [{ id: 1 }]), catalog.save('bikes', [{ id: 2 }])]);
    expect(await Promise.all([catalog.load('x'), catalog.load('bikes')])).toEqual([[{ id: 1 }], [{ id: 2 }]]);
  });

  it('replaces the table as a whole, or leaves it as it was', async () => {
    const { catalog, again } = await open();
    await again([{ id: 1 }, { id: 2 }]);
    expect(await again([{ name: 'x' }])).toEqual([{ name: 'x' }]);
    await expect(catalog.save('x', [{ a: 1 }, { a: 'x' }])).rejects.toMatchObject({ code: 'DATASET_SAVE_FAILED' });
    expect(await catalog.load('x')).toEqual([{ name: 'x' }]);
  });

  it('selects columns, gives columns, and bigint where asked', async () => {
    const { again } = await open({ columns: ['b', 'a'], as: 'columns', int64: 'bigint', types: { a: 'int64' } });
    expect(await again([{ a: 1, b: 'x', c: 0 }])).toEqual({ b: ['x'], a: [1n] });
  });

  it('lives in the schema that is named', async () => {
    const { again, sql } = await open({ schema: 'raw' });
    expect(await again([{ a: 1 }])).toEqual([{ a: 1 }]);
    expect(await sql('select a from raw.cars')).toEqual([{ a: 1 }]);
  });

  it('holds many rows, and empty tables with named columns', async () => {
    const { again } = await open({ types: { id: 'int32' } });
    const rows = Array.from({ length: 10_000 }, (_, id) => ({ id }));
    expect(await again(rows)).toEqual(rows);
    expect(await again([])).toEqual([]);
    await expect((await open()).again([])).rejects.toThrow('a table needs at least one column');
  });

  it('exists once the table does, and makes no database by looking', async () => {
    const { catalog, projectDir } = await open();
    expect(await catalog.exists('x')).toBe(false);
    await expect(catalog.load('x')).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND', file: 'data/x.duckdb' });
    expect(await readdir(projectDir)).toEqual([]);
    await catalog.save('bikes', [{ a: 1 }]);
    expect(await catalog.exists('x')).toBe(false);
    await expect(catalog.load('x')).rejects.toMatchObject({
      code: 'DATASET_NOT_FOUND',
      message: expect.stringContaining('no table "main.cars"') as string,
    });
    await catalog.save('x', [{ a: 1 }]);
    expect(await catalog.exists('x')).toBe(true);
  });
});

describe('a database that another process has open', () => {
  it('is waited for', async () => {
    const { catalog, projectDir } = await open();
    await catalog.save('x', [{ id: 1 }]);
    const script = `
      import { DuckDBInstance } from '@duckdb/node-api';
      const instance = await DuckDBInstance.create(${JSON.stringify(join(projectDir, 'data/x.duckdb'))});
      console.log('open');
      setTimeout(() => instance.closeSync(), 300);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(await catalog.load('x')).toEqual([{ id: 1 }]);
  });
});
