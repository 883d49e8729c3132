import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from './engine.js';
import { nodeAudit, runAudit } from './views.js';

/** The steps by which a store has become what it is, by name. Steps that were released never change. */
export function migrationsFor(engine: Engine): Readonly<Record<string, Migration>> {
  return {
    '0001_trail': { up: (db: Kysely<unknown>) => createTrail(db, engine) },
    '0002_content_hash_plugin_version': { up: addHashAndVersion },
    '0003_runs_tried_again': { up: (db: Kysely<unknown>) => renewRunAudit(db, engine) },
  };
}

async function createTrail(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('audit_rows')
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('strand', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .addColumn('run_attempt', 'integer', (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('time', 'text')
    .addColumn('pipeline', 'text')
    .addColumn('env', 'text')
    .addColumn('node', 'text')
    .addColumn('attempt', 'integer')
    .addColumn('dataset', 'text')
    .addColumn('version', 'text')
    .addColumn('hook', 'text')
    .addColumn('plugin', 'text')
    .addColumn('implementation', 'text')
    .addColumn('status', 'text')
    .addColumn('reason', 'text')
    .addColumn('nodes', 'integer')
    .addColumn('rows', 'bigint')
    .addColumn('duration_ms', 'double precision')
    .addColumn('error', 'text')
    .addColumn('record', 'text', (column) => column.notNull())
    .addColumn('previous', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_rows_place', ['run_id', 'strand', 'position'])
    .execute();
  await schema.createIndex('audit_rows_event').on('audit_rows').columns(['event', 'run_id', 'run_attempt']).execute();
  await schema
    .createTable('audit_heads')
    .addColumn('run_id', 'text', (column) => column.primaryKey())
    .addColumn('head', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('mac', 'text')
    .addColumn('key_id', 'text')
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('audit_leases')
    .addColumn('run_id', 'text', (column) => column.primaryKey())
    .addColumn('run_attempt', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute();
  await nodeAudit(engine).execute(db);
  await runAudit(engine).execute(db);
}

async function addHashAndVersion({ schema }: Kysely<unknown>): Promise<void> {
  for (const column of ['content_hash', 'plugin_version'])
    await schema.alterTable('audit_rows').addColumn(column, 'text').execute();
}

async function renewRunAudit(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await db.schema.dropView('run_audit').execute();
  await runAudit(engine).execute(db);
}
