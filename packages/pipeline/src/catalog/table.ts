import * as v from 'valibot';
import { fault } from './fault.js';
import { noteRows } from './rows.js';

/** Rows of a table: objects with a value a column. */
export type Rows = Readonly<Record<string, unknown>>[];
/** Columns of a table: lists of equal length. */
export type Columns = Readonly<Record<string, ArrayLike<unknown>>>;

/** A table, however it was given. */
export interface Table {
  /** Column names, in order of first appearance. */
  readonly names: readonly string[];
  readonly length: number;
  /** `undefined` where the row lacks the column. */
  get(row: number, name: string): unknown;
}

/** The `as` option of tables: a list of objects, or an object of lists, which is many times smaller and faster. */
export const tableShape = v.optional(v.picklist(['rows', 'columns']), 'rows');
/** A list of different column names. */
export const columnNames = v.optional(
  v.pipe(
    v.array(v.pipe(v.string(), v.nonEmpty())),
    v.minLength(1),
    v.check((names) => new Set(names).size === names.length, 'A column is listed twice'),
  ),
);

/**
 * Reads rows or columns as a table.
 *
 * @throws HookError `DATASET_SAVE_FAILED` saying what was given instead, and in which row or column
 */
export function tableOf(data: unknown): Table {
  if (Array.isArray(data)) return tableOfRows(data);
  if (typeof data === 'object' && data !== null && Object.values(data).every(isList))
    return tableOfColumns(data as Columns);
  throw fault('DATASET_SAVE_FAILED', `expected a list of rows or an object of columns, received ${kindOf(data)}.`);
}

function tableOfRows(rows: readonly unknown[]): Table {
  const names = new Set<string>();
  for (const [index, row] of rows.entries()) {
    if (!isRow(row)) throw fault('DATASET_SAVE_FAILED', `row ${index + 1} is ${kindOf(row)}, expected an object.`);
    for (const name of Object.keys(row)) names.add(name);
  }
  const checked = rows as Rows;
  return { names: [...names], length: rows.length, get: (row, name) => checked[row]?.[name] };
}

function tableOfColumns(columns: Columns): Table {
  const names = Object.keys(columns);
  const length = columns[names[0] ?? '']?.length ?? 0;
  const odd = names.find((name) => columns[name]?.length !== length);
  if (odd !== undefined) {
    throw fault(
      'DATASET_SAVE_FAILED',
      `column "${odd}" has ${columns[odd]?.length} values, column "${names[0]}" has ${length}.`,
    );
  }
  noteRows(columns, length);
  return { names, length, get: (row, name) => columns[name]?.[row] };
}

/** Builds what a load gives: rows, or the columns themselves. */
export function shapeTable(columns: Columns, length: number, shape: 'rows' | 'columns'): Rows | Columns {
  const names = Object.keys(columns);
  if (names.includes('__proto__'))
    throw fault('DATASET_LOAD_FAILED', 'it has a column "__proto__", which no object can hold.');
  if (shape === 'columns') return noteRows(columns, length);
  const lists = names.map((name) => columns[name] ?? []);
  return Array.from({ length }, (_, index) => {
    const row: Record<string, unknown> = {};
    for (let column = 0; column < names.length; column += 1) row[names[column] as string] = lists[column]?.[index];
    return row;
  });
}

function isRow(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isList(value);
}

function isList(value: unknown): boolean {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** A word for what a value is, for messages; never the value. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object')
    return value.constructor?.name === 'Object' ? 'an object' : `a ${value.constructor?.name ?? 'object'}`;
  return `a ${typeof value}`;
}
