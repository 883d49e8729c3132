import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteFile } from 'hyparquet-writer';
import * as v from 'valibot';
import { type ColumnType, columnTypes, typeColumns } from '../column-types.js';
import { fileDatasetType } from '../file-dataset.js';
import { int64Mode } from '../int64.js';
import { columnNames, shapeTable, tableOf, tableShape } from '../table.js';
import { readParquet } from './parquet-read.js';

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
    const { columns, length } = await readParquet(file, config);
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
