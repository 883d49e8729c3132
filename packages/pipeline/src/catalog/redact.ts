import { inspect } from 'node:util';

/** Blanks secrets in what is shown to people and written to logs. */
export interface Redactor {
  /** Knows no secret. */
  readonly isIdle: boolean;
  text(text: string): string;
  /** A copy of plain data with the texts in it blanked. */
  data(value: unknown): unknown;
  /** The error itself when it shows no secret; else a copy that holds nothing but its name, message, code, stack and causes. */
  error(error: unknown): unknown;
  /** Anything: itself when it shows no secret, else as `error` does, or as the text that shows it. */
  value(value: unknown): unknown;
}

const BLANK = '[redacted]';
/** Shorter texts are no secrets, and blanking them would make messages unreadable. */
const SHORTEST = 4;

/** A redactor of every text and number in a value, also as they appear inside URLs and JSON. */
export function createRedactor(...secrets: readonly unknown[]): Redactor {
  const words = new Set<string>();
  for (const secret of secrets) collect(secret, words);
  const ordered = [...words].sort((a, b) => b.length - a.length);
  const text = (shown: string): string => ordered.reduce((rest, word) => rest.replaceAll(word, BLANK), shown);
  const shows = (value: unknown): boolean => {
    const shown =
      typeof value === 'string' ? value : inspect(value, { depth: 8, maxStringLength: null, showHidden: true });
    return ordered.some((word) => shown.includes(word));
  };

  const data = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(data);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, data(inner)]));
  };

  const error = (thrown: unknown): unknown => {
    if (ordered.length === 0 || !shows(thrown)) return thrown;
    if (!(thrown instanceof Error)) return text(inspect(thrown));
    return copyError(thrown, text, error);
  };

  const value = (given: unknown): unknown => (typeof given === 'string' ? text(given) : error(given));

  return { isIdle: ordered.length === 0, text, data, error, value };
}

function copyError(thrown: Error, text: (shown: string) => string, error: (cause: unknown) => unknown): Error {
  const message = text(thrown.message);
  const options = thrown.cause === undefined ? undefined : { cause: error(thrown.cause) };
  const copy =
    thrown instanceof AggregateError
      ? new AggregateError(thrown.errors.map(error), message, options)
      : new Error(message, options);
  const define = (key: string, value: unknown): void => {
    Object.defineProperty(copy, key, { value, writable: true, configurable: true });
  };
  define('name', thrown.name);
  if (thrown.stack !== undefined) define('stack', text(thrown.stack));
  if ('code' in thrown && typeof thrown.code === 'string') define('code', text(thrown.code));
  return copy;
}

function collect(secret: unknown, words: Set<string>): void {
  if (typeof secret === 'object' && secret !== null) {
    for (const inner of Object.values(secret)) collect(inner, words);
  } else if (typeof secret === 'string' || typeof secret === 'number' || typeof secret === 'bigint') {
    const word = String(secret);
    if (word.length < SHORTEST) return;
    for (const form of [word, encodeURIComponent(word), JSON.stringify(word).slice(1, -1)]) words.add(form);
  }
}
