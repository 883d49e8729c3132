import { fault } from '../fault.js';
import type { Statement } from '../script/script.js';
import { type Connection, StatementFault, type StatementOptions, type StatementResult } from './engine.js';

/**
 * Runs a statement; what the engine refuses is told at the place where it is written.
 *
 * @param before - text of ours before it
 * @throws HookError `SQL_STATEMENT_FAILED`
 */
export async function runStatement(
  connection: Connection,
  statement: Statement,
  options: StatementOptions = {},
  before = '',
): Promise<StatementResult> {
  try {
    return await connection.run(before + statement.text, options);
  } catch (error) {
    throw error instanceof StatementFault ? placed(error, statement, before.length) : error;
  }
}

/** The coded error of a statement that an engine has refused. */
export function placed(error: StatementFault, { text, place }: Statement, before = 0): Error {
  const offset = Math.min(Math.max(0, (error.offset ?? before) - before), Math.max(0, text.length - 1));
  const kind = error.kind === undefined ? '' : ` (${error.kind})`;
  return fault('SQL_STATEMENT_FAILED', place(offset), `${error.message}${kind}`, {
    hint: error.hint ?? quotedHint(error.message),
    cause: error,
  });
}

/** A value that was meant as SQL is the likeliest reason of an error beside a string. */
function quotedHint(message: string): string | undefined {
  return /syntax error at or near "'/.test(message)
    ? 'Values are quoted. Names need | ident, and text that is SQL needs | raw.'
    : undefined;
}
