import { mkdir } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { fault } from '../../fault.js';
import type { Connection, Database, Engine, Surroundings } from '../engine.js';
import { DuckdbConnection } from './connection.js';
import { literal } from './literal.js';
import type { DuckdbProfile } from './profile.js';

const MEMORY = ':memory:';

/** A database file of DuckDB, or one in memory that its holder alone sees. */
class DuckdbDatabase implements Database {
  readonly engine: Engine;
  readonly ephemeral: boolean;
  readonly #instance: DuckDBInstance;
  readonly #settings: readonly string[];

  constructor(engine: Engine, instance: DuckDBInstance, ephemeral: boolean, settings: readonly string[]) {
    this.engine = engine;
    this.ephemeral = ephemeral;
    this.#instance = instance;
    this.#settings = settings;
  }

  async connect(): Promise<Connection> {
    const connection = await this.#instance.connect();
    for (const setting of this.#settings) await connection.run(setting);
    return new DuckdbConnection(connection);
  }

  close(): Promise<void> {
    this.#instance.closeSync();
    return Promise.resolve();
  }
}

/** @throws HookError `SQL_CONNECTION_FAILED` */
export async function openDuckdb(
  engine: Engine,
  profile: DuckdbProfile,
  { projectDir, where }: Surroundings,
): Promise<Database> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const { path, memoryLimit, threads, schema } = profile;
  const isMemory = path === MEMORY;
  const file = isMemory ? MEMORY : resolve(projectDir, path);
  try {
    if (!isMemory) await mkdir(dirname(file), { recursive: true });
    // Of one process, all that ask the cache share the one instance that may hold the file.
    const instance = isMemory ? await DuckDBInstance.create(MEMORY) : await DuckDBInstance.fromCache(file);
    const settings = [
      "SET TimeZone = 'UTC'",
      'SET enable_progress_bar = true',
      'SET enable_progress_bar_print = false',
      `SET file_search_path = ${literal(projectDir)}`,
      ...(memoryLimit === undefined ? [] : [`SET memory_limit = ${literal(memoryLimit)}`]),
      ...(threads === undefined ? [] : [`SET threads = ${threads}`]),
      ...(schema === undefined
        ? []
        : [`CREATE SCHEMA IF NOT EXISTS ${engine.identifier(schema)}`, `SET schema = ${literal(schema)}`]),
    ];
    return new DuckdbDatabase(engine, instance, isMemory, settings);
  } catch (cause) {
    const shown = isMemory ? MEMORY : relative(projectDir, file);
    const said = cause instanceof Error ? cause.message : String(cause);
    const isLocked = /lock/i.test(said);
    throw fault('SQL_CONNECTION_FAILED', undefined, `${where}: the DuckDB file ${shown} could not be opened: ${said}`, {
      cause,
      hint: isLocked
        ? 'Another process has it open: end that one, or use Postgres where several processes write.'
        : undefined,
    });
  }
}
