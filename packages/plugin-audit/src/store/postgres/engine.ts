import { sql } from 'kysely';
import type { Engine } from '../engine.js';
import { createDialect } from './dialect.js';

/** A Postgres database, 13 or later. */
export const engine: Engine = {
  dialect: createDialect,
  clock: (inMs = 0) =>
    sql<string>`to_char((clock_timestamp() + ${sql.lit(`${inMs} milliseconds`)}::interval) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  timestamp: (text) => sql`(${text})::timestamptz`,
  elapsed: (from, to) =>
    sql<number>`round(extract(epoch from (${to})::timestamptz - (${from})::timestamptz) * 1000)::double precision`,
  lock: (query) => query.forUpdate(),
  isBusy: () => false,
  writtenAt: () => undefined,
};
