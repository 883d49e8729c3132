import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { didYouMean } from '@pintle/core';
import type { Dataset, DatasetType, StagedDataset } from '@pintle/hookspecs';
import type * as DuckDB from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBInstance, DuckDBResultReader } from '@duckdb/node-api';
import * as v from 'valibot';
import { isMissing } from '../../config/missing.js';
import { besideFile } from '../atomic-write.js';
import { type ColumnType, columnTypes, typeColumns } from '../column-types.js';
import { fault } from '../fault.js';
import { int64Mode, toNumber } from '../int64.js';
import { options } from '../options.js';
import { filePath, missingFile } from '../path.js';
import { importPeer } from '../peer.js';
import { selectColumns } from '../select-columns.js';
import { type Columns, columnNames, shapeTable, tableOf, tableShape } from '../table.js';

const schema = options({
  /** The file of the database; created on the first save. */
  database: filePath,
  table: v.pipe(v.string(), v.nonEmpty()),
  schema: v.optional(v.pipe(v.string(), v.nonEmpty()), 'main'),
  /** The columns to load and to save, in this order; default all. */
  columns: columnNames,
  as: tableShape,
  int64: int64Mode,
  types: columnTypes,
});

type DuckdbConfig = v.InferOutput<typeof schema>;

/**
 * `type: duckdb`: a table of a DuckDB database, replaced as a whole in one transaction.
 *
 * Needs the package `@duckdb/node-api`, imported at the first load or save. The file is open only while it is used, and
 * waited for while another process has it open.
 */
export const duckdbType: DatasetType<unknown> = {
  type: 'duckdb',
  schema,
  create: ({ config, projectDir }) => duckdbTable(config as DuckdbConfig, projectDir),
};

function duckdbTable(config: DuckdbConfig, projectDir: string): Dataset {
  const file = resolve(projectDir, config.database);
  const name = `${quote(config.schema)}.${quote(config.table)}`;
  return {
    type: 'duckdb',
    describe: () => ({ file: relative(projectDir, file), table: `${config.schema}.${config.table}` }),
    async exists() {
      return (
        (await isThere(file)) === undefined &&
        connected(file, async (connection) => (await listTables(connection, config.schema)).includes(config.table))
      );
    },
    async load() {
      const missing = await isThere(file);
      if (missing !== undefined) throw missing;
      return connected(file, async (connection) => {
        const tables = await listTables(connection, config.schema);
        if (!tables.includes(config.table)) {
          throw fault('DATASET_NOT_FOUND', `the database has no table "${config.schema}.${config.table}".`, {
            hint: didYouMean(config.table, tables),
          });
        }
        const all = await connection.runAndRead(`select * from ${name} limit 0`);
        const names = selectColumns(all.columnNames(), config.columns);
        const read = await connection.runAndReadAll(`select ${names.map(quote).join(', ')} from ${name}`);
        return shapeTable(readColumns(read, names, config), read.currentRowCount, config.as);
      });
    },
    async save(data) {
      const columns = typeColumns(tableOf(data), config.columns, config.types);
      if (columns.length === 0)
        throw fault('DATASET_SAVE_FAILED', 'a table needs at least one column.', {
          hint: 'Name the columns of empty tables in the option "types".',
        });
      await mkdir(dirname(file), { recursive: true });
      await connected(file, async (connection) => {
        const { DuckDBDataChunkWriter, JSToDuckDBValueConverter } = await duckdb();
        await connection.run('begin');
        // A connection that closes before it commits leaves the database as it was.
        await connection.run(`create schema if not exists ${quote(config.schema)}`);
        await connection.run(
          `create or replace table ${name} (${columns.map((column) => `${quote(column.name)} ${SQL_TYPE[column.type]}`).join(', ')})`,
        );
        const appender = await connection.createAppender(config.table, config.schema);
        const writer = DuckDBDataChunkWriter.forAppender(appender, { converter: JSToDuckDBValueConverter });
        const values = columns.map((column) => (column.type === 'json' ? column.values.map(toJson) : column.values));
        const length = values[0]?.length ?? 0;
        for (let row = 0; row < length; row += 1) writer.appendRow(values.map((column) => column[row] as Writable));
        writer.flush();
        appender.closeSync();
        await connection.run('commit');
      });
    },
    staged: ({ attemptId }) => stagedTable(config, file, attemptId),
  };
}

