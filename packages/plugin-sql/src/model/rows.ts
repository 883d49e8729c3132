import type { Connection, Engine, Relation } from '../engine/engine.js';
import { toSqlValue } from '../value.js';

/** Rows that are written in one statement. */
const BATCH = 500;

type Rows = readonly Readonly<Record<string, unknown>>[];

/**
 * Puts rows in place of those of a table. A table that is not there is made, its types taken from the values.
 *
 * @throws TypeError when the data is no list of rows, or a new table would have no columns
 */
export async function replaceRows(
  connection: Connection,
  engine: Engine,
  relation: Relation,
  data: unknown,
): Promise<void> {
  const rows = rowsOf(data);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const target = engine.relation(relation);
  if ((await engine.kindOf(connection, relation)) === undefined)
    await create(connection, engine, relation, columns, rows);
  else await connection.run(`DELETE FROM ${target}`);
  const names = columns.map((column) => engine.identifier(column)).join(', ');
  for (let from = 0; from < rows.length; from += BATCH) {
    const values = rows
      .slice(from, from + BATCH)
      .map((row) => `(${columns.map((column) => engine.literal(toSqlValue(row[column] ?? null))).join(', ')})`);
    await connection.run(`INSERT INTO ${target} (${names}) VALUES ${values.join(', ')}`);
  }
}

async function create(
  connection: Connection,
  engine: Engine,
  relation: Relation,
  columns: readonly string[],
  rows: Rows,
): Promise<void> {
  if (columns.length === 0) throw new TypeError('a new table needs rows to take its columns from');
  if (relation.schema !== undefined)
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${engine.identifier(relation.schema)}`);
  const typed = columns.map((column) => `${engine.identifier(column)} ${typeOf(rows.map((row) => row[column]))}`);
  await connection.run(`CREATE TABLE ${engine.relation(relation)} (${typed.join(', ')})`);
}

/** The narrowest type that both engines know for all values. */
function typeOf(values: readonly unknown[]): string {
  const present = values.filter((value) => value !== null && value !== undefined);
  const all = (test: (value: unknown) => boolean): boolean => present.length > 0 && present.every(test);
  if (all((value) => typeof value === 'boolean')) return 'boolean';
  if (all((value) => typeof value === 'bigint' || Number.isSafeInteger(value))) return 'bigint';
  if (all((value) => typeof value === 'number')) return 'double precision';
  if (all((value) => value instanceof Date)) return 'timestamp with time zone';
  return 'text';
}

function rowsOf(data: unknown): Rows {
  const isRow = (row: unknown): boolean => typeof row === 'object' && row !== null && !Array.isArray(row);
  if (Array.isArray(data) && data.every(isRow)) return data as Rows;
  throw new TypeError('a table is saved as a list of rows, each an object of values by column');
}
