import { HookError } from '@pintle/hookspecs';
import type { AuditStore } from '../store/store.js';

/**
 * The id of a run in a store.
 *
 * @param name - the run's id, the beginning of it, or `last`
 * @throws HookError `AUDIT_RUN_NOT_FOUND`, `AUDIT_RUN_AMBIGUOUS`
 */
export async function findRun({ db, where }: AuditStore, name: string): Promise<string> {
  const heads = db.selectFrom('audit_heads').select('run_id').orderBy('run_id', 'desc').limit(6);
  // Ids are made of letters that need no escape; anything else finds nothing.
  const query =
    name === 'last' ? heads.limit(1) : heads.where('run_id', 'like', /^[\w-]+$/.test(name) ? `${name}%` : '');
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
