import type { AuditRow } from '../store/schema.js';
import type { AuditStore } from '../store/store.js';

/** Rows that are read at a time. */
const PAGE = 1000;

/** The rows of one strand of a run, in order of position. */
export async function* rowsOf({ db }: Pick<AuditStore, 'db'>, runId: string, strand: string): AsyncGenerator<AuditRow> {
  for (let after = 0; ; ) {
    const page = await db
      .selectFrom('audit_rows')
      .selectAll()
      .where('run_id', '=', runId)
      .where('strand', '=', strand)
      .where('position', '>', after)
      .orderBy('position')
      .limit(PAGE)
      .execute();
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.position;
  }
}

/** The strands of a run that have rows: the run log, then the others by name. */
export async function strandsOf({ db }: Pick<AuditStore, 'db'>, runId: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('audit_rows').select('strand').distinct().where('run_id', '=', runId).execute();
  return inOrder(rows.map(({ strand }) => strand));
}

/** Strands in the order in which they are read: the run log, then the others by name. */
export function inOrder(strands: Iterable<string>): readonly string[] {
  const rank = (strand: string): string => (strand === 'log' ? '' : strand);
  return [...strands].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
