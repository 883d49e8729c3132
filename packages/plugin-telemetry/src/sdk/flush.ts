import { metrics, trace } from '@opentelemetry/api';
import { delegateOf } from './registered.js';

/** Sends what is still waiting in the SDK of the process, ours or another; `undefined` where there is none. */
export function flush(): Promise<unknown> | undefined {
  const providers = [delegateOf(trace.getTracerProvider()), metrics.getMeterProvider()].filter(isFlushable);
  if (providers.length === 0) return undefined;
  // Spans that threads have handed over may lie in the queue of messages.
  const settled = new Promise((resolve) => setImmediate(resolve));
  return settled.then(() => Promise.all(providers.map((provider) => provider.forceFlush())));
}

interface Flushable {
  forceFlush(): Promise<unknown>;
}

function isFlushable(provider: object): provider is Flushable {
  return typeof (provider as Partial<Flushable>).forceFlush === 'function';
}
