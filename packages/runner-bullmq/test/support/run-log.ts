import type { RunEvent } from '@pintle/hookspecs';
import { expect } from 'vitest';
import type { ProjectProcesses } from './project-processes.js';

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

/** The store of the audit trail has one row for each event, and no call of a hook twice. @returns keys of the rows of calls */
export function expectOneRowEach(project: ProjectProcesses, runId: string): readonly string[] {
  const strands = project.audited(runId);
  expect(strands.get('log')).toEqual(project.events(runId).map(({ key }) => key));
  const calls = [...strands].flatMap(([strand, keys]) => (strand === 'log' ? [] : keys));
  expect(new Set(calls).size).toBe(calls.length);
  return calls;
}

/** The audit trail has calls of hooks on workers, too, for each attempt that ended, whatever became of its worker. */
export async function expectAudited(project: ProjectProcesses, runId: string = project.lastRun()): Promise<void> {
  await project.syncAudit();
  const calls = expectOneRowEach(project, runId);
  const told = new Set(calls.flatMap((key) => /^[^/]+\/\d+\/(.+?\/\d+\/hook_called\/\w+)\//.exec(key)?.[1] ?? []));
  for (const event of project.events(runId)) {
    if (event.type !== 'dataset_saved') continue;
    for (const hook of ['on_node_start', 'after_node_run', 'after_dataset_saved'])
      expect(told).toContain(`${event.node}/${event.attempt}/hook_called/${hook}`);
  }
}
