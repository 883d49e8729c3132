import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeEngines } from '../../test/engines.js';
import { splitScript } from './split.js';
import { tokenize } from './token.js';

const text = fc.string({
  unit: fc.constantFrom('a', ';', "'", '"', '\\', '$', '-', '/', '*', ' ', '\n', '\r', 'é', '漢', '😀'),
  maxLength: 12,
});
const doubled = (quote: string) => text.map((one) => one.replaceAll(quote, quote + quote));
const literal = fc.oneof(
  doubled("'").map((one) => `'${one}'`),
  text.map((one) => `E'${one.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`),
  text.filter((one) => !one.includes('$')).map((one) => `$$${one}$$`),
  text.map((one) => `$tag$${one}$tag$`),
  fc.integer({ min: 0 }).map(String),
);
const comment = fc.oneof(
  text.map((one) => `--${one.replaceAll(/[\n\r]/g, ' ')}\n`),
  text.map((one) => `/*${one.replaceAll(/[*/]/g, ' ')}/* ; */${one.replaceAll(/[*/]/g, ' ')}*/`),
);
const gap = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(' ', '\n', '\t') }, { weight: 1, arbitrary: comment });
const name = doubled('"').map((one) => `"n${one}"`);
const statement = fc
  .tuple(gap, fc.array(fc.tuple(literal, gap, name), { minLength: 1, maxLength: 3 }), gap)
  .map(
    ([before, columns, after]) =>
      `${before}select ${columns.map(([value, space, alias]) => `${value}${space} as ${alias}`).join(',')}${after}`,
  );
const empty = fc.array(gap, { maxLength: 2 }).map((gaps) => gaps.join(''));
const script = fc
  .array(fc.tuple(statement, empty), { minLength: 1, maxLength: 4 })
  .map((parts) => ({ sql: parts.map(([one, rest]) => `${one};${rest};`).join(''), count: parts.length }));

describeEngines('splitting of scripts', (on) => {
  it('gives statements that the engine takes one by one', async () => {
    await fc.assert(
      fc.asyncProperty(script, async ({ sql, count }) => {
        const spans = splitScript(sql);
        expect(spans).toHaveLength(count);
        for (const { start, end } of spans) await on.connection().query(sql.slice(start, end));
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

it('cuts any text into tokens without a gap', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (sql) => {
      const tokens = tokenize(sql);
      expect(tokens.map(({ start, end }) => sql.slice(start, end)).join('')).toBe(sql);
      expect(tokens.every(({ start, end }) => end > start)).toBe(true);
    }),
  );
});

it('sees as many statements as DuckDB in whatever DuckDB accepts', async () => {
  const piece = fc.constantFrom(
    'select 1',
    ';',
    "'",
    "''",
    '"',
    '$$',
    '$a$',
    '--',
    '/*',
    '*/',
    '\n',
    ' ',
    ' as x',
    "E'",
    '\\',
    ',2',
    '(',
    ')',
    // Alone, DuckDB takes it for nothing at all.
    ' as é',
  );
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('', 'select 1'), fc.array(piece, { maxLength: 12 }), async (start, pieces) => {
      const sql = start + pieces.join('');
      const count = await connection.extractStatements(sql).then(
        (statements) => statements.count,
        () => undefined,
      );
      if (count === undefined) return;
      accepted += 1;
      expect(splitScript(sql)).toHaveLength(count);
    }),
    { numRuns: 3000 },
  );
  expect(accepted).toBeGreaterThan(200);
}, 60_000);
