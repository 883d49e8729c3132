import { createTraceState, type SpanContext } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** A span that has ended, as plain data: what threads hand over. */
export interface SentSpan extends Omit<ReadableSpan, 'spanContext' | 'parentSpanContext' | 'links' | 'resource'> {
  readonly context: SentContext;
  readonly parent: SentContext | undefined;
  readonly links: readonly (Omit<ReadableSpan['links'][number], 'context'> & { readonly context: SentContext })[];
}

/** The context of a span as plain data. */
export interface SentContext extends Omit<SpanContext, 'traceState'> {
  readonly traceState: string | undefined;
}

/** A span as plain data. */
export function sentSpan(span: ReadableSpan): SentSpan {
  const { parentSpanContext } = span;
  // Some of these are getters: spreading the span would lose them.
  return {
    name: span.name,
    kind: span.kind,
    startTime: span.startTime,
    endTime: span.endTime,
    status: span.status,
    attributes: span.attributes,
    events: span.events,
    duration: span.duration,
    ended: span.ended,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
    context: sentContext(span.spanContext()),
    parent: parentSpanContext === undefined ? undefined : sentContext(parentSpanContext),
    links: span.links.map((link) => ({ ...link, context: sentContext(link.context) })),
  };
}

/** The span again, as one of this resource. */
export function receivedSpan({ context, parent, links, ...span }: SentSpan, resource: Resource): ReadableSpan {
  const own = receivedContext(context);
  return {
    ...span,
    resource,
    spanContext: () => own,
    ...(parent === undefined ? {} : { parentSpanContext: receivedContext(parent) }),
    links: links.map((link) => ({ ...link, context: receivedContext(link.context) })),
  };
}

function sentContext({ traceState, ...context }: SpanContext): SentContext {
  return { ...context, traceState: traceState?.serialize() };
}

function receivedContext({ traceState, ...context }: SentContext): SpanContext {
  return { ...context, ...(traceState === undefined ? {} : { traceState: createTraceState(traceState) }) };
}
