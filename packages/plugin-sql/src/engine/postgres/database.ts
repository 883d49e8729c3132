import type { Pool, PoolClient } from 'pg';
import { fault } from '../../fault.js';
import type { Connection, Database, Engine, Surroundings } from '../engine.js';
import { PostgresConnection } from './connection.js';
import type { PostgresProfile } from './profile.js';

/** A server, through a pool of sessions. */
class PostgresDatabase implements Database {
  readonly engine: Engine;
  readonly ephemeral = false;
  readonly #pool: Pool;
  readonly #schema: string | undefined;
  readonly #where: string;
  readonly #ready = new WeakSet<PoolClient>();
  #schemaIsThere: Promise<void> | undefined;

  constructor(engine: Engine, pool: Pool, schema: string | undefined, where: string) {
    this.engine = engine;
    this.#pool = pool;
    this.#schema = schema;
    this.#where = where;
  }

  async connect(): Promise<Connection> {
    const client = await this.#client();
    return new PostgresConnection(client, this.#pool);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #client(): Promise<PoolClient> {
    let client: PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      if (!this.#ready.has(client)) {
        await this.#prepare(client);
        this.#ready.add(client);
      }
      return client;
    } catch (cause) {
      client?.release(true);
      throw fault(
        'SQL_CONNECTION_FAILED',
        undefined,
        `${this.#where}: Postgres does not answer as expected: ${messageOf(cause)}`,
        {
          cause,
          hint: 'Check that the server runs, and the address, database, user and password of the profile.',
        },
      );
    }
  }

  async #prepare(client: PoolClient): Promise<void> {
    for (const setting of SETTINGS) await client.query(setting);
    if (this.#schema === undefined) return;
    this.#schemaIsThere ??= this.#makeSchema(client, this.#schema);
    await this.#schemaIsThere;
    await client.query(`SET search_path TO ${this.engine.identifier(this.#schema)}`);
  }

  // Who may not create schemas can still use one that is there.
  async #makeSchema(client: PoolClient, schema: string): Promise<void> {
    const { rowCount } = await client.query('select 1 from pg_namespace where nspname = $1', [schema]);
    if (rowCount === 0) await client.query(`CREATE SCHEMA IF NOT EXISTS ${this.engine.identifier(schema)}`);
  }
}

const SETTINGS = ["SET TIME ZONE 'UTC'", 'SET standard_conforming_strings = on', 'SET client_min_messages = warning'];

/** Makes the pool; nothing is connected yet. */
export async function openPostgres(
  engine: Engine,
  profile: PostgresProfile,
  { where }: Surroundings,
): Promise<Database> {
  const { default: pg } = await import('pg');
  const { url, schema, poolSize, engine: _, ...address } = profile;
  const pool = new pg.Pool({
    ...Object.fromEntries(Object.entries(address).filter(([, value]) => value !== undefined)),
    ...(url === undefined ? {} : { connectionString: url }),
    max: poolSize,
    application_name: 'pintle',
    allowExitOnIdle: true,
  });
  // A session that breaks while nobody uses it is replaced at the next connect, which says what is wrong.
  pool.on('error', () => {});
  return new PostgresDatabase(engine, pool, schema, where);
}

/** Several addresses of one host fail together, each with a message of its own. */
function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}
