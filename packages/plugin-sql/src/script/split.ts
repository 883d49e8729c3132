import { type Token, tokenize } from './token.js';

/** Where one statement of a script is, without the spaces and comments around it and without its semicolon. */
export interface StatementSpan {
  readonly start: number;
  readonly end: number;
}

/** Splits a script into its statements; empty ones are left out. */
export function splitScript(sql: string, tokens: readonly Token[] = tokenize(sql)): StatementSpan[] {
  const statements: StatementSpan[] = [];
  const nesting = new Nesting();
  let start: number | undefined;
  let end = 0;
  const close = (): void => {
    if (start !== undefined) statements.push({ start, end });
    start = undefined;
    nesting.reset();
  };
  for (const token of tokens) {
    if (token.kind === 'space' || token.kind === 'comment') continue;
    const text = sql.slice(token.start, token.end);
    if (text === ';' && nesting.isOutside) close();
    else {
      nesting.see(token, text);
      start ??= token.start;
      end = token.end;
    }
  }
  close();
  return statements;
}

/**
 * Where a semicolon does not end a statement: in parentheses (`CREATE RULE`), and between `BEGIN` and `END` in the body of
 * a function or procedure. By the rules of psql.
 */
class Nesting {
  #parentheses = 0;
  #blocks = 0;
  readonly #firstWords: string[] = [];

  get isOutside(): boolean {
    return this.#parentheses === 0 && this.#blocks === 0;
  }

  reset(): void {
    this.#parentheses = 0;
    this.#blocks = 0;
    this.#firstWords.length = 0;
  }

  see(token: Token, text: string): void {
    if (text === '(') this.#parentheses++;
    else if (text === ')') this.#parentheses = Math.max(0, this.#parentheses - 1);
    else if (token.kind === 'word') this.#seeWord(text.toLowerCase());
  }

  #seeWord(word: string): void {
    if (this.#firstWords.length < 4) this.#firstWords.push(word);
    if (this.#parentheses > 0 || !this.#isRoutine()) return;
    if (word === 'begin' || (word === 'case' && this.#blocks > 0)) this.#blocks++;
    else if (word === 'end' && this.#blocks > 0) this.#blocks--;
  }

  #isRoutine(): boolean {
    const [first, second, third, fourth] = this.#firstWords;
    const what = second === 'or' && third === 'replace' ? fourth : second;
    return first === 'create' && (what === 'function' || what === 'procedure');
  }
}
