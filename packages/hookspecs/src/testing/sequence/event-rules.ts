import type { RecordedEvent } from '../recorded-call.js';
import type { Report, RunPart } from './rules.js';

/** An event and where its `on_run_event` stands. */
export interface PlacedEvent {
  readonly at: number;
  readonly event: RecordedEvent;
}

/** Checks the events of one run attempt. */
export function checkEvents(events: readonly PlacedEvent[], { who, complete, isFlow, report }: RunPart): void {
  const last = events.at(-1);
  if (last === undefined) return;
  const keys = new Set<string>();
  let seq = 0;
  for (const { at, event } of events) {
    if (event.seq !== seq + 1)
      report('event-order', at, `${who}: expected event ${seq + 1}, got ${event.seq} (${event.type}).`);
    seq = event.seq;
    if (keys.has(event.key)) report('event-once', at, `${who}: the key ${event.key} came again.`);
    keys.add(event.key);
    if ((event.type === 'run_started') !== (at === events[0]?.at)) {
      report('event-order', at, `${who}: run_started has to be the first event, and no other.`);
    }
    if (event.type === 'run_ended' && at !== last.at) {
      report(
        'event-order',
        at,
        `${who}: run_ended is followed by ${events.length - 1 - events.findIndex((e) => e.at === at)} more.`,
      );
    }
  }
  if (complete && last.event.type !== 'run_ended') {
    report('event-order', last.at + 1, `${who}: the last event is ${last.event.type}, expected run_ended.`);
  }
  if (complete) checkNodeEnds(events, who, isFlow, report);
}

function checkNodeEnds(events: readonly PlacedEvent[], who: string, isFlow: boolean, report: Report): void {
  const planned = events.flatMap(({ event }) =>
    isFlow ? (event.node ?? []) : event.type === 'run_planned' ? (event.nodes ?? []) : [],
  );
  const ends = new Map<string, number>(planned.map((name) => [name, 0]));
  for (const { at, event } of events) {
    if (event.type !== 'node_ended' && event.type !== 'node_skipped') continue;
    const count = ends.get(event.node ?? '');
    if (count === undefined) report('event-once', at, `${who}: ${event.type} of ${event.node}, which was not planned.`);
    else ends.set(event.node ?? '', count + 1);
  }
  const at = (events.at(-1)?.at ?? 0) + 1;
  for (const [name, count] of ends) {
    if (count !== 1)
      report('event-once', at, `${who}: node ${name} has ${count} node_ended or node_skipped, expected one.`);
  }
}
