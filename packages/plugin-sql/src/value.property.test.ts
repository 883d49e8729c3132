import { isHookError } from '@pintle/hookspecs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeEngines, type EngineUnderTest } from '../test/engines.js';
import type { Row } from './engine/engine.js';
import { SourceText } from './source/source-text.js';
import { Template } from './template/template.js';

const NASTY = [
  "'",
  "''",
  '"',
  '\\',
  "\\'",
  '--',
  '/*',
  '*/',
  ';',
  '$$',
  '$tag$',
  '\n',
  '\r',
  '\0',
  '%',
  '{{',
  '}}',
  'é',
  '漢',
  '😀',
  '\ud800',
  ' drop table canary; ',
  ' ',
  'x',
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...NASTY), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
);
const plain = fc.oneof(fc.constant(null), fc.boolean(), fc.double(), fc.maxSafeInteger(), text);
const nested = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    plain,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  ),
})).value;
const anything = fc.oneof(
  plain,
  nested,
  fc.bigInt({ min: -(2n ** 130n), max: 2n ** 130n }),
  fc.date({ noInvalidDate: false }),
  fc.uint8Array({ maxLength: 20 }),
);

const vocabulary = { purpose: 'a test', variables: { value: 'any' as const }, functions: [] };
const TEMPLATES = [
  'select {{ value }} as value',
  'select {{ value | sql_literal }} as value',
  'select ({{value}})as value',
  '-- {{ value }}\nselect {{ value }} as value /* {{ value }} */;',
];

/** What the engine gives back; `undefined` when the value was refused with a coded error. */
async function roundTrip(on: EngineUnderTest, template: string, value: unknown): Promise<Row | undefined> {
  let statements: readonly { readonly text: string }[];
  try {
    statements = new Template(SourceText.file('test.sql', template), vocabulary).render(on.engine, {
      value,
    }).statements;
  } catch (error) {
    if (isHookError(error) && error.code === 'SQL_VALUE_INVALID') return undefined;
    throw error;
  }
  expect(statements).toHaveLength(1);
  return (await on.connection().query(statements[0]?.text ?? ''))[0];
}

/** What is read back of a value: lists and mappings as the JSON that they are written as. */
function expected(value: unknown): unknown {
  if (value instanceof Date) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'object' && value !== null) return sorted(value);
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  return value;
}

function read(value: unknown, given: unknown): unknown {
  if (given instanceof Uint8Array) return Buffer.from(value as Uint8Array).toString('hex');
  if (typeof given === 'object' && given !== null && !(given instanceof Date))
    return JSON.parse(value as string) as unknown;
  return value;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, sorted(one)]));
}

describeEngines('values', (on) => {
  it('come back as they were given, or are refused; nothing else runs', async () => {
    await on.connection().run('create table canary (id integer)');
    await on.connection().run('insert into canary values (1)');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...TEMPLATES), anything, async (template, value) => {
        const row = await roundTrip(on, template, value);
        if (row !== undefined) expect(read(row['value'], value)).toEqual(expected(value));
      }),
      { numRuns: 600 },
    );
    expect(await on.connection().query('select count(*) as n from canary')).toEqual([{ n: 1 }]);
  }, 120_000);

  it.each([
    ['text with every dangerous piece', NASTY.filter((piece) => piece !== '\0' && piece !== '\ud800').join('')],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['minus infinity', Number.NEGATIVE_INFINITY],
    ['minus zero', -0],
    ['the smallest number', 5e-324],
    ['the largest number', Number.MAX_VALUE],
    ['a whole number beyond 2^53', 2 ** 60],
    ['a bigint', 12345678901234567890n],
    ['a date', new Date('2026-02-28T23:59:59.999Z')],
    ['the first year', new Date('0001-01-01T00:00:00.000Z')],
    ['bytes', new Uint8Array([0, 39, 92, 255])],
    ['nested data', { b: [1, { "it's": '\\' }, null], a: true }],
  ])('keep %s', async (_what, value) => {
    const row = await roundTrip(on, TEMPLATES[0] as string, value);
    expect(read(row?.['value'], value)).toEqual(expected(value));
  });

  it.each([
    ['a null byte', 'a\0b'],
    ['half of a pair', '\ud83d'],
    ['an invalid date', new Date(Number.NaN)],
    ['a year that no calendar shares', new Date(-1e15)],
    ['NaN inside of data', [Number.NaN]],
    ['a bigint inside of data', { n: 1n }],
    ['a function', () => 1],
    ['an instance', new Map()],
  ])('refuse %s', async (_what, value) => {
    expect(await roundTrip(on, TEMPLATES[0] as string, value)).toBeUndefined();
  });

  it('are names where a template says so, whatever they hold', async () => {
    const template = new Template(SourceText.file('test.sql', 'select 1 as {{ value | ident }}'), vocabulary);
    await fc.assert(
      fc.asyncProperty(text, async (name) => {
        try {
          const [statement] = template.render(on.engine, { value: name }).statements;
          expect(Object.keys((await on.connection().query(statement?.text ?? ''))[0] ?? {})).toEqual([name]);
        } catch (error) {
          if (!(isHookError(error) && error.code === 'SQL_VALUE_INVALID')) throw error;
        }
      }),
      // A name that an object has otherwise is one, too.
      { numRuns: 200, examples: [['__proto__']] },
    );
  }, 60_000);
});
