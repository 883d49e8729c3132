import { randomUUID } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import type { Resource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { receivedSpan, type SentSpan } from './sent-span.js';

/** Takes the spans of other threads of this process, so that these need no connection of their own. */
export class ThreadSpans {
  readonly channel: string = `pintle-telemetry-${randomUUID()}`;
  readonly #port: BroadcastChannel;

  constructor(processor: SpanProcessor, resource: Resource) {
    this.#port = new BroadcastChannel(this.channel);
    this.#port.addEventListener('message', (event) => {
      const { data } = event as unknown as { readonly data: SentSpan };
      processor.onEnd(receivedSpan(data, resource));
    });
    this.#port.unref();
  }

  close(): void {
    this.#port.close();
  }
}
