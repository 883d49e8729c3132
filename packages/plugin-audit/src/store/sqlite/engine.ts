import { statSync } from 'node:fs';
import { sql } from 'kysely';
import type { Engine } from '../engine.js';
import { createDialect } from './dialect.js';

/** An SQLite file, by the SQLite that Node brings. Several processes may write to it at the same time. */
export const engine: Engine = {
  dialect: (address, options) => Promise.resolve(createDialect(address, options)),
  clock: (inMs = 0) =>
    sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ${sql.lit(`${(inMs / 1000).toFixed(3)} seconds`)})`,
  timestamp: (text) => text,
  elapsed: (from, to) => sql<number>`round((julianday(${to}) - julianday(${from})) * 86400000.0)`,
  // Transactions begin with the one lock that there is.
  lock: (query) => query,
  isBusy: (error) => (error as { errcode?: unknown }).errcode === BUSY || /database is locked/.test(String(error)),
  writtenAt: lastWrite,
};

const BUSY = 5;

/** Writers append to the file beside the store before they change the store itself. */
function lastWrite(file: string): number {
  return Math.max(...[file, `${file}-wal`].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}
