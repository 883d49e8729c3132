const counts = new WeakMap<object, number>();

/** Notes how many rows a table in columns has, for {@link countRows}. */
export function noteRows<T extends object>(columns: T, rows: number): T {
  counts.set(columns, rows);
  return columns;
}

/** The number of rows of a table that was loaded or saved; `undefined` for anything else. Costs nothing. */
export function countRows(data: unknown): number | undefined {
  if (Array.isArray(data)) return data.length;
  return typeof data === 'object' && data !== null ? counts.get(data) : undefined;
}
