import { StatementFault } from '../engine.js';

/** What DuckDB says in text, with the place that it points at by a line and a caret. */
export function statementFault(error: unknown, sql: string): StatementFault {
  const text = (error instanceof Error ? error.message : String(error)).replace(/^Failed to extract statements: /, '');
  const [said = text] = text.split(/\n\nLINE \d+:/, 1);
  const [, kind] = /^([A-Z][A-Za-z ]* Error): /.exec(said) ?? [];
  const [message = '', ...more] = (kind === undefined ? said : said.slice(kind.length + 2)).trim().split('\n');
  const hint = more.join(' ').trim();
  return new StatementFault(message, {
    kind,
    offset: offsetIn(text, sql),
    hint: hint === '' ? undefined : hint,
    cause: error,
  });
}

/** DuckDB shows long lines only in part, so the column is found by what is shown around the caret. */
function offsetIn(text: string, sql: string): number | undefined {
  const found = /\n\nLINE (\d+): (.*)\n( *)\^/.exec(text);
  if (found === null) return undefined;
  const [, number = '', shown = '', indent = ''] = found;
  const lines = sql.split('\n');
  const line = Number(number) - 1;
  const caret = indent.length - `LINE ${number}: `.length;
  const start = lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0);
  const isCut = shown.startsWith('...');
  const part = shown.replace(/^\.\.\./, '').replace(/\.\.\.$/, '');
  const within = isCut || shown.endsWith('...') ? (lines[line] ?? '').indexOf(part) : 0;
  if (within < 0 || caret < 0) return start;
  return start + within + caret - (isCut ? 3 : 0);
}
