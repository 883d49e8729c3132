import type { Span } from './collector.ts';

/** One line of a trace: how deep it lies, what it says, and how long it took. */
export interface TreeLine {
  readonly depth: number;
  readonly text: string;
  readonly ms: number;
}

/** Spans as the tree that they are, in the order of their starts. */
export function treeOf(spans: readonly Span[], parent = '', depth = 0): readonly TreeLine[] {
  return spans
    .filter(({ parentSpanId = '' }) => parentSpanId === parent)
    .toSorted((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)))
    .flatMap((span) => [lineOf(span, depth), ...treeOf(spans, span.spanId, depth + 1)]);
}

/** A tree for people. */
export function formatTree(lines: readonly TreeLine[]): string {
  return lines
    .map(({ depth, text, ms }) => `${`${'  '.repeat(depth)}${text}`.padEnd(64)}${ms.toFixed(1)} ms`)
    .join('\n');
}

function lineOf({ name, startTimeUnixNano, endTimeUnixNano, status, events = [] }: Span, depth: number): TreeLine {
  const failed = status?.code === 2 ? ` ✗ ${status.message ?? ''}` : '';
  const retried = events.some((event) => event.name === 'pintle.node.retry') ? ' ↻' : '';
  const ms = Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6;
  return { depth, text: `${name}${failed}${retried}`, ms };
}
