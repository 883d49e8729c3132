import { quoteIdentifier, type SqlValue, ValueFault } from '../../value.js';

/** Longer names are cut off in silence by the server, so that two might become one. */
const NAME_BYTES = 63;

/** Writes a value as a literal of Postgres. */
export function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  switch (typeof value) {
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    case 'bigint':
      return String(value);
    case 'number':
      return number(value);
    case 'string':
      return text(value);
    default:
      return value instanceof Date
        ? `TIMESTAMPTZ '${value.toISOString()}'`
        : `decode('${Buffer.from(value).toString('hex')}', 'hex')`;
  }
}

// E'' means the same whether standard_conforming_strings is on or off.
function text(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return value.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

function number(value: number): string {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  return `'${Object.is(value, -0) ? '-0' : value}'::float8`;
}

/**
 * Writes a name, of one part or several.
 *
 * @throws ValueFault for an empty name, a null byte, a name of more than 63 bytes
 */
export function identifier(...parts: readonly string[]): string {
  return parts.map(one).join('.');
}

function one(name: string): string {
  if (Buffer.byteLength(name) > NAME_BYTES) {
    throw new ValueFault(
      `the name "${name}" is longer than ${NAME_BYTES} bytes, which is all that Postgres keeps.`,
      'Choose a shorter one.',
    );
  }
  return quoteIdentifier(name);
}
