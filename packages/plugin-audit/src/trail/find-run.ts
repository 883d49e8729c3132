import { HookError } from '@pintle/hookspecs';
import { type RawBuilder, sql } from 'kysely';
import type { AuditStore } from '../store/store.js';

/** What is the beginning of no id. */
const NOTHING = '?';

/** As many characters of a run's id as a name has, counted as databases do. */
function beginning(name: string): RawBuilder<string> {
  return sql<string>`substr(run_id, 1, ${sql.lit(Array.from(name).length)})`;
}

/**
 * The id of a run in a store.
 *
 * @param name - the run's id, the beginning of it, or `last`
 * @throws HookError `AUDIT_RUN_NOT_FOUND`, `AUDIT_RUN_AMBIGUOUS`
 */
export async function findRun({ db, where }: AuditStore, name: string): Promise<string> {
  const heads = db.selectFrom('audit_heads').select('run_id');
  const query =
    name === 'last'
      ? heads.orderBy('run_id', 'desc').limit(1)
      : // A run of this very name comes first.
        heads
          .where(beginning(name), '=', name || NOTHING)
          .orderBy('run_id')
          .limit(6);
  const ids = (await query.execute()).map(({ run_id }) => run_id);
  const [id] = ids;
  if (id === undefined) {
    const message =
      name === 'last' ? `There are no runs in ${where} yet.` : `No run in ${where} begins with "${name}".`;
    throw new HookError<string>('AUDIT_RUN_NOT_FOUND', message, { hint: 'See: pintle audit list, pintle audit sync.' });
  }
  if (ids.length === 1 || ids.includes(name)) return ids.includes(name) ? name : id;
  const some = ids.length === 6 ? 'several' : `${ids.length}`;
  throw new HookError<string>(
    'AUDIT_RUN_AMBIGUOUS',
    `"${name}" is the beginning of ${some} runs: ${ids.slice(0, 5).join(', ')}.`,
    {
      hint: 'Write more of the id.',
    },
  );
}
