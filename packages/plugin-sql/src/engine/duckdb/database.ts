import { mkdir } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { fault } from '../../fault.js';
import type { Connection, Database, Engine, Surroundings } from '../engine.js';
import { DuckdbConnection } from './connection.js';
import { DuckdbFile, isHeld } from './file.js';
import { literal } from './literal.js';
import type { DuckdbProfile } from './profile.js';

const MEMORY = ':memory:';

/** Where the tables are: each instance that is taken is given back. */
type Store = Pick<DuckdbFile, 'take' | 'give' | 'close'>;

/** A database file of DuckDB, or one in memory that its holder alone sees. */
class DuckdbDatabase implements Database {
  readonly engine: Engine;
  readonly ephemeral: boolean;
  readonly #store: Store;
  readonly #settings: readonly string[];
  readonly #refusal: (cause: unknown) => Error;

  constructor(
    engine: Engine,
    store: Store,
    settings: readonly string[],
    { ephemeral, refusal }: { readonly ephemeral: boolean; readonly refusal: (cause: unknown) => Error },
  ) {
    this.engine = engine;
    this.ephemeral = ephemeral;
    this.#store = store;
    this.#settings = settings;
    this.#refusal = refusal;
  }

  async connect(): Promise<Connection> {
    const instance = await this.#take();
    const release = (): void => this.#store.give();
    try {
      const connection = await instance.connect();
      for (const setting of this.#settings) await connection.run(setting);
      return new DuckdbConnection(connection, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  async #take(): Promise<DuckDBInstance> {
    try {
      return await this.#store.take();
    } catch (cause) {
      throw this.#refusal(cause);
    }
  }
}

/** Opens it once, to see whether that can be done. @throws HookError `SQL_CONNECTION_FAILED` */
export async function openDuckdb(
  engine: Engine,
  profile: DuckdbProfile,
  { projectDir, where }: Surroundings,
): Promise<Database> {
  const { path, memoryLimit, threads, schema, waitMs } = profile;
  const ephemeral = path === MEMORY;
  const file = ephemeral ? MEMORY : resolve(projectDir, path);
  const refusal = (cause: unknown): Error => {
    const shown = ephemeral ? MEMORY : relative(projectDir, file);
    const said = cause instanceof Error ? cause.message : String(cause);
    return fault(
      'SQL_CONNECTION_FAILED',
      undefined,
      `${where}: the DuckDB file ${shown} could not be opened: ${said}`,
      {
        cause,
        hint: isHeld(cause)
          ? `Another process has had it open for ${waitMs} ms: end that one, give it more time (waitMs), or use Postgres where several processes write.`
          : undefined,
      },
    );
  };
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
  try {
    const store = ephemeral ? await inMemory() : await inFile(file, waitMs);
    return new DuckdbDatabase(engine, store, settings, { ephemeral, refusal });
  } catch (cause) {
    throw refusal(cause);
  }
}

async function inFile(path: string, waitMs: number): Promise<Store> {
  await mkdir(dirname(path), { recursive: true });
  const file = new DuckdbFile(path, waitMs);
  await file.take();
  file.give();
  return file;
}

async function inMemory(): Promise<Store> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(MEMORY);
  return {
    take: () => Promise.resolve(instance),
    give() {},
    close() {
      instance.closeSync();
      return Promise.resolve();
    },
  };
}
