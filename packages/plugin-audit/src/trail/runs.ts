import type { AuditStore } from '../store/store.js';

/** The ids of all runs that a store has anything of, oldest first. */
export async function runsOf({ db }: Pick<AuditStore, 'db'>): Promise<readonly string[]> {
  const heads = db.selectFrom('audit_heads').select('run_id');
  const rows = db.selectFrom('audit_rows').select('run_id');
  const ids = await heads.union(rows).execute();
  return ids.map(({ run_id }) => run_id).sort();
}
