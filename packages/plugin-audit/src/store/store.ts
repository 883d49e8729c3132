import { HookError } from '@pintle/hookspecs';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { messageOf } from '../message-of.js';
import type { Engine, EngineOptions } from './engine.js';
import { migrationsFor } from './migrations.js';
import type { AuditDatabase } from './schema.js';
import { describePlace, type StorePlace } from './store-place.js';

/** A store that is open, its tables and views as this version knows them. */
export interface AuditStore {
  readonly db: Kysely<AuditDatabase>;
  readonly engine: Engine;
  /** Where it is, for messages. */
  readonly where: string;
  close(): Promise<void>;
}

/**
 * Opens the store of a trail, and makes it where it is not there yet.
 *
 * @throws HookError `AUDIT_STORE_NEWER` for one that a later version has changed; what the database throws comes as it is
 */
export async function openStore(place: StorePlace, options: EngineOptions): Promise<AuditStore> {
  const engine = await engineOf(place);
  const db = new Kysely<AuditDatabase>({ dialect: await engine.dialect(place.address, options) });
  const where = describePlace(place);
  try {
    await bringUpToDate(db, engine, where);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { db, engine, where, close: () => db.destroy() };
}

/** What differs in the database of a store. */
export async function engineOf({ engine }: StorePlace): Promise<Engine> {
  return (engine === 'sqlite' ? await import('./sqlite/engine.js') : await import('./postgres/engine.js')).engine;
}

const TABLE = 'audit_migrations';

async function bringUpToDate(db: Kysely<AuditDatabase>, engine: Engine, where: string): Promise<void> {
  const migrations = migrationsFor(engine);
  const known = Object.keys(migrations);
  const done = await doneIn(db);
  const later = done.filter((name) => !known.includes(name));
  if (later.length > 0) {
    const message = `The audit store ${where} was changed by a later version of @pintle/plugin-audit (${later.join(', ')}).`;
    throw new HookError<string>('AUDIT_STORE_NEWER', message, { hint: 'Update @pintle/plugin-audit in this project.' });
  }
  if (done.length === known.length) return;
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableName: TABLE,
    migrationLockTableName: 'audit_migrations_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new TypeError(messageOf(error));
}

/** The steps that a store has taken. Asking does not need the right to make tables. */
async function doneIn(db: Kysely<AuditDatabase>): Promise<readonly string[]> {
  try {
    const rows = await (db as unknown as Kysely<{ [TABLE]: { name: string } }>)
      .selectFrom(TABLE)
      .select('name')
      .execute();
    return rows.map(({ name }) => name);
  } catch {
    // There is no such table yet, or no store at all: making it will tell.
    return [];
  }
}
