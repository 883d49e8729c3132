import type { Engine, Relation } from '../engine/engine.js';
import type { TestDefinition } from '../project-file/test-definition.js';
import type { TestEntry } from '../project-file/test-shape.js';
import { type SqlValue, toSqlValue } from '../value.js';

/** A question to the database, and what its answer means. */
export interface TestQuery {
  /** One select of one row. */
  readonly sql: string;
  /** What is wrong, in words; `undefined` when nothing is. */
  judge(row: Readonly<Record<string, unknown>>): string | undefined;
}

type TableEntry = Exclude<TestEntry, { readonly type: 'sql' }>;

/** Makes the query of a test. @throws ValueFault for names and values that the engine cannot take */
export function testQuery(entry: TableEntry, engine: Engine): TestQuery {
  const table = engine.relation(relationOf(entry.table));
  const where = entry.where === undefined ? '' : ` WHERE (${entry.where}\n)`;
  const and = entry.where === undefined ? ' WHERE ' : `${where} AND `;
  const bad = (condition: string, what: string): TestQuery => ({
    sql: `SELECT count(*) AS bad FROM ${table}${and}${condition}`,
    judge: ({ bad: count }) => (Number(count) === 0 ? undefined : `${String(count)} ${what}`),
  });
  const value = (one: unknown): string => engine.literal(toSqlValue(one) satisfies SqlValue);
  switch (entry.type) {
    case 'not_null':
      return bad(`${engine.identifier(entry.column)} IS NULL`, 'rows are NULL');
    case 'accepted_values': {
      const column = engine.identifier(entry.column);
      const list = entry.values.map(value).join(', ');
      return bad(
        `${column} IS NOT NULL AND ${column} NOT IN (${list})`,
        `rows have other values than ${entry.values.join(', ')}`,
      );
    }
    case 'greater_equal':
      return bad(
        `${engine.identifier(entry.column)} < ${value(entry.threshold)}`,
        `rows are less than ${entry.threshold}`,
      );
    case 'unique': {
      const columns = [entry.column].flat().map((column) => engine.identifier(column));
      const present = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
      return {
        sql: `SELECT count(*) AS bad FROM (SELECT 1 AS one FROM ${table}${and}${present} GROUP BY ${columns.join(', ')} HAVING count(*) > 1) AS twice`,
        judge: ({ bad: count }) => (Number(count) === 0 ? undefined : `${String(count)} values come more than once`),
      };
    }
    case 'relationships': {
      const [column, field] = [engine.identifier(entry.column), engine.identifier(entry.field ?? entry.column)];
      const to = engine.relation(relationOf(entry.to));
      const orphan = `NOT EXISTS (SELECT 1 FROM ${to} AS parent WHERE parent.${field} = child.${column})`;
      return {
        sql: `SELECT count(*) AS bad FROM (SELECT * FROM ${table}${where}) AS child WHERE child.${column} IS NOT NULL AND ${orphan}`,
        judge: ({ bad: count }) =>
          Number(count) === 0 ? undefined : `${String(count)} rows refer to nothing in ${entry.to}`,
      };
    }
    case 'row_count_between': {
      const { min_rows: min, max_rows: max } = entry;
      const expected = max === undefined ? `at least ${min}` : `${min} to ${max}`;
      return {
        sql: `SELECT count(*) AS found FROM ${table}${where}`,
        judge: ({ found }) =>
          Number(found) >= min && Number(found) <= (max ?? Infinity)
            ? undefined
            : `${String(found)} rows, expected ${expected}`,
      };
    }
    case 'non_negative_sum':
      return {
        sql: `SELECT coalesce(sum(${engine.identifier(entry.column)}), 0) AS total, coalesce(sum(${engine.identifier(entry.column)}), 0) < 0 AS bad FROM ${table}${where}`,
        judge: ({ total, bad: isBad }) => (isBad === true ? `the sum is ${String(total)}` : undefined),
      };
    case 'freshness': {
      const latest = `max(${engine.identifier(entry.column)})`;
      const limit = entry.max_delay_minutes;
      return {
        sql: `SELECT extract(epoch FROM current_timestamp - CAST(${latest} AS timestamp with time zone)) / 60 AS minutes FROM ${table}${where}`,
        judge: ({ minutes }) => {
          if (minutes === null) return 'there are no rows';
          return Number(minutes) <= limit
            ? undefined
            : `the latest is ${Math.round(Number(minutes))} minutes old, expected at most ${limit}`;
        },
      };
    }
  }
}

/** `schema.table`, or a table. */
function relationOf(name: string): Relation {
  const dot = name.indexOf('.');
  return dot < 0 ? { schema: undefined, name } : { schema: name.slice(0, dot), name: name.slice(dot + 1) };
}

/** Whether a test is one of SQL. */
export function isSqlTest(
  definition: TestDefinition,
): definition is TestDefinition & { readonly entry: TestEntry & { readonly type: 'sql' } } {
  return definition.entry.type === 'sql';
}