/** A copy of the table in a database of its own beside the other: `.<database>.<attempt>.staged`. */
function stagedTable(config: DuckdbConfig, file: string, attemptId: string): StagedDataset {
  const name = `${quote(config.schema)}.${quote(config.table)}`;
  const path = (): Promise<string> => besideFile(file, `${attemptId}.staged`);
  const copy = async (): Promise<Dataset> => duckdbTable({ ...config, database: await path() }, '/');
  return {
    async load() {
      return await (await copy()).load();
    },
    async save(data) {
      await (await copy()).save(data);
    },
    async publish() {
      const staged = await path();
      // It has taken its place before, by a process that died before it could say so.
      if (!existsSync(staged) && existsSync(file)) return;
      await connected(file, async (connection) => {
        await connection.run(`attach '${staged.replaceAll("'", "''")}' as staged (read_only)`);
        await connection.run('begin');
        await connection.run(`create schema if not exists ${quote(config.schema)}`);
        await connection.run(`create or replace table ${name} as from staged.${name}`);
        await connection.run('commit');
        await connection.run('detach staged');
      });
      await rm(staged, { force: true });
    },
    async discard() {
      const staged = await path();
      await rm(staged, { force: true });
      await rm(`${staged}.wal`, { force: true });
    },
  };
}

type Writable = string | number | bigint | boolean | Date | Uint8Array | null;

const SQL_TYPE: Readonly<Record<ColumnType, string>> = {
  boolean: 'boolean',
  int32: 'integer',
  int64: 'bigint',
  float: 'float',
  double: 'double',
  string: 'varchar',
  json: 'json',
  timestamp: 'timestamp',
  date: 'date',
  bytes: 'blob',
};

function duckdb(): Promise<typeof DuckDB> {
  return importPeer('@duckdb/node-api', () => import('@duckdb/node-api'));
}

async function connected<T>(file: string, use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await openInstance(file);
  try {
    const connection = await instance.connect();
    try {
      return await use(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** How long a file that another process has open is waited for, in milliseconds. */
const LOCK_WAIT_MS = 30_000;

async function openInstance(file: string): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await duckdb();
  const end = performance.now() + LOCK_WAIT_MS;
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 250)) {
    try {
      // Of one process all datasets, and everything else that asks the cache, share the one instance that may hold the file.
      return await DuckDBInstance.fromCache(file);
    } catch (error) {
      if (!isLocked(error) || performance.now() > end) throw error;
      await setTimeout(pauseMs);
    }
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && /could not set lock on file/i.test(error.message);
}

async function listTables(connection: DuckDBConnection, schema: string): Promise<readonly string[]> {
  const read = await connection.runAndReadAll(
    'select table_name from information_schema.tables where table_schema = $1',
    [schema],
  );
  return read.getColumns().flat().map(String);
}

function readColumns(read: DuckDBResultReader, names: readonly string[], config: DuckdbConfig): Columns {
  const columns = read.getColumnsJS();
  return Object.fromEntries(
    names.map((name, index): [string, readonly unknown[]] => {
      const values = columns[index] ?? [];
      if (read.columnType(index).alias === 'JSON')
        return [name, values.map((value) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : value))];
      return [name, values.map((value) => plainValue(value, name, config.int64))];
    }),
  );
}

function plainValue(value: unknown, column: string, int64: 'number' | 'bigint'): unknown {
  if (typeof value === 'bigint') return int64 === 'number' ? toNumber(value, column) : value;
  return Buffer.isBuffer(value) ? new Uint8Array(value) : value;
}

async function isThere(file: string): Promise<Error | undefined> {
  try {
    await stat(file);
    return undefined;
  } catch (error) {
    if (isMissing(error)) return missingFile(file, error);
    throw error;
  }
}

function toJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
