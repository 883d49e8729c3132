import * as v from 'valibot';

/** The schema of the plugin's options. */
export const telemetryOptions = v.strictObject({
  sdk: v.optional(v.boolean()),
  hookSpans: v.optional(v.boolean(), false),
  hookMetrics: v.optional(v.boolean(), true),
  flushTimeoutMs: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(60_000)), 1000),
  usage: v.optional(v.strictObject({ endpoint: v.pipe(v.string(), v.url(), v.regex(/^https?:/i)) })),
});

/** The options of `@pintle/plugin-telemetry`, in `PLUGIN_OPTIONS` or where `telemetry()` is called in `HOOKS`. */
export interface TelemetryOptions {
  /**
   * Whether the plugin starts an SDK that sends by OTLP, where the process has none. Default: when
   * `OTEL_EXPORTER_OTLP_ENDPOINT`, or its like for traces or metrics, is set. The SDK reads the other `OTEL_…` variables.
   */
  readonly sdk?: boolean | undefined;
  /** Whether each call of an implementation of a hook gets a span. Default `false`. */
  readonly hookSpans?: boolean | undefined;
  /** Whether the time of hooks is measured by plugin, where anybody takes metrics. Default `true`. */
  readonly hookMetrics?: boolean | undefined;
  /** Milliseconds that the end of a run, and that of the process, may wait for spans and metrics to be sent. Default 1000. */
  readonly flushTimeoutMs?: number | undefined;
  /** Usage statistics. They are sent when somebody has agreed, too: `pintle telemetry on`. */
  readonly usage?: { readonly endpoint: string } | undefined;
}
