import * as v from 'valibot';

/** What a profile of DuckDB may say. */
export const duckdbProfile = v.strictObject({
  engine: v.literal('duckdb'),
  /** From the project; `:memory:` lives as long as a run. */
  path: v.optional(v.pipe(v.string(), v.nonEmpty()), '.pintle/warehouse.duckdb'),
  /** The schema of models and of names without one; made where it is missing. */
  schema: v.optional(v.pipe(v.string(), v.nonEmpty())),
  /** `2GB`, say. Default: DuckDB's own, 80 % of what the machine has. */
  memoryLimit: v.optional(v.pipe(v.string(), v.nonEmpty())),
  threads: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Milliseconds that another process may have the file open before opening it fails. */
  waitMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 10_000),
});

/** A profile of DuckDB. */
export type DuckdbProfile = v.InferOutput<typeof duckdbProfile>;
