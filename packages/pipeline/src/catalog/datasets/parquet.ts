import { gzipSync, zstdCompressSync } from 'node:zlib';
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema, type SchemaElement } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parquetWriteFile } from 'hyparquet-writer';
import * as v from 'valibot';
import { isPlain } from '../../config/plain.js';
import { type ColumnType, columnTypes, typeColumns } from '../column-types.js';
import { fileDatasetType } from '../file-dataset.js';
import { int64Mode, toNumber } from '../int64.js';
import { selectColumns } from '../select-columns.js';
import { type Columns, columnNames, shapeTable, tableOf, tableShape } from '../table.js';

const CODEC = { none: 'UNCOMPRESSED', snappy: 'SNAPPY', gzip: 'GZIP', zstd: 'ZSTD' } as const;

/** `type: parquet`: a typed table in columns. Reads every codec and encoding; `columns` reads only what it names. */
export const parquetType = fileDatasetType({
  type: 'parquet',
  options: {
    /** The columns to load and to save, in this order; default all. */
    columns: columnNames,
    as: tableShape,
    int64: int64Mode,
    /** How times are loaded: as `Date`, or as milliseconds since 1970, which costs a fraction. */
    timestamps: v.optional(v.picklist(['date', 'millis']), 'date'),
    /** How columns of bytes that no type marks as text are loaded. */
    binary: v.optional(v.picklist(['bytes', 'text']), 'bytes'),
    types: columnTypes,
    compression: v.optional(v.picklist(['none', 'snappy', 'gzip', 'zstd']), 'snappy'),
  },
  async read(file, config) {
    const buffer = await asyncBufferFromFile(file);
    const metadata = await parquetMetadataAsync(buffer);
    const names = selectColumns(
      parquetSchema(metadata).children.map((child) => child.element.name),
      config.columns,
    );
    const length = Number(metadata.num_rows);
    const columns: Columns & Record<string, unknown[]> = Object.fromEntries(
      names.map((name) => [name, Array.from({ length }, () => null)]),
    );
    await parquetRead({
      file: buffer,
      metadata,
      compressors,
      columns: [...names],
      utf8: config.binary === 'text',
      parsers: config.timestamps === 'date' ? DATES : MILLIS,
      onChunk({ columnName, columnData, rowStart }) {
        fill(columns[columnName] ?? [], columnData, rowStart, config.int64 === 'number' ? columnName : undefined);
      },
    });
    return shapeTable(columns, length, config.as);
  },
  async write(file, data, config) {
    const columns = typeColumns(tableOf(data), config.columns, config.types);
    parquetWriteFile({
      filename: file,
      schema: [
        { name: 'root', num_children: columns.length },
        ...columns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL' as const, ...ELEMENT[type] })),
      ],
      columnData: columns.map(({ name, values }) => ({ name, data: values as unknown[] })),
      codec: CODEC[config.compression],
      compressors: COMPRESS,
      rowGroupSize: ROW_GROUP,
    });
  },
});

const ROW_GROUP = 100_000;
const COMPRESS = {
  GZIP: (input: Uint8Array): Uint8Array => gzipSync(input),
  ZSTD: (input: Uint8Array): Uint8Array => zstdCompressSync(input),
};

const ELEMENT: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  boolean: { type: 'BOOLEAN' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  float: { type: 'FLOAT' },
  double: { type: 'DOUBLE' },
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON' },
  timestamp: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  date: { type: 'INT32', converted_type: 'DATE' },
  bytes: { type: 'BYTE_ARRAY' },
};

const DAY = 86_400_000;
/** Times in milliseconds, rounded down. */
const MILLIS = {
  timestampFromMilliseconds: (millis: bigint): number => Number(millis),
  timestampFromMicroseconds: (micros: bigint): number => Math.floor(Number(micros) / 1000),
  timestampFromNanoseconds: (nanos: bigint): number =>
    Number((nanos - (((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n),
  dateFromDays: (days: number): number => days * DAY,
};
const DATES = {
  timestampFromMilliseconds: (millis: bigint): Date => new Date(MILLIS.timestampFromMilliseconds(millis)),
  timestampFromMicroseconds: (micros: bigint): Date => new Date(MILLIS.timestampFromMicroseconds(micros)),
  timestampFromNanoseconds: (nanos: bigint): Date => new Date(MILLIS.timestampFromNanoseconds(nanos)),
  dateFromDays: (days: number): Date => new Date(MILLIS.dateFromDays(days)),
};

/** Copies a chunk to its place; `column` is named where 64-bit whole numbers are to become numbers. */
function fill(target: unknown[], chunk: ArrayLike<unknown>, start: number, column: string | undefined): void {
  for (let index = 0; index < chunk.length; index += 1) {
    const value = chunk[index] ?? null;
    target[start + index] = column === undefined ? value : withNumbers(value, column);
  }
}

function withNumbers(value: unknown, column: string): unknown {
  if (typeof value === 'bigint') return toNumber(value, column);
  if (Array.isArray(value)) return value.map((item) => withNumbers(item, column));
  return isPlain(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNumbers(item, column)]))
    : value;
}
