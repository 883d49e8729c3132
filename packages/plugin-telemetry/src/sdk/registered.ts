import { createNoopMeter, metrics, ProxyTracerProvider, trace } from '@opentelemetry/api';

/** Whether somebody takes the spans of this process. */
export function takesSpans(): boolean {
  return delegateOf(trace.getTracerProvider()) !== new ProxyTracerProvider().getDelegate();
}

/** Whether somebody takes the metrics of this process. */
export function takesMetrics(): boolean {
  return metrics.getMeter('pintle') !== createNoopMeter();
}

/** The provider that stands behind a proxy. */
export function delegateOf(provider: object): object {
  const { getDelegate } = provider as Partial<ProxyTracerProvider>;
  return typeof getDelegate === 'function' ? getDelegate.call(provider) : provider;
}

/**
 * Says that an SDK is there which this package's copy of `@opentelemetry/api` cannot see; `undefined` where none is.
 *
 * Copies of the API share what was registered when the one that registered it is at least as new as the one that looks.
 */
export function unseenSdk(): string | undefined {
  const registered: unknown = Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1'));
  if (typeof registered !== 'object' || registered === null || takesSpans() || takesMetrics()) return undefined;
  if (!('trace' in registered) && !('metrics' in registered)) return undefined;
  const version = 'version' in registered ? ` ${String(registered.version)}` : '';
  return `An OpenTelemetry SDK is registered through @opentelemetry/api${version}, which is older than the copy that @pintle/plugin-telemetry uses: nothing is traced. Let the project have one copy of @opentelemetry/api.`;
}
