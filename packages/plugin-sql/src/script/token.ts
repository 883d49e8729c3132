/** What a token of SQL is. `value` is where a template put a value. */
export type TokenKind = 'space' | 'comment' | 'word' | 'number' | 'string' | 'identifier' | 'value' | 'symbol';

/** One token of a script; offsets in UTF-16 units, the end excluded. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** Whether it is a string, identifier or comment that the script ends in. */
  readonly isOpen: boolean;
}

/** Stands for a value of a template in a script that is not written out yet. No engine takes it in SQL text. */
export const VALUE = '\0';

const SPACE = /[ \t\n\r\f\v]+/y;
const LINE_COMMENT = /--[^\n\r]*/y;
const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /[0-9]+/y;
const DOLLAR_QUOTE = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
/** Between two parts of one string constant there is a newline, perhaps with comments. */
const CONTINUATION = /(?:[ \t\f\v]|--[^\n\r]*)*[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*[\n\r])*'/y;

/**
 * The tokens of a script, as the scanner of Postgres cuts them, which DuckDB has inherited: strings with doubled quotes, `E''`
 * with backslashes, dollar quotes, quoted identifiers, and comments, which nest.
 */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  for (let start = 0; start < sql.length; ) {
    const token = tokenAt(sql, start, tokens.at(-1));
    tokens.push(token);
    start = token.end;
  }
  return tokens;
}

function tokenAt(sql: string, start: number, before: Token | undefined): Token {
  const token = (kind: TokenKind, end: number | undefined): Token => ({
    kind,
    start,
    end: end ?? sql.length,
    isOpen: end === undefined,
  });
  const char = sql[start];
  if (char === VALUE) return token('value', start + 1);
  if (char === "'") return token('string', stringEnd(sql, start + 1, isEscaping(sql, before, start)));
  if (char === '"') return token('identifier', quotedEnd(sql, start + 1, '"'));
  if (char === '-' && sql[start + 1] === '-') return token('comment', match(LINE_COMMENT, sql, start));
  if (char === '/' && sql[start + 1] === '*') return token('comment', commentEnd(sql, start));
  if (char === '$') {
    const open = match(DOLLAR_QUOTE, sql, start);
    if (open !== undefined) return token('string', dollarEnd(sql, start, open));
  }
  const space = match(SPACE, sql, start);
  if (space !== undefined) return token('space', space);
  const word = match(WORD, sql, start);
  if (word !== undefined) return token('word', word);
  return token(match(NUMBER, sql, start) === undefined ? 'symbol' : 'number', match(NUMBER, sql, start) ?? start + 1);
}

/** Whether a quote at `start` opens a string in which backslashes escape. */
function isEscaping(sql: string, before: Token | undefined, start: number): boolean {
  return before?.kind === 'word' && before.end === start && /^e$/i.test(sql.slice(before.start, before.end));
}

function stringEnd(sql: string, from: number, escapes: boolean): number | undefined {
  if (!escapes) return quotedEnd(sql, from, "'");
  for (let index = from; index < sql.length; index++) {
    const char = sql[index];
    if (char === '\\') index++;
    else if (char === "'") {
      if (sql[index + 1] === "'") index++;
      else {
        const next = match(CONTINUATION, sql, index + 1);
        if (next === undefined) return index + 1;
        index = next - 1;
      }
    }
  }
  return undefined;
}

function quotedEnd(sql: string, from: number, quote: string): number | undefined {
  for (let index = sql.indexOf(quote, from); index >= 0; index = sql.indexOf(quote, index + 2)) {
    if (sql[index + 1] !== quote) return index + 1;
  }
  return undefined;
}

function dollarEnd(sql: string, start: number, open: number): number | undefined {
  const tag = sql.slice(start, open);
  const close = sql.indexOf(tag, open);
  return close < 0 ? undefined : close + tag.length;
}

function commentEnd(sql: string, start: number): number | undefined {
  let depth = 0;
  for (let index = start; index < sql.length - 1; index++) {
    const pair = sql.slice(index, index + 2);
    if (pair === '/*') depth++;
    else if (pair === '*/') depth--;
    else continue;
    index++;
    if (depth === 0) return index + 1;
  }
  return undefined;
}

function match(pattern: RegExp, sql: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(sql) ? pattern.lastIndex : undefined;
}
