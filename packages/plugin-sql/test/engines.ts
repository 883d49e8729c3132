import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Connection, Database, Engine } from '../src/engine/engine.js';
import { engines } from '../src/engine/engines.js';
import { hasPostgres, type PostgresServer, startPostgres } from './postgres.js';

/** One engine, with a database of its own for the tests of a file. */
export interface EngineUnderTest {
  readonly engine: Engine;
  /** What `connections.yml` says of it. */
  profile(): Readonly<Record<string, unknown>>;
  /** Open for as long as the tests run. */
  database(): Database;
  connection(): Connection;
}

const PROFILE = { duckdb: { engine: 'duckdb' }, postgres: { engine: 'postgres' } } as const;

/** Describes the same for every engine, on a real database. */
export function describeEngines(title: string, tests: (on: EngineUnderTest) => void): void {
  describeOne('duckdb', title, tests);
  describe.skipIf(!hasPostgres())('on a server', () => {
    describeOne('postgres', title, tests);
  });
}

function describeOne(name: 'duckdb' | 'postgres', title: string, tests: (on: EngineUnderTest) => void): void {
  describe(`${title} on ${name}`, () => {
    let server: PostgresServer | undefined;
    let profile: Readonly<Record<string, unknown>> = PROFILE[name];
    let database: Database | undefined;
    let connection: Connection | undefined;
    const dir = mkdtempSync(join(tmpdir(), 'pintle-engine-'));
    beforeAll(async () => {
      if (name === 'postgres') {
        server = await startPostgres();
        profile = { ...PROFILE[name], url: await server.database(), poolSize: 4 };
      } else profile = { ...PROFILE[name], path: join(dir, 'test.duckdb') };
      database = await engines[name].open(profile, { projectDir: dir, where: 'test' });
      connection = await database.connect();
    }, 60_000);
    afterAll(async () => {
      await connection?.release();
      await database?.close();
      await server?.stop();
      rmSync(dir, { recursive: true, force: true });
    });
    tests({
      engine: engines[name],
      profile: () => profile,
      database: () => database as Database,
      connection: () => connection as Connection,
    });
  });
}
