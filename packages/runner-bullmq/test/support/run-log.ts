import type { RunEvent } from '@pintle/hookspecs';
import { expect } from 'vitest';

/** Attempts by node, as the run log has them at the end. */
export const attempts = (events: readonly RunEvent[]): Readonly<Record<string, number>> =>
  Object.fromEntries(events.flatMap((event) => (event.type === 'node_ended' ? [[event.node, event.attempt]] : [])));

/** How nodes ended, in the order in which they did: `clean success`, `join upstream_failed`. */
export const ends = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) => {
    if (event.type === 'node_ended') return [`${event.node} ${event.status}`];
    return event.type === 'node_skipped' ? [`${event.node} ${event.reason}`] : [];
  });

/** Every event is one record: no key comes twice, no number is left out. */
export function expectOneRecordEach(events: readonly RunEvent[]): void {
  expect(new Set(events.map(({ key }) => key)).size).toBe(events.length);
  for (const own of Map.groupBy(events, ({ runAttempt }) => runAttempt).values())
    expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => index + 1));
}
