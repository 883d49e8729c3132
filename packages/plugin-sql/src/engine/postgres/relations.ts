import { createHash } from 'node:crypto';
import { fault } from '../../fault.js';
import { type BuildRequest, type BuildRunner, type Relation, type RelationKind, StatementFault } from '../engine.js';
import { addRows } from '../incremental.js';
import { identifier, literal } from './literal.js';

const COLUMNS_CHANGED = '42P16';

/** A relation as it is written in SQL. */
export function relationText({ schema, name }: Relation): string {
  return schema === undefined ? identifier(name) : identifier(schema, name);
}

/** What there is of a name. */
export async function kindOf(runner: Pick<BuildRunner, 'query'>, relation: Relation): Promise<RelationKind> {
  const rows = await runner.query(`select relkind as kind from pg_class where oid = ${oidOf(relation)}`);
  const kind = rows[0]?.['kind'];
  if (kind === undefined) return undefined;
  return kind === 'v' ? 'view' : 'table';
}

/** Builds a table anew. A table that views depend on keeps its place where its columns stay the same. */
export async function buildTable(runner: BuildRunner, request: BuildRequest): Promise<number | undefined> {
  const { relation } = request;
  const target = relationText(relation);
  const kind = await kindOf(runner, relation);
  if (kind === undefined) return (await runner.build(`CREATE TABLE ${target} AS `)).rowsAffected;
  const stage = stageOf(relation);
  await runner.run(`DROP TABLE IF EXISTS ${relationText(stage)}`);
  const { rowsAffected } = await runner.build(`CREATE TABLE ${relationText(stage)} AS `);
  const dependents = await dependentsOf(runner, relation);
  if (kind === 'table' && dependents.length > 0 && (await sameColumns(runner, relation, stage))) {
    await runner.run(`TRUNCATE ${target}`);
    await runner.run(`INSERT INTO ${target} SELECT * FROM ${relationText(stage)}`);
    await runner.run(`DROP TABLE ${relationText(stage)}`);
  } else {
    await drop(runner, request, kind, dependents);
    await runner.run(`ALTER TABLE ${relationText(stage)} RENAME TO ${identifier(relation.name)}`);
  }
  return rowsAffected;
}

/** Builds a view anew, in its place where its columns stay the same. */
export async function buildView(runner: BuildRunner, request: BuildRequest): Promise<void> {
  const { relation } = request;
  const target = relationText(relation);
  const kind = await kindOf(runner, relation);
  if (kind === 'view') {
    await runner.run('SAVEPOINT pintle_view');
    try {
      await runner.build(`CREATE OR REPLACE VIEW ${target} AS `);
      return;
    } catch (error) {
      if (!isColumnsChanged(error)) throw error;
      await runner.run('ROLLBACK TO SAVEPOINT pintle_view');
    }
  }
  if (kind !== undefined) await drop(runner, request, kind, await dependentsOf(runner, relation));
  await runner.build(`CREATE VIEW ${target} AS `);
}

/** Adds the rows of a select to a table. */
export async function addToTable(runner: BuildRunner, request: BuildRequest): Promise<number | undefined> {
  const stage = identifier(stageOf(request.relation).name);
  await runner.build(`CREATE TEMP TABLE ${stage} ON COMMIT DROP AS `);
  const target = relationText(request.relation);
  return await addRows(runner, request, {
    stage,
    target,
    identifier,
    columnsOf: (table) => columnsOf(runner, `${literal(table)}::regclass`),
  });
}

/** Postgres reads files of its server only, and only for superusers. */
export function file(): undefined {
  return undefined;
}

/** Names are cut at 63 bytes: long ones are told apart by a hash. */
function stageOf({ schema, name }: Relation): Relation {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return { schema, name: `pintle_new_${hash}` };
}

function oidOf(relation: Relation): string {
  return `to_regclass(${literal(relationText(relation))})`;
}

async function drop(
  runner: BuildRunner,
  { relation, isOwn }: BuildRequest,
  kind: 'table' | 'view',
  dependents: readonly Relation[],
): Promise<void> {
  const foreign = dependents.filter((one) => !isOwn(one));
  const listed = (relations: readonly Relation[]): string => relations.map(relationText).join(', ');
  if (foreign.length > 0) {
    const message = `"${relation.name}" cannot be replaced: views that are no models of this project depend on it: ${listed(foreign)}.`;
    throw fault('SQL_DEPENDENTS_EXIST', undefined, message, { hint: 'Drop them, or make them models.' });
  }
  if (dependents.length > 0) {
    runner.warn(
      `${relation.name} has new columns, so views that depend on it were dropped: ${listed(dependents)}; build them with --select ${relation.name}+`,
    );
  }
  await runner.run(`DROP ${kind} ${relationText(relation)}${dependents.length > 0 ? ' CASCADE' : ''}`);
}

async function dependentsOf(runner: BuildRunner, relation: Relation): Promise<readonly Relation[]> {
  const rows = await runner.query(`
    with recursive dependent (oid) as (
      select r.ev_class from pg_depend d join pg_rewrite r on r.oid = d.objid
      where d.classid = 'pg_rewrite'::regclass and d.refobjid = ${oidOf(relation)} and r.ev_class <> d.refobjid
      union
      select r.ev_class from dependent u join pg_depend d on d.refobjid = u.oid and d.classid = 'pg_rewrite'::regclass
      join pg_rewrite r on r.oid = d.objid where r.ev_class <> u.oid
    )
    select nullif(n.nspname, current_schema()) as schema, c.relname as name from dependent join pg_class c using (oid)
    join pg_namespace n on n.oid = c.relnamespace order by 1, 2`);
  return rows.map((row) => ({
    schema: typeof row['schema'] === 'string' ? row['schema'] : undefined,
    name: String(row['name']),
  }));
}

async function sameColumns(runner: BuildRunner, one: Relation, other: Relation): Promise<boolean> {
  const [a, b] = [await typedColumns(runner, oidOf(one)), await typedColumns(runner, oidOf(other))];
  return JSON.stringify(a) === JSON.stringify(b);
}

async function columnsOf(runner: BuildRunner, oid: string): Promise<readonly string[]> {
  return (await typedColumns(runner, oid)).map(({ name }) => String(name));
}

async function typedColumns(
  runner: BuildRunner,
  oid: string,
): Promise<readonly { readonly name: unknown; readonly type: unknown }[]> {
  const rows = await runner.query(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = ${oid} and attnum > 0 and not attisdropped order by attnum`,
  );
  return rows.map((row) => ({ name: row['name'], type: row['type'] }));
}

function isColumnsChanged(error: unknown): boolean {
  const cause = error instanceof StatementFault ? error : (error as { readonly cause?: unknown }).cause;
  return cause instanceof StatementFault && cause.kind === COLUMNS_CHANGED;
}
