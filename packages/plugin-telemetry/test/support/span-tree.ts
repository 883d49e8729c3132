import type { ReceivedSpan } from './otlp.js';

/** Spans as indented lines, in the order of their starts; `?` marks those whose parent never came. */
export function spanTree(spans: readonly ReceivedSpan[], show: (span: ReceivedSpan) => string = facts): string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const of = (parent: string | undefined): ReceivedSpan[] =>
    spans.filter(({ parentSpanId }) => parentSpanId === parent).toSorted((a, b) => Number(a.start - b.start));
  const lines = (span: ReceivedSpan, depth: number): string[] => [
    `${'  '.repeat(depth)}${show(span)}`,
    ...of(span.spanId).flatMap((child) => lines(child, depth + 1)),
  ];
  const lost = spans.filter(({ parentSpanId }) => parentSpanId !== undefined && !ids.has(parentSpanId));
  return [
    ...of(undefined).flatMap((root) => lines(root, 0)),
    ...lost.flatMap((span) => lines(span, 0).map((l) => `? ${l}`)),
  ];
}

function facts({ name, attributes, status, events }: ReceivedSpan): string {
  const attempt = attributes['pintle.node.attempt'];
  const parts = [
    name,
    ...(attempt === undefined ? [] : [`#${String(attempt)}`]),
    ...(attributes['pintle.outcome'] === undefined ? [] : [`· ${String(attributes['pintle.outcome'])}`]),
    ...(status === 2 ? ['· ERROR'] : []),
    ...events.map((event) => `! ${event.name}`),
  ];
  return parts.join(' ');
}
