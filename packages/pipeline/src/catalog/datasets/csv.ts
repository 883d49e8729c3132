import { pipeline } from 'node:stream/promises';
import type { stringify as Stringify } from 'csv-stringify/sync';
import * as v from 'valibot';
import { writePieces } from '../atomic-write.js';
import type { FileReading } from '../content-hash.js';
import { fault } from '../fault.js';
import { fileDatasetType } from '../file-dataset.js';
import { selectColumns } from '../select-columns.js';
import { columnNames, shapeTable, type Table, tableOf, tableShape } from '../table.js';
import { type CellType, cellTypes, inferCells, parseCells, printCell } from './csv-cell.js';

const character = v.pipe(v.string(), v.length(1));

/**
 * `type: csv`: a table as text (RFC 4180). Cells are text unless `types` says what they are.
 *
 * Its libraries are imported at the first load or save.
 */
export const csvType = fileDatasetType({
  type: 'csv',
  options: {
    /** Between cells. `"\t"` reads TSV. */
    delimiter: v.optional(character, ','),
    quote: v.optional(character, '"'),
    /** Whether the first line holds the names of the columns. Without one, `columns` does. */
    header: v.optional(v.boolean(), true),
    /** The columns to load and to save, in this order; default all. */
    columns: columnNames,
    /** What cells are: a type a column, or `auto`, by which columns that hold nothing but numbers or booleans become that. */
    types: v.optional(
      v.lazy((given) => (typeof given === 'string' ? v.literal('auto') : v.record(v.string(), cellTypes))),
      {},
    ),
    as: tableShape,
  },
  check: ({ header, columns }) =>
    header || columns !== undefined ? undefined : 'Without a header line, "columns" must name the columns',
  async read(file, config) {
    const { names, columns, length } = await readTable(file, config);
    const chosen = selectColumns(names, config.header ? config.columns : undefined);
    if (config.types !== 'auto' && names.length > 0) selectColumns(names, Object.keys(config.types));
    const typed = chosen.map((name): [string, ArrayLike<unknown>] => [
      name,
      typeColumn(name, columns[names.indexOf(name)] ?? [], config.types),
    ]);
    return shapeTable(Object.fromEntries(typed), length, config.as);
  },
  async write(file, data, config) {
    const { stringify } = await import('csv-stringify/sync');
    const table = tableOf(data);
    await writePieces(file, writeLines(stringify, table, config.columns ?? table.names, config));
  },
});

interface CsvConfig {
  readonly delimiter: string;
  readonly quote: string;
  readonly header: boolean;
  readonly columns?: readonly string[] | undefined;
  readonly types: 'auto' | Readonly<Record<string, CellType>>;
}

interface CsvTable {
  readonly names: readonly string[];
  readonly columns: readonly string[][];
  readonly length: number;
}

async function readTable(file: FileReading, config: CsvConfig): Promise<CsvTable> {
  const { parse } = await import('csv-parse');
  const { delimiter, quote } = config;
  const format = { delimiter, quote, bom: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n', '\r'] };
  let names = config.header ? undefined : config.columns;
  const columns: string[][] = [];
  let length = 0;
  await pipeline(file.blocks(), parse(format), async (lines: AsyncIterable<string[]>) => {
    for await (const cells of lines) {
      if (names === undefined) {
        names = checkNames(cells);
        continue;
      }
      if (cells.length !== names.length)
        throw fault('DATASET_LOAD_FAILED', `it has ${cells.length} columns, "columns" names ${names.length}.`);
      for (let column = 0; column < cells.length; column += 1) (columns[column] ??= []).push(cells[column] ?? '');
      length += 1;
    }
  });
  return { names: names ?? [], columns, length };
}

function checkNames(names: readonly string[]): readonly string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw fault('DATASET_LOAD_FAILED', `its first line names two columns "${twice}".`, { hint: 'Rename one of them.' });
  return names;
}

function typeColumn(name: string, cells: readonly string[], types: CsvConfig['types']): ArrayLike<unknown> {
  if (types === 'auto') return inferCells(cells);
  const type = Object.hasOwn(types, name) ? types[name] : undefined;
  return type === undefined ? cells : parseCells(cells, type, name);
}

function* writeLines(
  stringify: typeof Stringify,
  table: Table,
  names: readonly string[],
  { delimiter, quote, header }: CsvConfig,
): Generator<string> {
  // A line of one empty cell is a blank line, which readers skip; a first cell that begins with U+FEFF looks like a mark.
  const format = { delimiter, quote, quoted_match: names.length === 1 ? /^$|^\uFEFF/ : /^\uFEFF/ };
  if (header && names.length > 0) yield stringify([names], format);
  for (let start = 0; start < table.length; start += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, table.length - start) }, (_, index) => {
      const row = start + index;
      return names.map((name) => printCell(table.get(row, name), name, row));
    });
    yield stringify(rows, format);
  }
}

/** Rows that are turned into text at a time. */
const BATCH = 1000;
