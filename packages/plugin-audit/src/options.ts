import * as v from 'valibot';

const text = v.pipe(v.string(), v.nonEmpty());

/** Checks the options of the plugin. */
export const auditOptions = v.strictObject({
  url: v.optional(text),
  env: v.optional(v.array(text)),
  redact: v.optional(v.array(text)),
  graceMs: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0))),
});

/** What `PLUGIN_OPTIONS` may say of `@pintle/plugin-audit`. */
export interface AuditOptions {
  /**
   * Where the trail is kept: a path or `sqlite:<path>`, from the project's folder on, or `postgres://…`. The variable
   * `PINTLE_AUDIT_URL` wins. Default: `.pintle/audit.db`.
   */
  readonly url?: string | undefined;
  /** Names of variables that are recorded with each run, `CI` and `GIT_SHA` say. Default: none is. */
  readonly env?: readonly string[] | undefined;
  /** Names of parameters whose values are secret, besides `password`, `token`, `apiKey` and the like. Default: none. */
  readonly redact?: readonly string[] | undefined;
  /** Milliseconds that the end of the process waits for a store that does not get on. Default: 2,000. */
  readonly graceMs?: number | undefined;
}
