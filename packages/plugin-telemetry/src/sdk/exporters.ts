import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Outlet } from './outlet.js';
import type { OtlpProtocol } from './sdk-settings.js';

/** Is told when something could not be delivered: what, and why. */
export type OnUndelivered = (what: 'spans' | 'metrics', error: unknown) => void;

/** Makes the exporter of spans. It reads its endpoint, headers and time limit from the `OTEL_EXPORTER_OTLP_…` variables. */
export async function spanExporter(
  protocol: OtlpProtocol,
  outlet: Outlet,
  onUndelivered: OnUndelivered,
): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  const exporter = new OTLPTraceExporter({ httpAgentOptions: outlet.agent });
  const send = exporter.export.bind(exporter);
  exporter.export = (spans, done) => send(spans, reporting(done, 'spans', onUndelivered));
  return exporter;
}

/** Makes the exporter of metrics; see {@link spanExporter}. */
export async function metricExporter(
  protocol: OtlpProtocol,
  outlet: Outlet,
  onUndelivered: OnUndelivered,
): Promise<PushMetricExporter> {
  const { OTLPMetricExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-metrics-otlp-http')
      : await import('@opentelemetry/exporter-metrics-otlp-proto');
  const exporter = new OTLPMetricExporter({ httpAgentOptions: outlet.agent });
  const send = exporter.export.bind(exporter);
  exporter.export = (points, done) => send(points, reporting(done, 'metrics', onUndelivered));
  return exporter;
}

function reporting(
  done: (result: ExportResult) => void,
  what: 'spans' | 'metrics',
  onUndelivered: OnUndelivered,
): (result: ExportResult) => void {
  return (result) => {
    if (result.code === ExportResultCode.FAILED) onUndelivered(what, result.error);
    done(result);
  };
}
