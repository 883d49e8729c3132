import { fault } from './fault.js';
import type { Place } from './place.js';

/** A value as SQL can have it: what engines write as literals. */
export type SqlValue = null | boolean | bigint | number | string | Date | Uint8Array;

/** What cannot be a value, in words; the place is added by whoever knows it. */
export class ValueFault extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }

  /** The coded error. */
  at(place: Place | undefined): Error {
    return fault('SQL_VALUE_INVALID', place, this.message, { hint: this.hint, cause: this });
  }
}

/**
 * Any value as an {@link SqlValue}: lists and plain objects become compact JSON with sorted keys.
 *
 * @throws ValueFault for what SQL or JSON cannot hold: functions, text with a null byte, NaN inside of JSON, …
 */
export function toSqlValue(value: unknown): SqlValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint' || typeof value === 'number')
    return value;
  if (typeof value === 'string') return checkText(value);
  if (value instanceof Date) return checkDate(value);
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'object') return checkText(toJson(value));
  if (value === undefined) throw new ValueFault('the value is undefined.', 'NULL is written as none.');
  throw new ValueFault(`a ${typeof value} is no value.`);
}

/** @throws ValueFault */
function checkText(text: string): string {
  if (text.includes('\0'))
    throw new ValueFault('the text holds a null byte, which databases do not keep.', 'Remove it, or pass bytes.');
  if (!text.isWellFormed()) throw new ValueFault('the text holds half of a surrogate pair, which is no character.');
  return text;
}

function checkDate(date: Date): Date {
  const year = date.getUTCFullYear();
  if (year >= 1 && year <= 9999) return date;
  throw new ValueFault(
    Number.isNaN(year) ? 'the date is invalid.' : `the year ${year} of the date is not between 1 and 9999.`,
  );
}

function toJson(value: object): string {
  return JSON.stringify(plain(value, []));
}

function plain(value: unknown, path: readonly object[]): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    throw new ValueFault(`${value} inside of a list or object cannot be written as JSON.`);
  }
  if (typeof value !== 'object')
    throw new ValueFault(`a ${typeof value} inside of a list or object cannot be written as JSON.`);
  if (path.includes(value)) throw new ValueFault('the value contains itself.');
  if (value instanceof Date) return checkDate(value).toISOString();
  const inside = [...path, value];
  if (Array.isArray(value)) return value.map((item: unknown) => plain(item, inside));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new ValueFault(`a ${value.constructor.name} cannot be written as JSON.`, 'Pass plain objects and lists.');
  }
  const keys = Object.keys(value).filter((key) => (value as Record<string, unknown>)[key] !== undefined);
  // Own properties only by definition: a key "__proto__" must stay a key.
  const sorted: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of keys.sort()) sorted[key] = plain((value as Record<string, unknown>)[key], inside);
  return sorted;
}

/** An identifier between double quotes, as both engines write it. */
export function quoteIdentifier(name: string): string {
  if (name === '') throw new ValueFault('an identifier cannot be empty.');
  return `"${checkText(name).replaceAll('"', '""')}"`;
}
