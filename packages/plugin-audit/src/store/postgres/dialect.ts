import { type Dialect, PostgresDialect } from 'kysely';
import type { CustomTypesConfig } from 'pg';
import type { EngineOptions } from '../engine.js';

/** Kysely's Postgres. A server that went away is connected to again by the next statement. */
export async function createDialect(url: string, { waitMs }: EngineOptions): Promise<Dialect> {
  const { default: pg } = await import('pg');
  const getTypeParser = pg.types.getTypeParser as (type: number, format?: string) => unknown;
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'pintle-audit',
    max: 2,
    connectionTimeoutMillis: waitMs,
    keepAlive: true,
    query_timeout: QUERY_MS,
    types: {
      getTypeParser: ((type, format) => (NUMBERS.has(type) ? Number : getTypeParser(type, format))) as GetTypeParser,
    },
  });
  // An idle connection that breaks is no event: the statement that needs one will say so.
  pool.on('error', () => {});
  return new PostgresDialect({ pool });
}

type GetTypeParser = CustomTypesConfig['getTypeParser'];

/** A server that says nothing for so long has gone away. */
const QUERY_MS = 30_000;

/** bigint and numeric: sums and counts, all far below 2^53. */
const NUMBERS: ReadonlySet<number> = new Set([20, 1700]);
