import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';

/** One row of the audit table: a task, or the flow itself, came into a state. */
export interface AuditRow {
  readonly runId: string;
  readonly label: string;
  readonly name: string;
  readonly state: string;
  readonly attempt: number;
  readonly message: string | null;
}

const CREATE = `create table if not exists task_audit (
  run_id text not null, written_at timestamp not null default current_timestamp, label text not null,
  name text not null, state text not null, attempt integer not null, message text)`;

const INSERT = `insert into task_audit (run_id, label, name, state, attempt, message)
  values ($runId, $label, $name, $state, $attempt, $message)`;

/** Writes rows into the table `task_audit` of a DuckDB file. Opened for each row: hooks hold nothing open between tasks. */
export async function writeAudit(file: string, row: AuditRow): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const instance = await open(file);
  const connection = await instance.connect();
  try {
    await connection.run(CREATE);
    await connection.run(INSERT, { ...row });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** One process at a time can have the file open: others wait until it is closed. */
async function open(file: string): Promise<DuckDBInstance> {
  for (;;) {
    try {
      return await DuckDBInstance.fromCache(file);
    } catch (error) {
      if (!String(error).includes('Could not set lock on file')) throw error;
      await setTimeout(20);
    }
  }
}
