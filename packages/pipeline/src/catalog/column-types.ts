import * as v from 'valibot';
import { fault } from './fault.js';
import { checkPlainData } from './plain-data.js';
import { kindOf, type Table } from './table.js';

/** What a column of a typed table (parquet, DuckDB) holds. */
export type ColumnType = v.InferOutput<typeof columnType>;

const columnType = v.picklist([
  'boolean',
  'int32',
  'int64',
  'float',
  'double',
  'string',
  'json',
  'timestamp',
  'date',
  'bytes',
]);

/** The `types` option: what columns are saved as, by name. Those it does not name follow from their values. */
export const columnTypes = v.optional(v.record(v.string(), columnType), {});

/** One column, ready to be written: every value of its type, or null. */
export interface TypedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: readonly unknown[];
}

/**
 * The columns of a table with their types: those given, else what all their values have in common. Whole numbers are
 * `int32`, beyond its range `int64`; other numbers `double`; lists and objects `json`; a column of nothing `string`.
 *
 * @throws HookError `DATASET_SAVE_FAILED` for a column of values that have no type in common, naming row and column
 */
export function typeColumns(
  table: Table,
  names: readonly string[] | undefined,
  types: Readonly<Record<string, ColumnType>>,
): readonly TypedColumn[] {
  return (names ?? [...new Set([...table.names, ...Object.keys(types)])]).map((name) => {
    const raw = Array.from({ length: table.length }, (_, row) => table.get(row, name) ?? null);
    const type = (Object.hasOwn(types, name) ? types[name] : undefined) ?? inferType(name, raw);
    return { name, type, values: raw.map((value, row) => (value === null ? null : convert(value, type, name, row))) };
  });
}

function inferType(name: string, values: readonly unknown[]): ColumnType {
  let common: ColumnType | undefined;
  for (const [row, value] of values.entries()) {
    if (value === null) continue;
    const type = typeOf(value);
    const joined = common === undefined ? type : join(common, type);
    if (joined === undefined) {
      throw fault(
        'DATASET_SAVE_FAILED',
        `row ${row + 1}, column "${name}" is ${kindOf(value)}, the rows before hold the type ${common}.`,
        {
          hint: 'Make the values of a column one type, or name one in the option "types".',
        },
      );
    }
    common = joined;
  }
  return common ?? 'string';
}

const NUMBERS: readonly ColumnType[] = ['int32', 'int64', 'double'];

function typeOf(value: unknown): ColumnType {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) return 'double';
    return value === (value | 0) ? 'int32' : 'int64';
  }
  if (typeof value === 'bigint') return 'int64';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (value instanceof Date) return 'timestamp';
  return value instanceof Uint8Array ? 'bytes' : 'json';
}

function join(a: ColumnType, b: ColumnType): ColumnType | undefined {
  if (a === b) return a;
  return NUMBERS.includes(a) && NUMBERS.includes(b)
    ? NUMBERS[Math.max(NUMBERS.indexOf(a), NUMBERS.indexOf(b))]
    : undefined;
}

const INT64_MAX = 2n ** 63n;

const CONVERT: Readonly<Record<ColumnType, (value: unknown) => unknown>> = {
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  int32: (value) => (typeof value === 'number' && value === (value | 0) ? value : undefined),
  int64(value) {
    if (typeof value === 'bigint') return value >= -INT64_MAX && value < INT64_MAX ? value : undefined;
    return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
  },
  float: (value) => (typeof value === 'number' ? value : undefined),
  double: (value) => (typeof value === 'number' ? value : undefined),
  string: (value) => (typeof value === 'string' ? value : undefined),
  json: (value) => value,
  timestamp: validDate,
  date: validDate,
  bytes: (value) => (value instanceof Uint8Array ? value : undefined),
};

function convert(value: unknown, type: ColumnType, name: string, row: number): unknown {
  if (type === 'json') checkPlainData(value, { path: [row, name] });
  const converted = CONVERT[type](value);
  if (converted !== undefined) return converted;
  throw fault('DATASET_SAVE_FAILED', `row ${row + 1}, column "${name}" is ${kindOf(value)} that is no ${type}.`, {
    hint: 'Name another type for the column in the option "types".',
  });
}

function validDate(value: unknown): Date | undefined {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value : undefined;
}
