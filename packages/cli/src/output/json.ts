import { type ErrorFacts } from './error-facts.js';

/** A value as one JSON document for people and programs: indented for a person, on one line for a program. */
export function jsonDocument(value: unknown, isForPerson: boolean): string {
  return `${JSON.stringify(value, replacer, isForPerson ? 2 : undefined)}\n`;
}

/** A value as one line of NDJSON. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value, replacer)}\n`;
}

/** An error as data: what `--json` prints when a command could not do its work. */
export function errorData(facts: ErrorFacts): object {
  const { label, message, hint, origin, cause, errors } = facts;
  return {
    code: label,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...origin,
    ...(cause === undefined ? {} : { cause: errorData(cause) }),
    ...(errors.length === 0 ? {} : { errors: errors.map(errorData) }),
  };
}

function replacer(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Map) return Object.fromEntries(value);
  return value instanceof Set ? [...value] : value;
}
