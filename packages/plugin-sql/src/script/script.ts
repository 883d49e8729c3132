import { fault } from '../fault.js';
import type { Place } from '../place.js';
import { splitScript } from './split.js';
import { type Token, tokenize, VALUE } from './token.js';

/** A piece of a rendered template, in order. */
export type ScriptPart =
  /** Read together with what surrounds it. */
  | { readonly kind: 'text'; readonly text: string; place(offset: number): Place }
  /** One thing that nothing around it can change: a literal, a name. */
  | { readonly kind: 'whole'; readonly text: string; readonly expression?: string; place(offset: number): Place };

/** One statement, ready to be run. */
export interface Statement {
  readonly text: string;
  /** Where in the project an offset of the text is written. */
  place(offset: number): Place;
}

interface Piece {
  /** In the finished text. */
  readonly start: number;
  readonly part: ScriptPart;
  /** In the part. */
  readonly offset: number;
}

/**
 * A rendered script. Values stand in it as single tokens while it is cut into statements, so that nothing inside of a value
 * can end a statement, a string or a comment.
 */
export class Script {
  readonly statements: readonly Statement[];

  /** @throws HookError `SQL_TEMPLATE_INVALID` for a value between quotes, and for a string that is not closed */
  constructor(parts: readonly ScriptPart[]) {
    const outline = parts.map(({ kind, text }) => (kind === 'whole' ? VALUE : text)).join('');
    const starts = startsOf(parts);
    const tokens = tokenize(outline);
    for (const token of tokens) refuse(token, outline, parts, starts);
    this.statements = splitScript(outline, tokens).map(({ start, end }) =>
      writeOut(outline, start, end, parts, starts),
    );
  }
}

/** Where each part begins in the outline. */
function startsOf(parts: readonly ScriptPart[]): readonly number[] {
  let start = 0;
  return parts.map(({ kind, text }) => {
    const own = start;
    start += kind === 'whole' ? 1 : text.length;
    return own;
  });
}

function refuse(
  { kind, start, end, isOpen }: Token,
  outline: string,
  parts: readonly ScriptPart[],
  starts: readonly number[],
): void {
  if (kind !== 'string' && kind !== 'identifier' && !(kind === 'comment' && isOpen && outline[start] === '/')) return;
  const inside = outline.slice(start, end).indexOf(VALUE);
  if (inside >= 0 && kind !== 'comment') {
    const { part } = locate(start + inside, parts, starts);
    const expression = part.kind === 'whole' ? (part.expression ?? 'the value') : 'the value';
    const quotes = kind === 'string' ? 'a quoted string' : 'a quoted name';
    throw fault(
      'SQL_TEMPLATE_INVALID',
      part.place(0),
      `{{ ${expression} }} stands inside of ${quotes}, where it would be quoted twice.`,
      {
        hint:
          kind === 'string'
            ? 'Remove the quotes around it; join text with ~ or ||.'
            : `Write {{ ${expression} | ident }} without the quotes.`,
      },
    );
  }
  if (!isOpen) return;
  const { part, offset } = locate(start, parts, starts);
  throw fault(
    'SQL_TEMPLATE_INVALID',
    part.place(offset),
    `${kind === 'comment' ? 'a comment' : kind === 'string' ? 'a string' : 'a quoted name'} is not closed.`,
  );
}

function locate(
  at: number,
  parts: readonly ScriptPart[],
  starts: readonly number[],
): { readonly part: ScriptPart; readonly offset: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= at) low = middle;
    else high = middle - 1;
  }
  return { part: parts[low] as ScriptPart, offset: at - (starts[low] as number) };
}

function writeOut(
  outline: string,
  start: number,
  end: number,
  parts: readonly ScriptPart[],
  starts: readonly number[],
): Statement {
  const pieces: Piece[] = [];
  let text = '';
  const comments = tokenize(outline.slice(start, end)).filter(({ kind }) => kind === 'comment');
  const isComment = (at: number): boolean =>
    comments.some((token) => token.start <= at - start && at - start < token.end);
  for (let at = start; at < end; ) {
    const { part, offset } = locate(at, parts, starts);
    const length = part.kind === 'whole' ? 1 : Math.min(part.text.length - offset, end - at);
    const written =
      part.kind === 'text'
        ? part.text.slice(offset, offset + length)
        : isComment(at)
          ? '?'
          : apart(part.text, outline, at);
    pieces.push({ start: text.length, part, offset });
    text += written;
    at += length;
  }
  return { text, place: (offset) => placeOf(offset, pieces) };
}

/** A value never grows together with what stands beside it: `-{{ -1 }}` is no comment, `E{{ x }}` no escape string. */
function apart(text: string, outline: string, at: number): string {
  const isFree = (neighbour: string | undefined): boolean => neighbour === undefined || /[\s(),;=]/.test(neighbour);
  return `${isFree(outline[at - 1]) ? '' : ' '}${text}${isFree(outline[at + 1]) ? '' : ' '}`;
}

function placeOf(offset: number, pieces: readonly Piece[]): Place {
  const piece = pieces[
    Math.max(
      0,
      pieces.findLastIndex(({ start }) => start <= offset),
    )
  ] as Piece;
  return piece.part.place(piece.part.kind === 'text' ? piece.offset + offset - piece.start : 0);
}
