import { BroadcastChannel } from 'node:worker_threads';
import { context, propagation, trace, TraceFlags } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { sentSpan } from './sent-span.js';

/** Starts an SDK on this thread that hands its spans over to the one of the process. */
export function startThreadSdk(channel: string): void {
  const port = new BroadcastChannel(channel);
  port.unref();
  const processor: SpanProcessor = {
    onStart: () => {},
    onEnd: (span) => {
      if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) port.postMessage(sentSpan(span));
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(port.close()),
  };
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(
    new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
  );
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }));
}
