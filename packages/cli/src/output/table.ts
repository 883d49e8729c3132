import Table from 'cli-table3';
import type { Colors } from './terminal.js';
import { formatNumber } from './wording.js';

/** What can stand in a table; `undefined` is an empty cell. */
export type Cell = string | number | undefined;

const SIDES = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'];
const WITHIN = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];
const BARE = Object.fromEntries([...SIDES, ...WITHIN].map((place) => [place, '']));

/** Text of a table without borders: columns as wide as they must be, numbers to the right. No line feed at its end. */
export function formatTable(header: readonly string[], rows: readonly (readonly Cell[])[], colors: Colors): string {
  const colAligns = header.map((_, column) => (isNumeric(rows, column) ? 'right' : 'left'));
  const table = new Table({
    head: header.map((title) => colors.dim(title)),
    chars: { ...BARE, middle: '   ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colAligns,
  });
  table.push(...rows.map((row) => header.map((_, column) => textOf(row[column]))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function textOf(cell: Cell): string {
  return typeof cell === 'number' ? formatNumber(cell) : (cell ?? '');
}

function isNumeric(rows: readonly (readonly Cell[])[], column: number): boolean {
  return rows.length > 0 && rows.every((row) => typeof row[column] === 'number' || row[column] === undefined);
}

/** A table without the columns that are empty in every row; the first `least` are always there. */
export function withoutEmptyColumns(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  least: number,
): { readonly header: readonly string[]; readonly rows: readonly (readonly Cell[])[] } {
  const isUsed = header.map((_, column) => column < least || rows.some((row) => row[column] !== undefined));
  const keep = <T>(cells: readonly T[]): T[] => cells.filter((_, column) => isUsed[column]);
  return { header: keep(header), rows: rows.map(keep) };
}
