import type { RunEvent } from '@pintle/hookspecs';
import { buildEvent, buildStats } from '@pintle/hookspecs/testing';
import type { RunSummary } from '@pintle/pipeline/runs';
import { beforeAll, describe, expect, it } from 'vitest';
import { PLAIN } from '../../test/fake-terminal.js';
import { describeRun } from './describe-run.js';
import { runTree } from './run-tree.js';

const started = buildEvent('run_started', { runAttempt: 2, pipeline: 'math', request: { tags: ['a'] } });
const error = { name: 'TypeError', message: 'no sum' };
const EVENTS: readonly RunEvent[] = [
  buildEvent('dataset_saved', { node: 'read', rows: 99 }),
  ...(
    [
      started,
      buildEvent('dataset_loaded', { node: 'read', dataset: 'raw', rows: 1200, version: 'v1' }),
      buildEvent('dataset_saved', { node: 'read', dataset: 'numbers' }),
      buildEvent('dataset_loaded', { node: 'sum', dataset: 'numbers' }),
      buildEvent('dataset_loaded', { node: 'sum', dataset: 'numbers', attempt: 2 }),
      buildEvent('hook_failed', {
        hook: 'on_node_end',
        plugin: 'bell',
        node: 'read',
        error: { name: 'Error', message: 'ding' },
      }),
    ] as const
  ).map((event) => ({ ...event, runAttempt: 2 })),
];

const SUMMARY: RunSummary = {
  runId: 'r1',
  attempt: 2,
  pipeline: 'math',
  env: 'test',
  startedAt: '2026-01-01T09:05:07.000Z',
  status: 'error',
  durationMs: 4200,
  record: {
    runId: 'r1',
    attempt: 2,
    started,
    ended: undefined,
    nodes: new Map([
      ['read', { node: 'read', status: 'success', attempt: 1, durationMs: 12 }],
      ['sum', { node: 'sum', status: 'error', attempt: 2, durationMs: 3, error }],
      ['tell', { node: 'tell', status: 'skipped', attempt: 0, reason: 'upstream_failed' }],
      ['old', { node: 'old', status: 'cached', attempt: 0, reason: 'cached' }],
    ]),
    done: new Set(['read']),
    stats: buildStats(),
    seq: 9,
  },
};

beforeAll(() => {
  process.env['TZ'] = 'UTC';
});

describe('runTree', () => {
  it('shows the last attempt of a run: nodes, what they loaded and saved, what went wrong', () => {
    expect(
      runTree(describeRun(SUMMARY, EVENTS), { colors: PLAIN, verbose: false, projectDir: '/project' }),
    ).toMatchInlineSnapshot(`
      "math  ✗ error in 4.2 s
        run      r1, attempt 2
        started  2026-01-01 09:05:07
        env      test
        runner   sequential
        request  {"tags":["a"]}

      ✓ read  success, 12 ms
          ← raw  1,200 rows, version v1
          → numbers
      ✗ sum  error, 3 ms, attempt 2
          ← numbers
      ○ tell  skipped, upstream failed
      ✓ old  cached

      ✗ TypeError  no sum
        node   sum
      ✗ Error  ding
        node   read
        plugin bell, in its on_node_end"
    `);
  });

  it('shows what failed a run besides its nodes', () => {
    const summary = { ...SUMMARY, record: { ...SUMMARY.record, nodes: new Map() } };
    const run = {
      ...describeRun(summary, [started]),
      error: { name: 'X', code: 'CONFIG_X', message: 'no config', hint: 'Write it.' },
    };
    expect(runTree(run, { colors: PLAIN, verbose: false, projectDir: '/project' })).toContain(
      '✗ CONFIG_X  no config\n  hint   Write it.',
    );
  });
});
