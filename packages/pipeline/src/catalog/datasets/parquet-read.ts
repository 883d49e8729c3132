import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  asyncBufferFromFile,
  type Compressors,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from 'hyparquet';
import { compressors as portable } from 'hyparquet-compressors';
import { isPlain } from '../../config/plain.js';
import { toNumber } from '../int64.js';
import { selectColumns } from '../select-columns.js';

/** How {@link readParquet} gives what JavaScript has no type of its own for. */
export interface ParquetReading {
  readonly columns?: readonly string[] | undefined;
  readonly int64: 'number' | 'bigint';
  readonly timestamps: 'date' | 'millis';
  readonly binary: 'bytes' | 'text';
}

/** The columns of a parquet file and its number of rows. Decodes one column at a time; a row shares no object with another. */
export async function readParquet(
  path: string,
  reading: ParquetReading,
): Promise<{ columns: Record<string, unknown[]>; length: number }> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const tree = parquetSchema(metadata).children;
  const names = selectColumns(
    tree.map(({ element }) => element.name),
    reading.columns,
  );
  const shared = { file, metadata, columns: [...names], compressors, utf8: reading.binary === 'text' };
  // A value that a column repeats is decoded once: what becomes an object is made from it anew for each row.
  const flat = await parquetScan({ ...shared, parsers: { ...MILLIS, jsonFromBytes: textOf } });
  const nested = await parquetScan({ ...shared, parsers: reading.timestamps === 'date' ? DATES : MILLIS });

  const columns: Record<string, unknown[]> = {};
  for (const name of names) {
    const schema = tree.find(({ element }) => element.name === name);
    const scan = schema?.children.length === 0 ? flat : nested;
    const finish = finisher(name, schema, reading);
    const values: unknown[] = [];
    for (const range of scan.ranges) {
      const chunk: ArrayLike<unknown> = await scan.readColumn({ column: name, ...range });
      for (let index = 0; index < chunk.length; index += 1) {
        const value = chunk[index];
        values.push(value === undefined || value === null ? null : finish === undefined ? value : finish(value));
      }
    }
    columns[name] = values;
  }
  return { columns, length: Number(metadata.num_rows) };
}

/** Node decompresses what it can, several times as fast. */
const compressors: Compressors = {
  ...portable,
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
};

const DAY = 86_400_000;

/** Times in milliseconds, rounded down. */
const MILLIS = {
  timestampFromMilliseconds: Number,
  timestampFromMicroseconds: (micros: bigint): number => Math.floor(Number(micros) / 1000),
  timestampFromNanoseconds: (nanos: bigint): number =>
    Number((nanos - (((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n),
  dateFromDays: (days: number): number => days * DAY,
};

const DATES = {
  timestampFromMilliseconds: (millis: bigint): Date => new Date(Number(millis)),
  timestampFromMicroseconds: (micros: bigint): Date => new Date(MILLIS.timestampFromMicroseconds(micros)),
  timestampFromNanoseconds: (nanos: bigint): Date => new Date(MILLIS.timestampFromNanoseconds(nanos)),
  dateFromDays: (days: number): Date => new Date(MILLIS.dateFromDays(days)),
};

const decoder = new TextDecoder();

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : decoder.decode(bytes);
}

/** What turns a decoded value of a column into what is loaded; `undefined` where it is that already. */
function finisher(
  name: string,
  schema: SchemaTree | undefined,
  reading: ParquetReading,
): ((value: unknown) => unknown) | undefined {
  if (schema === undefined) return undefined;
  const { children, element } = schema;
  if (children.length > 0 || element.repetition_type === 'REPEATED')
    return reading.int64 === 'number' ? (value) => withNumbers(value, name) : undefined;
  if (isTime(element)) return reading.timestamps === 'date' ? (value) => new Date(value as number) : undefined;
  if (element.converted_type === 'JSON')
    return (value) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : value);
  return element.type === 'INT64' && reading.int64 === 'number'
    ? (value) => (typeof value === 'bigint' ? toNumber(value, name) : value)
    : undefined;
}

function isTime({ type, converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return (
    converted === 'DATE' ||
    converted === 'TIMESTAMP_MILLIS' ||
    converted === 'TIMESTAMP_MICROS' ||
    logical?.type === 'TIMESTAMP' ||
    type === 'INT96'
  );
}

function withNumbers(value: unknown, column: string): unknown {
  if (typeof value === 'bigint') return toNumber(value, column);
  if (Array.isArray(value)) return value.map((item) => withNumbers(item, column));
  return isPlain(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNumbers(item, column)]))
    : value;
}
