import { didYouMean } from '@pintle/core';
import type { OutcomeStatus } from '../domain/outcome.js';
import type { SelectExpression, SelectInput, SelectMethod, SelectTerm, SelectWord } from './expression.js';
import { SelectError } from './select-error.js';

const METHODS: readonly SelectMethod[] = ['node', 'tag', 'kind', 'pipeline', 'namespace', 'dataset', 'result'];

// A record, so that the compiler notices a status that is missing here.
const STATUSES: Readonly<Record<OutcomeStatus, true>> = {
  success: true,
  error: true,
  retrying: true,
  skipped: true,
  cached: true,
  cancelled: true,
  timed_out: true,
  crashed: true,
};

/**
 * Parses a selector. Lists are flattened: every string in them must hold. An empty list selects everything.
 *
 * - words are separated by spaces, and ALL must hold; commas inside a word mean ANY
 * - `!x` negates one alternative: `!a,b` is "not a, or b"
 * - `orders_*` is a glob on the node's name (`*`, `?`, `[a-z]`), also written `node:orders_*`; `dataset:raw*` is one on the
 *   datasets that the node reads or writes
 * - `tag:x`, `kind:sql`, `pipeline:x`, `namespace:x` (and what is inside of it) and `result:error` (last run) are exact
 * - `+x` adds all ancestors of what `x` selects, `x+` all descendants, `2+x` and `x+2` so many levels
 *
 * @throws SelectError `SELECT_INVALID` with the position and a hint
 */
export function parseSelect(input: SelectInput): SelectExpression {
  const sources = flatten(input);
  return { source: sources.join(' '), words: sources.flatMap(parseWords) };
}

function flatten(input: unknown): string[] {
  if (typeof input === 'string') return [input];
  if (Array.isArray(input)) return input.flatMap(flatten);
  throw new SelectError(
    String(input),
    1,
    `expected a string or a list of strings, got ${typeof input}`,
    "Write 'tag:mart'.",
  );
}

function parseWords(source: string): SelectWord[] {
  const words = [...source.matchAll(/\S+/g)];
  if (words.length === 0) throw new SelectError(source, 1, 'it is empty', 'Leave it out to select everything.');
  return words.map(({ 0: text, index }) => ({ text, terms: parseTerms(text, index + 1, source) }));
}

function parseTerms(word: string, position: number, source: string): SelectTerm[] {
  let at = position;
  return word.split(',').map((text) => {
    const start = at;
    at += text.length + 1;
    if (text === '') {
      throw new SelectError(
        source,
        start,
        'there is nothing beside a comma',
        'Commas join alternatives without spaces: a,b.',
      );
    }
    return parseTerm(text, start, source);
  });
}

function parseTerm(text: string, position: number, source: string): SelectTerm {
  const negated = text.startsWith('!');
  const up = /^(\d*)\+/.exec(negated ? text.slice(1) : text);
  const start = (negated ? 1 : 0) + (up?.[0].length ?? 0);
  const down = /\+(\d*)$/.exec(text.slice(start));
  const core = down === null ? text.slice(start) : text.slice(start, start + down.index);
  const at = position + start;
  if (core === '') {
    throw new SelectError(
      source,
      at,
      `"${text}" selects nothing`,
      'Write what it is about: !tag:mart, +orders, orders+.',
    );
  }
  if (core.startsWith('!') || core.startsWith('+') || core.endsWith('+')) {
    throw new SelectError(
      source,
      at,
      `"${text}" has a sign too many`,
      'At most one "!", then at most one "+" on each side.',
    );
  }
  const { method, value } = parseMatcher(core, at, source);
  return {
    text,
    position,
    negated,
    ancestors: levels(up, position + (negated ? 1 : 0), source),
    descendants: levels(down, at + core.length + 1, source),
    method,
    value,
  };
}

function levels(sign: RegExpExecArray | null, position: number, source: string): number {
  if (sign === null) return 0;
  const digits = sign[1] ?? '';
  if (digits === '') return Number.POSITIVE_INFINITY;
  if (/^0+$/.test(digits)) throw new SelectError(source, position, '0 levels add nothing', 'Leave the "0+" out.');
  return Number(digits);
}

function parseMatcher(core: string, position: number, source: string): Pick<SelectTerm, 'method' | 'value'> {
  const colon = core.indexOf(':');
  if (colon === -1) return { method: 'node', value: checkGlob(core, position, source) };
  const name = core.slice(0, colon);
  const value = core.slice(colon + 1);
  const method = METHODS.find((known) => known === name);
  if (method === undefined) {
    const near = didYouMean(name, METHODS);
    const hint = `${near ?? `There are ${METHODS.map((known) => `${known}:`).join(', ')}.`} For a node of that name write "node:${core}".`;
    throw new SelectError(source, position, `"${name}:" is not known`, hint);
  }
  const valueAt = position + colon + 1;
  if (value === '') throw new SelectError(source, valueAt, `"${method}:" has no value`, `Write ${method}:name.`);
  if (method === 'result' && !Object.hasOwn(STATUSES, value)) {
    const hint = didYouMean(value, Object.keys(STATUSES)) ?? `There are ${Object.keys(STATUSES).join(', ')}.`;
    throw new SelectError(source, valueAt, `"${value}" is no outcome`, hint);
  }
  return { method, value: method === 'node' || method === 'dataset' ? checkGlob(value, valueAt, source) : value };
}

function checkGlob(glob: string, position: number, source: string): string {
  const odd = /[^\p{L}\p{N}_\-.:@*?[\]!^]/u.exec(glob);
  if (odd !== null) {
    const fault = `the character "${odd[0]}" cannot be in a name`;
    const hint = 'Spaces mean ALL, commas ANY, "!" NOT; globs know *, ? and [a-z]. There are no parentheses.';
    throw new SelectError(source, position + odd.index, fault, hint);
  }
  const rest = glob.replaceAll(/\[[!^]?[^[\]]+\]/g, (set) => '_'.repeat(set.length));
  const bracket = /[[\]]/.exec(rest);
  if (bracket !== null) {
    throw new SelectError(
      source,
      position + bracket.index,
      'a bracket has no partner',
      'Sets are written [abc] or [a-z].',
    );
  }
  return glob;
}
