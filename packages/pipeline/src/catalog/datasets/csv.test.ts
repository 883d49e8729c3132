import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCatalog } from '../catalog.js';
import { countRows } from '../rows.js';

async function open(options: Readonly<Record<string, unknown>> = {}) {
  const projectDir = await mkdtemp(join(tmpdir(), 'pintle-csv-'));
  onTestFinished(() => rm(projectDir, { recursive: true }));
  const catalog = createCatalog({ projectDir, entries: { x: { type: 'csv', path: 'x.csv', ...options } } });
  return {
    catalog,
    text: () => readFile(join(projectDir, 'x.csv'), 'utf8'),
    async read(text: string): Promise<unknown> {
      await writeFile(join(projectDir, 'x.csv'), text);
      return catalog.load('x');
    },
    async written(data: unknown): Promise<string> {
      await catalog.save('x', data);
      return readFile(join(projectDir, 'x.csv'), 'utf8');
    },
    async again(data: unknown): Promise<unknown> {
      await catalog.save('x', data);
      return catalog.load('x');
    },
  };
}

describe('reading CSV', () => {
  it('gives rows of text, empty cells as empty text', async () => {
    const { read } = await open();
    expect(await read('id,name\n007,"Bond, ""James"""\n8,\n')).toEqual([
      { id: '007', name: 'Bond, "James"' },
      { id: '8', name: '' },
    ]);
  });

  it('reads any line end, a byte order mark, blank lines, and no rows at all', async () => {
    const { read } = await open();
    for (const text of ['\uFEFFa,b\r\n1,2\r\n', 'a,b\n1,2', 'a,b\r1,2\r', 'a,b\n\n1,2\r\n\n'])
      expect(await read(text)).toEqual([{ a: '1', b: '2' }]);
    expect(await read('a,b\n')).toEqual([]);
    expect(await read('')).toEqual([]);
  });

  it('types columns as told, empty cells as null', async () => {
    const { read } = await open({ types: { n: 'number', ok: 'boolean', day: 'date', id: 'string' } });
    expect(
      await read(
        'id,n,ok,day\n01,-1.5e3,true,2026-01-31\n,,FALSE,2026-01-31 12:30\n3, 7 ,,2026-01-31T12:30:15.250+02:00\n',
      ),
    ).toEqual([
      { id: '01', n: -1500, ok: true, day: new Date('2026-01-31T00:00:00Z') },
      { id: '', n: null, ok: false, day: new Date('2026-01-31T12:30:00Z') },
      { id: '3', n: 7, ok: null, day: new Date('2026-01-31T10:30:15.250Z') },
    ]);
  });

  it.each([
    ['number', '12px'],
    ['number', '0x10'],
    ['boolean', 'yes'],
    ['date', '31.01.2026'],
    ['date', '2026-02-30'],
  ])('says which cell is no %s: %j', async (type, cell) => {
    const { read } = await open({ types: { v: type } });
    await expect(read(`v\n\n${cell}\n`)).rejects.toMatchObject({
      code: 'DATASET_LOAD_FAILED',
      message: expect.stringContaining(`row 1, column "v": "${cell}" is no ${type}`) as string,
    });
  });

  it('with types: auto makes numbers and booleans of columns that lose nothing by it', async () => {
    const { read } = await open({ types: 'auto' });
    const text = 'n,zip,big,ok,mixed,none\n1,01234,9007199254740993,true,1,\n-2.5,99999,1,false,x,\n,,,,,\n';
    expect(await read(text)).toEqual([
      { n: 1, zip: '01234', big: '9007199254740993', ok: true, mixed: '1', none: '' },
      { n: -2.5, zip: '99999', big: '1', ok: false, mixed: 'x', none: '' },
      { n: null, zip: '', big: '', ok: null, mixed: '', none: '' },
    ]);
  });

  it('selects and orders columns, and gives columns instead of rows', async () => {
    const { read } = await open({ columns: ['c', 'a'], as: 'columns', types: { a: 'number' } });
    const columns = await read('a,b,c\n1,2,3\n4,5,6\n');
    expect(columns).toEqual({ c: ['3', '6'], a: [1, 4] });
    expect(Object.keys(columns as object)).toEqual(['c', 'a']);
    expect(countRows(columns)).toBe(2);
  });

  it('names the columns of a file without a header line', async () => {
    const { read } = await open({ header: false, columns: ['a', 'b'] });
    expect(await read('1,2\n3,4\n')).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
    await expect(read('1,2,3\n')).rejects.toThrow('it has 3 columns, "columns" names 2');
    expect(() =>
      createCatalog({ projectDir: '/', entries: { x: { type: 'csv', path: 'x.csv', header: false } } }),
    ).toThrow(/"columns" must name the columns/);
  });

  it('reads other delimiters and quotes', async () => {
    expect(await (await open({ delimiter: '\t' })).read('a\tb\n1,5\t2\n')).toEqual([{ a: '1,5', b: '2' }]);
    expect(await (await open({ delimiter: ';', quote: "'" })).read("a;b\n'1;5';2\n")).toEqual([{ a: '1;5', b: '2' }]);
  });

  it.each([
    ['a,b\n1,2\n1,2,3\n', /expect 2, got 3 on line 3/],
    ['a,b\n1,"2\n', /Quote Not Closed/],
    ['a,a\n1,2\n', /names two columns "a"/],
    ['a,__proto__\n1,2\n', /column "__proto__"/],
  ])('rejects the broken file %j', async (text, message) => {
    await expect((await open()).read(text)).rejects.toMatchObject({
      code: 'DATASET_LOAD_FAILED',
      message: expect.stringMatching(message) as string,
    });
  });

  it('names the column that is not there, with the closest', async () => {
    await expect((await open({ columns: ['nmae'] })).read('name\nx\n')).rejects.toMatchObject({
      message: expect.stringContaining('no column "nmae"') as string,
    });
    await expect((await open({ columns: ['nam'] })).read('name\nx\n')).rejects.toMatchObject({
      hint: 'Did you mean "name"?',
    });
    await expect((await open({ types: { nam: 'number' } })).read('name\nx\n')).rejects.toMatchObject({
      hint: 'Did you mean "name"?',
    });
  });
});

