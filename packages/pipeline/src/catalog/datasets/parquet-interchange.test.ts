import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCatalog } from '../catalog.js';

async function open(options: Readonly<Record<string, unknown>> = {}) {
  const projectDir = await mkdtemp(join(tmpdir(), 'pintle-interchange-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  onTestFinished(async () => {
    connection.closeSync();
    instance.closeSync();
    await rm(projectDir, { recursive: true });
  });
  const file = join(projectDir, 'x.parquet');
  return {
    catalog: createCatalog({ projectDir, entries: { x: { type: 'parquet', path: 'x.parquet', ...options } } }),
    file,
    sql: async (text: string) => (await connection.runAndReadAll(text)).getRowObjectsJS(),
  };
}

describe('parquet files of DuckDB', () => {
  it.each(['snappy', 'zstd', 'gzip', 'brotli', 'lz4_raw', 'uncompressed'])('are read (%s)', async (codec) => {
    const { catalog, file, sql } = await open();
    await sql(`copy (select i::integer as id, 'name ' || (i % 7) as name, i * 1.5 as x, case when i % 3 = 0 then null else i end as gap from range(5000) t(i))
      to '${file}' (format parquet, codec '${codec}', row_group_size 2048)`);
    const rows = (await catalog.load('x')) as unknown[];
    expect(rows).toHaveLength(5000);
    expect(rows[3]).toEqual({ id: 3, name: 'name 3', x: 4.5, gap: null });
    expect(rows[4999]).toEqual({ id: 4999, name: 'name 1', x: 7498.5, gap: 4999 });
  });

  it('are read with lists, structs, decimals, and times before 1970 rounded down', async () => {
    const { catalog, file, sql } = await open();
    await sql(`copy (select [1, 2]::bigint[] as list, {'a': 1::bigint, 'at': timestamp '2026-01-31 12:00:00'} as struct, 1.25::decimal(9, 2) as money,
        date '2026-01-31' as day, timestamp '1969-12-31 23:59:59.999500' as at, true as ok, 'b'::blob as raw) to '${file}' (format parquet)`);
    expect(await catalog.load('x')).toEqual([
      {
        list: [1, 2],
        struct: { a: 1, at: new Date('2026-01-31T12:00:00Z') },
        money: 1.25,
        day: new Date('2026-01-31T00:00:00Z'),
        at: new Date('1969-12-31T23:59:59.999Z'),
        ok: true,
        raw: new TextEncoder().encode('b'),
      },
    ]);
  });
});

describe('parquet files of Pintle', () => {
  it.each(['snappy', 'zstd', 'gzip', 'none'])('are read by DuckDB with their types (%s)', async (compression) => {
    const { catalog, file, sql } = await open({ compression, types: { day: 'date' } });
    const at = new Date('2026-01-31T12:00:00.250Z');
    await catalog.save('x', [
      { id: 1, big: 3_000_000_000, x: 0.5, name: 'é', ok: true, at, day: at, tags: ['a'] },
      { id: null, big: null, x: null, name: null, ok: null, at: null, day: null, tags: null },
    ]);
    expect(
      await sql(`select id, big, x, name, ok, epoch_ms("at") as "at", day, tags->>'$[0]' as tag from '${file}'`),
    ).toEqual([
      {
        id: 1,
        big: 3_000_000_000n,
        x: 0.5,
        name: 'é',
        ok: true,
        at: BigInt(at.getTime()),
        day: new Date('2026-01-31T00:00:00Z'),
        tag: 'a',
      },
      { id: null, big: null, x: null, name: null, ok: null, at: null, day: null, tag: null },
    ]);
  });
});
