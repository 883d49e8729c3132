import * as v from 'valibot';

const text = v.pipe(v.string(), v.nonEmpty());

/** What a profile of Postgres may say: an address, or its parts; what is left out comes from PGHOST and its like. */
export const postgresProfile = v.strictObject({
  engine: v.literal('postgres'),
  /** `postgres://user:password@host:5432/database` */
  url: v.optional(text),
  host: v.optional(text),
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))),
  database: v.optional(text),
  user: v.optional(text),
  password: v.optional(v.string()),
  /** The schema of models and of names without one; made where it is missing. */
  schema: v.optional(text),
  /** Connections at the same time. */
  poolSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 10),
});

/** A profile of Postgres. */
export type PostgresProfile = v.InferOutput<typeof postgresProfile>;