describe('writing CSV', () => {
  it('writes rows, the columns in order of first appearance', async () => {
    const { written } = await open();
    const rows = [
      { a: 1, b: 'x,y' },
      { b: null, c: new Date(0) },
      { a: undefined, d: true },
    ];
    expect(await written(rows)).toBe('a,b,c,d\n1,"x,y",,\n,,1970-01-01T00:00:00.000Z,\n,,,true\n');
  });

  it('writes columns, typed arrays included, and only those named', async () => {
    const { written } = await open({ columns: ['b', 'a'] });
    expect(await written({ a: new Float64Array([1, 2.5]), b: ['x', 'y'], c: [0, 0] })).toBe('b,a\nx,1\ny,2.5\n');
  });

  it('writes no header line when told so, and the header of an empty table that has one', async () => {
    expect(await (await open({ header: false, columns: ['a'] })).written([{ a: 1 }])).toBe('1\n');
    expect(await (await open({ columns: ['a', 'b'] })).written([])).toBe('a,b\n');
    expect(await (await open()).written([])).toBe('');
  });

  it.each([
    [[{ a: { b: 1 } }], 'row 1, column "a" is an object'],
    [[{ a: 1 }, { a: [1] }], 'row 2, column "a" is a list'],
    [[{ a: new Date(Number.NaN) }], 'row 1, column "a" is a Date'],
    [[{ a: 1 }, 5], 'row 2 is a number, expected an object'],
    ['text', 'expected a list of rows or an object of columns, received a string'],
    [{ a: [1, 2], b: [1] }, 'column "b" has 1 values, column "a" has 2'],
    [{ a: 1 }, 'expected a list of rows or an object of columns, received an object'],
  ])('rejects %j', async (data, message) => {
    const { catalog, written, text } = await open();
    await written([{ kept: 1 }]);
    await expect(catalog.save('x', data)).rejects.toMatchObject({
      code: 'DATASET_SAVE_FAILED',
      message: expect.stringContaining(message) as string,
    });
    expect(await text()).toBe('kept\n1\n');
  });
});

describe('CSV there and back', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', ' ', '"', '""', ',', ';', '\n', '\r', '\r\n', 'a"b', '\uFEFF', '\t', "'", '\0', '#', '=1+1'),
  );
  const names = fc.uniqueArray(
    cell.filter((name) => name !== '__proto__'),
    { minLength: 1, maxLength: 4 },
  );

  it.each([{}, { delimiter: ';' }, { delimiter: '\t', quote: "'" }])(
    'gives back any table of text (%o)',
    { timeout: 30_000 },
    async (options) => {
      const { again } = await open(options);
      const table = names.chain((columns) =>
        fc.array(fc.record(Object.fromEntries(columns.map((name) => [name, cell])))),
      );
      await fc.assert(
        fc.asyncProperty(table, async (rows) => {
          expect(await again(rows)).toEqual(rows);
        }),
        { numRuns: 150 },
      );
    },
  );

  it('gives back numbers, booleans and dates with their types', async () => {
    const { again } = await open({ types: { n: 'number', b: 'boolean', d: 'date' } });
    const row = fc.record({
      n: fc.option(fc.double().map((n) => n + 0)),
      b: fc.option(fc.boolean()),
      d: fc.option(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1 }), async (rows) => {
        expect(await again(rows)).toEqual(rows);
      }),
      { numRuns: 100 },
    );
  });

  it('holds many rows', async () => {
    const { again } = await open({ types: 'auto' });
    const rows = Array.from({ length: 25_000 }, (_, id) => ({ id, name: `n${id}` }));
    expect(await again(rows)).toEqual(rows);
  });
});
