import * as v from 'valibot';

const text = v.pipe(v.string(), v.nonEmpty());
const scalar = v.union([v.string(), v.number(), v.boolean()]);
const common = {
  /** What listings call it. Default: made of type, table and column. */
  name: v.optional(text),
  /** `error` fails the command, `warn` does not. */
  severity: v.optional(v.picklist(['error', 'warn']), 'error'),
  tags: v.optional(v.array(text), []),
};
const table = { ...common, table: text, where: v.optional(text) };
const column = { ...table, column: text };

/** The shapes of data tests, by type. */
export const testShapes = {
  not_null: v.strictObject({ ...column, type: v.literal('not_null') }),
  unique: v.strictObject({
    ...table,
    type: v.literal('unique'),
    column: v.union([text, v.pipe(v.array(text), v.minLength(1))]),
  }),
  accepted_values: v.strictObject({
    ...column,
    type: v.literal('accepted_values'),
    values: v.pipe(v.array(scalar), v.minLength(1)),
  }),
  row_count_between: v.strictObject({
    ...table,
    type: v.literal('row_count_between'),
    min_rows: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
    max_rows: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  relationships: v.strictObject({ ...column, type: v.literal('relationships'), to: text, field: v.optional(text) }),
  freshness: v.strictObject({
    ...column,
    type: v.literal('freshness'),
    max_delay_minutes: v.pipe(v.number(), v.minValue(0)),
  }),
  greater_equal: v.strictObject({ ...column, type: v.literal('greater_equal'), threshold: v.optional(v.number(), 0) }),
  non_negative_sum: v.strictObject({ ...column, type: v.literal('non_negative_sum') }),
  sql: v.strictObject({
    ...common,
    type: v.literal('sql'),
    sql: text,
    params: v.optional(v.record(v.string(), v.unknown()), {}),
  }),
} as const;

/** The name of a kind of data test. */
export type TestType = keyof typeof testShapes;

/** One data test as it is written. */
export type TestEntry = { readonly [T in TestType]: v.InferOutput<(typeof testShapes)[T]> }[TestType];
