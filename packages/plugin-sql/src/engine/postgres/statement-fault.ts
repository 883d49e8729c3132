import { StatementFault } from '../engine.js';

/** What Postgres says in an error. */
interface ServerError {
  readonly message: string;
  readonly code?: string;
  readonly position?: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** What the server says, its position turned from characters into UTF-16 units. */
export function statementFault(error: unknown, sql: string): StatementFault {
  const { message, code, position, detail, hint } = error as ServerError;
  const said = detail === undefined ? message : `${message}: ${detail}`;
  return new StatementFault(said, {
    kind: code,
    offset: position === undefined ? undefined : unitsOf(sql, Number(position) - 1),
    hint,
    cause: error,
  });
}

function unitsOf(sql: string, characters: number): number {
  let units = 0;
  for (const character of sql) {
    if (characters-- <= 0) break;
    units += character.length;
  }
  return units;
}
