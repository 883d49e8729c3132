import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteFile } from 'hyparquet-writer';
import type { ColumnType, TypedColumn } from '../column-types.js';

/** How columns of parquet files can be compressed. */
export type ParquetCompression = 'none' | 'snappy' | 'gzip' | 'zstd';

const CODEC = { none: 'UNCOMPRESSED', snappy: 'SNAPPY', gzip: 'GZIP', zstd: 'ZSTD' } as const;
const ROW_GROUP = 100_000;

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

/** Writes columns as a parquet file. Every column may hold null, so that its schema is the same for each run. */
export function writeParquet(filename: string, columns: readonly TypedColumn[], compression: ParquetCompression): void {
  const elements = columns.map(
    ({ name, type }): SchemaElement => ({ name, repetition_type: 'OPTIONAL', ...ELEMENT[type] }),
  );
  parquetWriteFile({
    filename,
    schema: [{ name: 'root', num_children: columns.length }, ...elements],
    columnData: columns.map(({ name, values }) => ({ name, data: values as unknown[] })),
    codec: CODEC[compression],
    compressors: {
      GZIP: (input: Uint8Array): Uint8Array => gzipSync(input),
      ZSTD: (input: Uint8Array): Uint8Array => zstdCompressSync(input),
    },
    rowGroupSize: ROW_GROUP,
  });
}
