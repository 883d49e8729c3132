import { context, diag, DiagLogLevel, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  type Resource,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Logger } from '@pintle/hookspecs';
import { metricExporter, spanExporter } from './exporters.js';
import { Outlet } from './outlet.js';
import { samplerOf } from './sampler.js';
import type { SdkSettings, Variables } from './sdk-settings.js';
import { ThreadSpans } from './thread-spans.js';

/** What an SDK is started with. */
export interface SdkOptions {
  readonly settings: SdkSettings;
  readonly variables: Variables;
  /** Who it speaks for: attributes of its resource, over which `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` win. */
  readonly service: Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** An SDK that was started here. */
export interface Sdk {
  /** The channel on which threads hand over their spans; `undefined` when it takes none. */
  readonly channel: string | undefined;
  /** Lets go of everything. What is still to be sent has to be flushed before. */
  stop(): void;
}

/** Starts an SDK that sends what it gets by OTLP over HTTP, and makes it that of the process. */
export async function startSdk({ settings, variables, service, log }: SdkOptions): Promise<Sdk> {
  const outlet = new Outlet();
  const told = new Set<string>();
  let isStopped = false;
  const say = (text: string): void => {
    if (!isStopped && !told.has(text)) log.warn(text);
    told.add(text);
  };
  const onUndelivered = (what: string, error: unknown): void => say(`${what} were not delivered: ${reasonOf(error)}`);
  const resource = resourceOf(service);
  const stops: (() => void)[] = [() => outlet.cut()];
  let channel: string | undefined;
  diag.setLogger(diagLogger(log), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  stops.push(() => diag.disable());
  if (settings.traces) {
    const exporter = await spanExporter(settings.protocol.traces, outlet, onUndelivered);
    const processor = new BatchSpanProcessor({ exporter, ...batchLimits(variables) });
    const sampler = samplerOf(variables, say);
    const provider = new TracerProvider({ resource, sampler, spanProcessors: [processor] });
    const threads = new ThreadSpans(processor, resource);
    channel = threads.channel;
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(
      new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
    );
    trace.setGlobalTracerProvider(provider);
    stops.push(() => {
      threads.close();
      for (const api of [trace, context, propagation]) api.disable();
      provider.shutdown().catch(() => {});
    });
  }
  if (settings.metrics) {
    const exporter = await metricExporter(settings.protocol.metrics, outlet, onUndelivered);
    const reader = new PeriodicExportingMetricReader({ exporter, ...readerTimes(variables) });
    const provider = new MeterProvider({ resource, readers: [reader] });
    metrics.setGlobalMeterProvider(provider);
    stops.push(() => {
      metrics.disable();
      provider.shutdown().catch(() => {});
    });
  }
  return {
    channel,
    stop: () => {
      // All that was worth sending has had its time.
      isStopped = true;
      for (const stop of stops) stop();
    },
  };
}

function resourceOf(service: Readonly<Record<string, string>>): Resource {
  const detectors = [resourceAttributesEnvDetector, serviceNameEnvDetector];
  return defaultResource().merge(resourceFromAttributes(service)).merge(detectResources({ detectors }));
}

/** A run may end more spans in a moment than the usual queue of 2048 holds. */
const QUEUE = 32_768;

function batchLimits(variables: Variables): Partial<ConstructorParameters<typeof BatchSpanProcessor>[0]> {
  return {
    maxQueueSize: QUEUE,
    ...numbers(variables, {
      scheduledDelayMillis: 'OTEL_BSP_SCHEDULE_DELAY',
      exportTimeoutMillis: 'OTEL_BSP_EXPORT_TIMEOUT',
      maxQueueSize: 'OTEL_BSP_MAX_QUEUE_SIZE',
      maxExportBatchSize: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
    }),
  };
}

function readerTimes(variables: Variables): { exportIntervalMillis?: number; exportTimeoutMillis?: number } {
  const { exportIntervalMillis = 60_000, exportTimeoutMillis = 30_000 } = numbers(variables, {
    exportIntervalMillis: 'OTEL_METRIC_EXPORT_INTERVAL',
    exportTimeoutMillis: 'OTEL_METRIC_EXPORT_TIMEOUT',
  });
  return { exportIntervalMillis, exportTimeoutMillis: Math.min(exportTimeoutMillis, exportIntervalMillis) };
}

/** The positive numbers among variables, by the name of the option that each is. */
function numbers<Key extends string>(variables: Variables, names: Record<Key, string>): Partial<Record<Key, number>> {
  const given = Object.entries<string>(names).flatMap(([key, name]) => {
    const value = Number(variables[name]?.trim() || Number.NaN);
    return value > 0 ? [[key, value]] : [];
  });
  return Object.fromEntries(given) as Partial<Record<Key, number>>;
}

function diagLogger(log: Logger): Parameters<typeof diag.setLogger>[0] {
  const warn = (message: string): void => log.warn(`OpenTelemetry: ${message}`);
  // Errors are those of exports, which were told of in words.
  const debug = (message: string): void => log.debug(`OpenTelemetry: ${message}`);
  return { error: debug, warn, info: debug, debug, verbose: debug };
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  if (!(error instanceof Error)) return typeof error === 'string' ? error : 'the endpoint gave no reason';
  const { code } = error as { code?: unknown };
  const prefix = typeof code === 'number' ? `HTTP ${code} ` : '';
  return `${prefix}${error.message}`;
}
