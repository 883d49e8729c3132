import { buildEvent } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../test/fake-terminal.js';
import { liveFrame } from './live-frame.js';
import { RunProgress } from './progress.js';

const START = '2026-01-01T00:00:00.000Z';
const MOMENT = { now: Date.parse(START) + 4200, tick: 0, columns: 100, isCancelling: false };

function progressOf(nodes: readonly string[]): RunProgress {
  const progress = new RunProgress();
  progress.add(buildEvent('run_started', { pipeline: 'math', time: START }));
  progress.add(buildEvent('run_planned', { nodes }));
  return progress;
}

describe('liveFrame', () => {
  it('shows how far the run is, and what is under way for how long', () => {
    const progress = progressOf(['a', 'b', 'long', 'd']);
    progress.add(buildEvent('node_ended', { node: 'a' }));
    progress.add(buildEvent('node_started', { node: 'b', time: START }));
    progress.add(buildEvent('node_started', { node: 'long', attempt: 2, time: START }));
    expect(liveFrame(progress, MOMENT, PLAIN)).toMatchInlineSnapshot(`
      "⠋  math  ━━━━━━──────────────────  1/4  4.2 s
        ▶ b     4.2 s
        ▶ long  4.2 s  attempt 2"
    `);
  });

  it('shows failures, and that the run is being cancelled', () => {
    const progress = progressOf(['a', 'b']);
    progress.add(buildEvent('node_ended', { node: 'a', status: 'error' }));
    expect(liveFrame(progress, { ...MOMENT, isCancelling: true }, PLAIN)).toContain('1/2  4.2 s  1 failed  cancelling');
  });

  it('shows eight nodes, and how many there are besides', () => {
    const names = Array.from({ length: 11 }, (_, index) => `n${index}`);
    const progress = progressOf(names);
    for (const node of names) progress.add(buildEvent('node_started', { node }));
    const lines = liveFrame(progress, MOMENT, PLAIN).split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([10, '  … and 3 more']);
  });

  it('keeps within a narrow terminal', () => {
    const progress = progressOf(['x'.repeat(80)]);
    progress.add(buildEvent('node_started', { node: 'x'.repeat(80), time: START }));
    for (const line of liveFrame(progress, { ...MOMENT, columns: 40 }, PLAIN).split('\n'))
      expect(line.length).toBeLessThanOrEqual(40);
  });

  it('is empty before there is a run', () => {
    expect(liveFrame(new RunProgress(), MOMENT, PLAIN)).toBe('');
  });
});
