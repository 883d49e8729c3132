import { buildEvent, buildOutcome, buildStats } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { buildResult } from '../../../test/build-result.js';
import { PLAIN } from '../../../test/fake-terminal.js';
import { RunProgress } from './progress.js';
import { summary } from './summary.js';

function progressOf(nodes: readonly string[]): RunProgress {
  const progress = new RunProgress();
  progress.add(buildEvent('run_planned', { nodes }));
  return progress;
}

describe('summary', () => {
  it('is a table of the nodes and a line for the whole, with the columns that say something', () => {
    const progress = progressOf(['read', 'sum', 'report']);
    progress.add(buildEvent('dataset_saved', { node: 'read', rows: 1200 }));
    progress.add(buildEvent('node_ended', { node: 'read', durationMs: 12 }));
    progress.add(
      buildEvent('node_ended', {
        node: 'sum',
        status: 'error',
        attempt: 3,
        error: { name: 'Error', message: 'no sum' },
      }),
    );
    progress.add(buildEvent('node_skipped', { node: 'report' }));
    const stats = buildStats({ nodesTotal: 3, nodesFailed: 1, nodesSkipped: 1 });
    expect(summary(progress, buildResult({ outcome: buildOutcome('error'), stats }), PLAIN)).toMatchInlineSnapshot(`
      "NODE     STATUS      TIME     ROWS   ATTEMPT   WHY
      read     ✓ success   12 ms   1,200
      sum      ✗ error     1.0 s                 3   no sum
      report   ○ skipped                             upstream failed

      ✗ math  failed in 1.0 s: 1 failed, 1 succeeded, 1 skipped"
    `);
  });

  it('shows of very many nodes only those that did not succeed', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `n${index}`);
    const progress = progressOf(names);
    for (const node of names)
      progress.add(buildEvent('node_ended', { node, status: node === 'n500' ? 'error' : 'success' }));
    const lines = summary(progress, buildResult(), PLAIN).split('\n');
    expect(lines.slice(0, 3)).toEqual(['NODE   STATUS    TIME', 'n500   ✗ error   1.0 s', '… and 999 more nodes']);
  });

  it('is one line where nothing was selected', () => {
    const outcome = buildOutcome('skipped', { reason: 'nothing_selected' });
    const stats = buildStats({ nodesTotal: 0, nodesSucceeded: 0 });
    expect(summary(progressOf([]), buildResult({ outcome, stats }), PLAIN)).toBe(
      '○ math  skipped (nothing selected) in 1.0 s',
    );
  });
});
