import { didYouMean } from '@pintle/core';
import { isPlain } from '../config/plain.js';
import { fault } from './fault.js';

const PLACEHOLDER = /\{([A-Za-z_]\w*)\}/g;

/** A name in the catalog that stands for many: `{city}_weather`. */
export interface NamePattern {
  readonly pattern: string;
  /** What each placeholder stands for in a name, `undefined` when the name does not match. */
  match(name: string): Readonly<Record<string, string>> | undefined;
}

/** Whether a catalog name is a pattern. */
export function isPattern(name: string): boolean {
  return name.search(PLACEHOLDER) !== -1;
}

/** A placeholder stands for one or more characters, as few as possible; the same placeholder twice for the same text. */
export function parsePattern(pattern: string): NamePattern {
  const seen = new Set<string>();
  const source = pattern.split(PLACEHOLDER).map((part, index) => {
    if (index % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    if (seen.has(part)) return `\\k<${part}>`;
    seen.add(part);
    return `(?<${part}>.+?)`;
  });
  const expression = new RegExp(`^${source.join('')}$`, 's');
  return { pattern, match: (name) => expression.exec(name)?.groups };
}

/**
 * Patterns in the order in which they are tried, as in Kedro: most literal characters first, then most placeholders, then
 * by the alphabet.
 *
 * @throws HookError `DATASET_PATTERN_INVALID` when two of them match every name
 */
export function bySpecificity(patterns: readonly NamePattern[]): readonly NamePattern[] {
  const [first, second] = patterns.filter(({ pattern }) => literals(pattern) === 0);
  if (first !== undefined && second !== undefined) {
    throw fault(
      'DATASET_PATTERN_INVALID',
      `The catalog has two patterns that match every name, "${first.pattern}" and "${second.pattern}".`,
      { hint: 'Keep one of them.' },
    );
  }
  return patterns.toSorted(
    (a, b) =>
      literals(b.pattern) - literals(a.pattern) ||
      placeholders(b.pattern).length - placeholders(a.pattern).length ||
      (a.pattern < b.pattern ? -1 : 1),
  );
}

/**
 * The entry of a pattern for one name: placeholders in its texts replaced by what they stand for.
 *
 * @throws HookError `DATASET_PATTERN_INVALID` for a placeholder that the pattern does not have
 */
export function fillPlaceholders(entry: unknown, values: Readonly<Record<string, string>>, pattern: string): unknown {
  if (typeof entry === 'string') {
    return entry.replace(PLACEHOLDER, (written, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value !== undefined) return value;
      throw fault('DATASET_PATTERN_INVALID', `The entry "${pattern}" uses ${written}, which is not in its name.`, {
        hint: didYouMean(name, Object.keys(values)),
      });
    });
  }
  if (Array.isArray(entry)) return entry.map((item) => fillPlaceholders(item, values, pattern));
  if (!isPlain(entry)) return entry;
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [key, fillPlaceholders(value, values, pattern)]),
  );
}

function literals(pattern: string): number {
  return pattern.replace(PLACEHOLDER, '').length;
}

function placeholders(pattern: string): readonly string[] {
  return pattern.match(PLACEHOLDER) ?? [];
}
