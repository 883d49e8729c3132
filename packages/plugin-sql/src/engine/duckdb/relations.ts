import type { BuildRequest, BuildRunner, Relation, RelationKind } from '../engine.js';
import { addRows } from '../incremental.js';
import { identifier, literal } from './literal.js';

/** A relation as it is written in SQL. */
export function relationText({ schema, name }: Relation): string {
  return schema === undefined ? identifier(name) : identifier(schema, name);
}

/** What there is of a name; DuckDB does not tell upper from lower case. */
export async function kindOf(runner: Pick<BuildRunner, 'query'>, { schema, name }: Relation): Promise<RelationKind> {
  const rows = await runner.query(
    `select table_type as kind from information_schema.tables where table_catalog = current_database() and lower(table_schema) = ${
      schema === undefined ? 'lower(current_schema())' : literal(schema.toLowerCase())
    } and lower(table_name) = ${literal(name.toLowerCase())}`,
  );
  const kind = rows[0]?.['kind'];
  return kind === undefined ? undefined : kind === 'VIEW' ? 'view' : 'table';
}

/** Builds a table anew. */
export async function buildTable(runner: BuildRunner, { relation }: BuildRequest): Promise<number | undefined> {
  const target = relationText(relation);
  if ((await kindOf(runner, relation)) === 'view') await runner.run(`DROP VIEW ${target}`);
  return (await runner.build(`CREATE OR REPLACE TABLE ${target} AS `)).rowsAffected;
}

/** Builds a view anew. */
export async function buildView(runner: BuildRunner, { relation }: BuildRequest): Promise<void> {
  const target = relationText(relation);
  if ((await kindOf(runner, relation)) === 'table') await runner.run(`DROP TABLE ${target}`);
  await runner.build(`CREATE OR REPLACE VIEW ${target} AS `);
}

/** Adds the rows of a select to a table. */
export async function addToTable(runner: BuildRunner, request: BuildRequest): Promise<number | undefined> {
  const stage = identifier(`${request.relation.name}__new`);
  await runner.build(`CREATE OR REPLACE TEMP TABLE ${stage} AS `);
  const target = relationText(request.relation);
  const rows = await addRows(runner, request, {
    stage,
    target,
    identifier,
    columnsOf: (table) => columnsOf(runner, table),
  });
  await runner.run(`DROP TABLE ${stage}`);
  return rows;
}

async function columnsOf(runner: BuildRunner, table: string): Promise<readonly string[]> {
  const rows = await runner.query(`describe ${table}`);
  return rows.map((row) => String(row['column_name']));
}

const READERS: Readonly<Record<string, string>> = {
  parquet: 'read_parquet',
  csv: 'read_csv',
  tsv: 'read_csv',
  json: 'read_json',
  jsonl: 'read_json',
  ndjson: 'read_json',
};

/** A file as a table, by its format or its ending. */
export function file(path: string, format: string | undefined): string | undefined {
  const ending = /\.([a-z]+)(?:\.(?:gz|zst))?$/i.exec(path)?.[1];
  const reader = READERS[(format ?? ending ?? '').toLowerCase()];
  return reader === undefined ? undefined : `${reader}(${literal(path)})`;
}
