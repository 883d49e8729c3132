import { type Dataset, isHookError, type Resource, type Resources } from '@pintle/hookspecs';
import type { Connections } from '../connection/connections.js';
import type { Connection, Database, Relation } from '../engine/engine.js';
import { transact } from '../engine/transaction.js';
import { replaceRows } from './rows.js';
import { type Source, sourceText } from './sources.js';

/** What the node of a model gives as its output: the rows are in the database already. */
export class BuiltTable {
  readonly relation: string;
  readonly rows: number | undefined;

  constructor(relation: string, rows: number | undefined) {
    this.relation = relation;
    this.rows = rows;
  }
}

/** How datasets come to the database of their run. */
export interface TableAccess {
  readonly connections: Connections;
  readonly database: Resource<Database>;
  readonly resources: Resources;
}

/** A table or view of the database as a dataset: its rows for nodes of code, which can also write them. */
export function tableDataset(relation: Relation, access: TableAccess): Dataset {
  const { engine, ephemeral, exclusive } = access.connections;
  const text = engine.relation(relation);
  return {
    type: 'sql',
    ephemeral,
    exclusive,
    describe: () => ({ engine: engine.name, relation: text }),
    exists: () => using(access, async (connection) => (await engine.kindOf(connection, relation)) !== undefined),
    load: () => using(access, (connection) => connection.query(`SELECT * FROM ${text}`)),
    save: (data) =>
      data instanceof BuiltTable
        ? Promise.resolve()
        : using(access, (connection) => replaceRows(connection, engine, relation, data)),
  };
}

/** A source as a dataset: a table, or a file that the engine reads. */
export function sourceDataset(source: Source, access: TableAccess): Dataset {
  if (source.location === undefined) return tableDataset(source.relation, access);
  const { engine, exclusive } = access.connections;
  const text = sourceText(source, engine);
  const isReadable = (connection: Connection): Promise<boolean> =>
    connection.query(`SELECT * FROM ${text} LIMIT 0`).then(
      () => true,
      () => false,
    );
  return {
    type: 'sql',
    exclusive,
    describe: () => ({ engine: engine.name, file: source.location }),
    exists: () => using(access, isReadable),
    load: () => using(access, (connection) => connection.query(`SELECT * FROM ${text}`)),
    save: () => Promise.reject(new TypeError(`the source "${source.name}" is a file that is only read`)),
  };
}

/** Works on the database of the run; when the run has ended, and what it gave is loaded later, on one of its own. */
async function using<T>(
  { connections, database, resources }: TableAccess,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const borrowed = await ofRun(database, resources);
  if (borrowed !== undefined) return await transact(borrowed, work);
  const own = await connections.open();
  try {
    return await transact(own, work);
  } finally {
    await own.close();
  }
}

/** The database of the run; `undefined` when the run has ended, and what it gave is loaded later. */
async function ofRun(database: Resource<Database>, resources: Resources): Promise<Database | undefined> {
  try {
    return await resources.get(database);
  } catch (error) {
    if (isHookError(error) && error.code === 'RESOURCE_DISPOSED') return undefined;
    throw error;
  }
}
