import { quoteIdentifier, type SqlValue, ValueFault } from '../../value.js';

const HUGE_MAX = 2n ** 127n - 1n;

/**
 * Writes a value as a literal of DuckDB.
 *
 * @throws ValueFault for what DuckDB has no literal for
 */
export function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  switch (typeof value) {
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    case 'bigint':
      if (value > HUGE_MAX || value < -HUGE_MAX)
        throw new ValueFault(`${value} is outside of what a HUGEINT of DuckDB holds.`);
      return String(value);
    case 'number':
      return number(value);
    case 'string':
      return `'${value.replaceAll("'", "''")}'`;
    default:
      return value instanceof Date
        ? `TIMESTAMPTZ '${value.toISOString()}'`
        : `from_hex('${Buffer.from(value).toString('hex')}')`;
  }
}

function number(value: number): string {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  return `'${Object.is(value, -0) ? '-0.0' : String(value).replace('Infinity', 'inf')}'::DOUBLE`;
}

/**
 * Writes a name, of one part or several.
 *
 * @throws ValueFault for an empty name, a null byte
 */
export function identifier(...parts: readonly string[]): string {
  return parts.map(quoteIdentifier).join('.');
}
