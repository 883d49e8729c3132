import type { RunEvent } from '@pintle/hookspecs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStage, type Reconciled } from './any-run/play.ts';
import { anyWorld } from './any-run/world.ts';

const RUNNERS = [
  { runner: 'sequential', numRuns: 30, nodes: 5 },
  { runner: 'concurrent', numRuns: 30, nodes: 5 },
  { runner: 'worker', numRuns: 8, nodes: 4 },
];

describe.each(RUNNERS)(
  'any run of the runner "$runner", killed after any of its events',
  ({ runner, numRuns, nodes }) => {
    it('is ended by one reconciliation, it and its open nodes once', { timeout: 300_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(anyWorld(nodes), async (world) => {
          await using stage = await openStage(world, runner);
          const { result } = await stage.play();
          const { runId } = result.run;
          if (!['success', 'skipped'].includes(result.outcome.status)) await stage.resume(runId);
          const lines = stage.log(runId);
          for (let count = 1; count <= lines.length; count++) {
            const torn = lines[count]?.slice(0, 20) ?? '';
            const written = lines.slice(0, count).map((line) => JSON.parse(line) as RunEvent);
            const reconciled = await stage.reconcile(runId, `${lines.slice(0, count).join('\n')}\n${torn}`);
            check(written, reconciled);
          }
        }),
        { numRuns },
      );
    });
  },
);

/** What the last attempt of a run has still to do. */
function stateOf(events: readonly RunEvent[]) {
  const last = events.at(-1)?.runAttempt;
  const own = events.filter(({ runAttempt }) => runAttempt === last);
  const planned = own.flatMap((event) => (event.type === 'run_planned' ? event.nodes : []));
  const ended = own.flatMap((event) =>
    event.type === 'node_ended' || event.type === 'node_skipped' ? event.node : [],
  );
  const started = own.flatMap((event) => (event.type === 'node_started' ? event.node : []));
  const runEnds = own.filter(({ type }) => type === 'run_ended').length;
  return { own, planned, ended, started, runEnds, open: planned.filter((node) => !ended.includes(node)) };
}

function check(written: readonly RunEvent[], { found, calls, events }: Reconciled): void {
  const before = stateOf(written);
  const isOver = before.runEnds === 1;
  expect(found).toEqual([isOver ? 0 : 1, 0]);
  const told = (hook: string): string[] =>
    calls.filter((call) => call.hook === hook).map(({ node, status }) => `${node?.name ?? 'run'} ${status}`);
  const expected = before.open.map((node) => `${node} ${before.started.includes(node) ? 'crashed' : 'skipped'}`);
  expect(told('on_node_end').toSorted()).toEqual(isOver ? [] : expected.toSorted());
  expect(told('on_run_end')).toEqual(isOver ? [] : ['run crashed']);
  const models = calls.filter(
    ({ hook, node, status }) => hook === 'on_node_end' && node?.hasModel && status === 'crashed',
  );
  expect(calls.flatMap(({ hook, node }) => (hook === 'after_model' ? [node] : []))).toEqual(
    models.map(({ node }) => node),
  );
  expect(events.slice(0, written.length)).toEqual(written);
  const after = stateOf(events);
  expect(after.ended.toSorted()).toEqual(before.planned.toSorted());
  expect(after.runEnds).toBe(1);
  expect(after.own.at(-1)?.type).toBe('run_ended');
  expect(after.own.map(({ seq }) => seq)).toEqual(after.own.map((_, at) => at + 1));
  expect(new Set(events.map(({ key }) => key)).size).toBe(events.length);
  const announced = calls.filter(({ hook }) => hook === 'on_run_event').map(({ event }) => event?.key);
  expect(announced).toEqual(events.slice(written.length).map(({ key }) => key));
}
