import * as v from 'valibot';
import { fault } from '../fault.js';
import { kindOf } from '../table.js';

/** What the cells of a CSV column can be read as. */
export const cellTypes = v.picklist(['string', 'number', 'boolean', 'date']);
/** What the cells of a CSV column can be read as. */
export type CellType = v.InferOutput<typeof cellTypes>;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^NaN$|^[+-]?Infinity$/;
/** Numbers as programs write them: what text like `007` would lose by becoming a number is kept. */
const CANONICAL_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?$/;

const PARSE: Readonly<Record<Exclude<CellType, 'string'>, (text: string) => unknown>> = {
  number: (text) => (NUMBER.test(text) ? Number(text) : undefined),
  boolean: (text) => ({ true: true, false: false })[text.toLowerCase()],
  date: parseDate,
};

/**
 * Reads the cells of a column as one type; empty cells become null, but for text.
 *
 * @throws HookError `DATASET_LOAD_FAILED` naming the first cell that is something else
 */
export function parseCells(cells: readonly string[], type: CellType, name: string): readonly unknown[] {
  if (type === 'string') return cells;
  const parse = PARSE[type];
  return cells.map((cell, row) => {
    const text = cell.trim();
    if (text === '') return null;
    const value = parse(text);
    if (value !== undefined) return value;
    throw fault('DATASET_LOAD_FAILED', `row ${row + 1}, column "${name}": "${text.slice(0, 40)}" is no ${type}.`, {
      hint: type === 'date' ? 'Dates are written 2026-01-31 or 2026-01-31T12:00:00Z.' : undefined,
    });
  });
}

/** Reads a column as numbers or booleans when every cell that is not empty is one and nothing is lost; else it stays text. */
export function inferCells(cells: readonly string[]): readonly unknown[] {
  const filled = cells.filter((cell) => cell !== '');
  if (filled.length === 0) return cells;
  if (filled.every(isLosslessNumber)) return cells.map((cell) => (cell === '' ? null : Number(cell)));
  if (filled.every((cell) => cell === 'true' || cell === 'false'))
    return cells.map((cell) => (cell === '' ? null : cell === 'true'));
  return cells;
}

/**
 * Writes one value as the text of a cell: nothing and null as an empty one, dates as ISO 8601.
 *
 * @throws HookError `DATASET_SAVE_FAILED` for lists and objects
 */
export function printCell(value: unknown, name: string, row: number): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  throw fault(
    'DATASET_SAVE_FAILED',
    `row ${row + 1}, column "${name}" is ${kindOf(value)}, which a CSV cell cannot hold.`,
    {
      hint: 'Save plain columns, or use jsonl or parquet.',
    },
  );
}

function isLosslessNumber(cell: string): boolean {
  if (!CANONICAL_NUMBER.test(cell)) return false;
  const value = Number(cell);
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

/** Without an offset a time is UTC, so that no result depends on where it is computed. */
function parseDate(text: string): Date | undefined {
  const [, day, time = '00:00', offset = 'Z'] = DATE.exec(text) ?? [];
  if (day === undefined) return undefined;
  const midnight = new Date(`${day}T00:00:00Z`);
  const date = new Date(`${day}T${time}${offset}`);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  return exists && !Number.isNaN(date.getTime()) ? date : undefined;
}
