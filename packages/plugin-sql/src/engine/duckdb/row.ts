import type { Row } from '../engine.js';

/** A row of values as plain data: whole numbers as `number` where that is exact. */
export function plainRow(names: readonly string[], values: readonly unknown[]): Row {
  return Object.fromEntries(names.map((name, index) => [name, plainValue(values[index])]));
}

function plainValue(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
