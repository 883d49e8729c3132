import { fault } from '../fault.js';
import type { BuildRequest, BuildRunner } from './engine.js';

/** Where new rows stand ready, and where they go. */
export interface Staged {
  /** Both as they are written in SQL. */
  readonly stage: string;
  readonly target: string;
  identifier(name: string): string;
  columnsOf(table: string): Promise<readonly string[]>;
}

/**
 * Moves staged rows into a table, in place of rows of the same key.
 *
 * @returns rows that were added
 * @throws HookError `SQL_MODEL_INVALID` when the columns are not those of the table, or the key is not unique
 */
export async function addRows(
  runner: BuildRunner,
  { relation, uniqueKey }: BuildRequest,
  { stage, target, identifier, columnsOf }: Staged,
): Promise<number | undefined> {
  const [now, before] = [await columnsOf(stage), await columnsOf(target)];
  checkColumns(relation.name, now, before);
  checkKey(relation.name, uniqueKey, now);
  const key = uniqueKey.map((column) => identifier(column));
  if (key.length > 0) {
    const [twice] = await runner.query(
      `SELECT 1 AS twice FROM ${stage} GROUP BY ${key.join(', ')} HAVING count(*) > 1 LIMIT 1`,
    );
    if (twice !== undefined) {
      const message = `Model "${relation.name}": several new rows have the same unique_key (${uniqueKey.join(', ')}).`;
      throw fault('SQL_MODEL_INVALID', undefined, message, { hint: 'Let the select give one row a key.' });
    }
    const same = key.map((column) => `old.${column} IS NOT DISTINCT FROM new.${column}`).join(' AND ');
    await runner.run(`DELETE FROM ${target} AS old USING ${stage} AS new WHERE ${same}`);
  }
  const columns = now.map((column) => identifier(column)).join(', ');
  return (await runner.run(`INSERT INTO ${target} (${columns}) SELECT ${columns} FROM ${stage}`)).rowsAffected;
}

function checkColumns(model: string, now: readonly string[], before: readonly string[]): void {
  const added = now.filter((column) => !before.includes(column));
  const gone = before.filter((column) => !now.includes(column));
  if (added.length === 0 && gone.length === 0) return;
  const changes = [...added.map((column) => `+${column}`), ...gone.map((column) => `-${column}`)].join(', ');
  throw fault(
    'SQL_MODEL_INVALID',
    undefined,
    `Model "${model}" has other columns than its incremental table: ${changes}.`,
    {
      hint: 'Build it anew once, with --params full_refresh=true.',
    },
  );
}

function checkKey(model: string, key: readonly string[], columns: readonly string[]): void {
  const missing = key.find((column) => !columns.includes(column));
  if (missing === undefined) return;
  throw fault(
    'SQL_MODEL_INVALID',
    undefined,
    `Model "${model}" has no column "${missing}", which its unique_key names.`,
    {
      hint: `Columns: ${columns.join(', ')}.`,
    },
  );
}
