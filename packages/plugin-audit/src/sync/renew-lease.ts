import type { Kysely } from 'kysely';
import type { RunHead } from '../chain/head.js';
import type { RunFolder } from '../run-log/folder.js';
import { leaseOf } from '../run-log/lease.js';
import type { Engine } from '../store/engine.js';
import type { AuditDatabase } from '../store/schema.js';

/** Tells the store until when the process of a run is believed to live: not at all when the run has ended, or its process. */
export async function renewLease(
  db: Kysely<AuditDatabase>,
  { clock }: Engine,
  folder: RunFolder,
  { runId, attempt, closed }: RunHead,
): Promise<void> {
  const lease = leaseOf(folder);
  // The run is another machine's: its process says how it is.
  if (lease === undefined) return;
  if (closed || !lease.isHeld) {
    await db.deleteFrom('audit_leases').where('run_id', '=', runId).execute();
    return;
  }
  const until = { run_attempt: attempt, expires_at: clock(lease.leaseMs) };
  await db
    .insertInto('audit_leases')
    .values({ run_id: runId, ...until })
    .onConflict((conflict) => conflict.column('run_id').doUpdateSet(until))
    .execute();
}
