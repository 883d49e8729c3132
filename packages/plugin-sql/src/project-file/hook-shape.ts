import * as v from 'valibot';

const text = v.pipe(v.string(), v.nonEmpty());
const common = {
  /** May be left out where the SQL is inline. */
  name: v.optional(text),
  select: v.optional(v.union([text, v.array(text)])),
  params: v.optional(v.record(v.string(), v.unknown()), {}),
  engines: v.optional(v.array(text)),
  envs: v.optional(v.array(text)),
};

/** A hook of SQL: inline, or in a file `<name>.sql` below `hooks/`. */
export const sqlHookShape = v.strictObject({
  ...common,
  kind: v.literal('sql'),
  sql: v.optional(v.string()),
  transaction: v.optional(v.picklist(['own', 'model', 'none']), 'own'),
});

/** A hook of code: a function that a file below `hooks/` exports. */
export const codeHookShape = v.strictObject({ ...common, kind: v.picklist(['code', 'python']) });

/** One hook as it is written. */
export type HookEntry = v.InferOutput<typeof sqlHookShape> | v.InferOutput<typeof codeHookShape>;
