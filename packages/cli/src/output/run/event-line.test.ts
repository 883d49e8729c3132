import type { RunEvent } from '@pintle/hookspecs';
import { buildEvent, buildStats } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../test/fake-terminal.js';
import { endText, eventLine } from './event-line.js';

const error = { name: 'Error', message: 'boom\nand more' };

describe('eventLine', () => {
  it.each<[RunEvent, string]>([
    [buildEvent('run_started', { runId: 'r1' }), '▶ math  env test, runner sequential, run r1'],
    [
      buildEvent('run_started', { runId: 'r1', runAttempt: 2 }),
      '▶ math  env test, runner sequential, run r1, attempt 2',
    ],
    [buildEvent('run_planned', { nodes: ['a', 'b'] }), '· 2 nodes selected'],
    [buildEvent('node_started'), '▶ clean  started'],
    [buildEvent('node_started', { attempt: 3 }), '▶ clean  started, attempt 3'],
    [buildEvent('node_retrying', { delayMs: 200, error }), '↻ clean  attempt 1 failed, again in 200 ms: boom'],
    [buildEvent('node_retrying', { error }), '↻ clean  attempt 1 failed, again at once: boom'],
    [buildEvent('node_skipped'), '○ clean  skipped: upstream failed'],
    [buildEvent('node_ended', { rowsAffected: 1200, attempt: 2 }), '✓ clean  success  1.0 s, 1,200 rows, attempt 2'],
    [buildEvent('node_ended', { status: 'timed_out', error }), '✗ clean  timed out  1.0 s: boom'],
    [buildEvent('dataset_loaded', { rows: 1 }), '· clean  loaded raw  1 row  1 ms'],
    [buildEvent('dataset_saved'), '· clean  saved clean  1 ms'],
    [buildEvent('dataset_failed', { error }), '✗ clean  could not load raw: boom'],
    [
      buildEvent('hook_failed', { plugin: 'acme', node: 'clean', error }),
      '! hook on_node_end of acme failed for clean: boom',
    ],
    [buildEvent('run_ended'), '✓ math  succeeded in 1.0 s: 1 succeeded'],
  ])('shows %o as %s', (event, line) => expect(eventLine({ ...event, ...named(event) }, 'math', PLAIN)).toBe(line));
});

function named(event: RunEvent): object {
  return event.type === 'run_started' ? { pipeline: 'math' } : {};
}

describe('endText', () => {
  it('names what there was, and nothing else', () => {
    const stats = buildStats({
      nodesTotal: 6,
      nodesSucceeded: 2,
      nodesFailed: 1,
      nodesSkipped: 2,
      nodesCached: 1,
      hookFailures: 1,
    });
    expect(endText({ status: 'error', durationMs: 4200, stats })).toBe(
      'failed in 4.2 s: 1 failed, 2 succeeded, 1 cached, 2 skipped, 1 hook failure',
    );
  });

  it('says why', () => {
    const stats = buildStats({ nodesTotal: 0, nodesSucceeded: 0 });
    expect(endText({ status: 'skipped', durationMs: 3, stats, reason: 'nothing_selected' })).toBe(
      'skipped (nothing selected) in 3 ms',
    );
  });
});
