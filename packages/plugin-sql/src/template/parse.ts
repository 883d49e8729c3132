import { fault } from '../fault.js';
import type { SourceText } from '../source/source-text.js';
import { type AstList, lexer, parser } from './nunjucks.js';

/**
 * Parses a template: Jinja's language as nunjucks reads it, trailing commas included.
 *
 * @throws HookError `SQL_TEMPLATE_INVALID`
 */
export function parseTemplate(source: SourceText): AstList {
  try {
    return parser.parse(withoutTrailingCommas(source), [], {});
  } catch (error) {
    const { message, lineno, colno } = error as {
      readonly message: string;
      readonly lineno?: number;
      readonly colno?: number;
    };
    const offset = lineno === undefined ? lastTag(source.text) : source.offset(lineno - 1, (colno ?? 1) - 1);
    throw fault('SQL_TEMPLATE_INVALID', source.at(offset), `the template cannot be read: ${message}.`, {
      cause: error,
    });
  }
}

/** Where the tag is that was not closed. */
function lastTag(text: string): number {
  return Math.max(0, text.lastIndexOf('{{'), text.lastIndexOf('{%'));
}

/** Jinja allows `f(a, b,)`, nunjucks does not: such commas are blanked, and everything stays where it is. */
function withoutTrailingCommas(source: SourceText): string {
  const text = source.text.split('');
  const tokens = lexer.lex(source.text, {});
  let comma: number | undefined;
  for (let token = tokens.nextToken(); token !== null; token = tokens.nextToken()) {
    if (token.type === 'comma') comma = source.offset(token.lineno, token.colno);
    else if (token.type !== 'whitespace') {
      if (comma !== undefined && token.type.startsWith('right-')) text[comma] = ' ';
      comma = undefined;
    }
  }
  return text.join('');
}
