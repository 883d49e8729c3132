import { checkSequence, formatViolations } from '@pintle/hookspecs/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStage, type Played } from './any-run/play.ts';
import { anyWorld } from './any-run/world.ts';

const RUNNERS = [
  { runner: 'sequential', numRuns: 150, nodes: 6 },
  { runner: 'concurrent', numRuns: 150, nodes: 6 },
  { runner: 'worker', numRuns: 25, nodes: 4 },
];

describe.each(RUNNERS)('any run of the runner "$runner"', ({ runner, numRuns, nodes }) => {
  it('keeps what lifecycle promises, and can be resumed', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld(nodes), async (world) => {
        await using stage = await openStage(world, runner);
        const first = await stage.play();
        check(first);
        const { outcome, run } = first.result;
        if (outcome.status === 'success' || outcome.status === 'skipped') return;
        const second = await stage.resume(run.runId);
        check(second);
        expect(second.result.run).toMatchObject({ runId: run.runId, attempt: run.attempt + 1 });
        expect(executed(second).filter((node) => finished(first).includes(node))).toEqual([]);
      }),
      { numRuns },
    );
  });
});

function check({ result, calls, events }: Played): void {
  expect(formatViolations(checkSequence(calls))).toBe('');
  const called = (hook: string): typeof calls => calls.filter((call) => call.hook === hook);
  expect(called('on_run_start')).toHaveLength(1);
  expect(called('on_run_end').map(({ status }) => status)).toEqual([result.outcome.status]);
  const planned = events.flatMap((event) => (event.type === 'run_planned' ? event.nodes : []));
  const ends = called('on_node_end').map(({ node, status }) => `${node?.name} ${status}`);
  expect(
    called('on_node_end')
      .map(({ node }) => String(node?.name))
      .toSorted(),
  ).toEqual(planned.toSorted());
  // What hooks were told, what the result says and what the log holds are the same.
  expect([...result.nodes].map(([name, { status }]) => `${name} ${status}`).toSorted()).toEqual(ends.toSorted());
  expect(called('on_run_event').map(({ event }) => event?.seq)).toEqual(events.map(({ seq }) => seq));
  const { hookFailures, ...counts } = result.stats;
  expect(events.at(-1)).toMatchObject({ type: 'run_ended', status: result.outcome.status, stats: counts });
  const { nodesTotal, nodesSucceeded, nodesFailed, nodesSkipped, nodesCached, nodesCancelled } = result.stats;
  expect(nodesSucceeded + nodesFailed + nodesSkipped + nodesCached + nodesCancelled).toBe(nodesTotal);
  expect(hookFailures).toBe(result.hookFailures.length);
  if (nodesFailed > 0) expect(result.outcome.status).toBe('error');
}

/** Nodes of which an attempt came to its execution. */
function executed({ calls }: Played): string[] {
  return calls.flatMap(({ hook, node }) => (hook === 'on_node_start' && node !== undefined ? [node.name] : []));
}

/** Nodes that have done their work. */
function finished({ result }: Played): string[] {
  return [...result.nodes].flatMap(([name, { status }]) => (status === 'success' || status === 'cached' ? [name] : []));
}
