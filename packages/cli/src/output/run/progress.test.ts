import { buildEvent } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { RunProgress } from './progress.js';

function planned(...nodes: string[]): RunProgress {
  const progress = new RunProgress();
  progress.add(buildEvent('run_started'));
  progress.add(buildEvent('run_planned', { nodes }));
  return progress;
}

describe('RunProgress', () => {
  it('knows what is planned, under way and done', () => {
    const progress = planned('a', 'b', 'c');
    progress.add(buildEvent('node_started', { node: 'a' }));
    progress.add(buildEvent('node_started', { node: 'b' }));
    progress.add(buildEvent('node_ended', { node: 'a' }));
    expect([progress.total, progress.done, progress.failed]).toEqual([3, 1, 0]);
    expect(progress.running.map(({ node }) => node)).toEqual(['b']);
    expect(progress.nodes.map(({ node, status }) => [node, status])).toEqual([
      ['a', 'success'],
      ['b', 'running'],
      ['c', 'pending'],
    ]);
  });

  it('is not planned until the selection is done', () => {
    const progress = new RunProgress();
    progress.add(buildEvent('run_started'));
    expect(progress.isPlanned).toBe(false);
    progress.add(buildEvent('run_planned', { nodes: [] }));
    expect([progress.isPlanned, progress.total]).toEqual([true, 0]);
  });

  it('keeps the time at which the first attempt began', () => {
    const progress = planned('a');
    progress.add(buildEvent('node_started', { node: 'a', time: '2026-01-01T00:00:00.000Z' }));
    progress.add(buildEvent('node_retrying', { node: 'a' }));
    expect(progress.running[0]).toMatchObject({ status: 'retrying', attempt: 1 });
    progress.add(buildEvent('node_started', { node: 'a', attempt: 2, time: '2026-01-01T00:00:09.000Z' }));
    expect(progress.running[0]).toMatchObject({ status: 'running', attempt: 2, startedAt: Date.parse('2026-01-01') });
  });

  it('counts failures, and tells skipped from cached', () => {
    const progress = planned('a', 'b', 'c', 'd');
    progress.add(
      buildEvent('node_ended', { node: 'a', status: 'error', error: { name: 'Error', message: 'one\ntwo' } }),
    );
    progress.add(buildEvent('node_skipped', { node: 'b', reason: 'upstream_failed' }));
    progress.add(buildEvent('node_skipped', { node: 'c', reason: 'outputs_exist' }));
    progress.add(buildEvent('node_ended', { node: 'd', status: 'timed_out' }));
    expect([progress.done, progress.failed]).toEqual([4, 2]);
    expect(progress.nodes.map(({ status }) => status)).toEqual(['error', 'skipped', 'cached', 'timed_out']);
    expect(progress.nodes[0]?.error).toBe('one');
  });

  it('adds up the rows that a node saved; what the engine says wins', () => {
    const progress = planned('a', 'b');
    for (const rows of [10, 5]) progress.add(buildEvent('dataset_saved', { node: 'a', rows }));
    progress.add(buildEvent('node_ended', { node: 'a' }));
    progress.add(buildEvent('dataset_saved', { node: 'b', rows: 1 }));
    progress.add(buildEvent('node_ended', { node: 'b', rowsAffected: 7 }));
    expect(progress.nodes.map(({ rows }) => rows)).toEqual([15, 7]);
  });
});
