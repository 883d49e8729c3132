import { setTimeout as sleep } from 'node:timers/promises';
import type { HookArgs } from '@pintle/hookspecs';
import { node, pipeline } from '@pintle/pipeline';
import { describe, expect, it } from 'vitest';
import { spanTree } from '../../test/support/span-tree.js';
import { tracedRun } from '../../test/support/traced-project.js';

const busy = {
  name: 'busy',
  hooks: {
    before_node_run: async () => {
      await sleep(20);
    },
    run_node: {
      wrapper: async (args: HookArgs<'run_node'>, next: (args: HookArgs<'run_node'>) => unknown) => {
        await sleep(10);
        return await next(args);
      },
    },
    on_node_end: () => {
      throw new RangeError('no end');
    },
  },
};
const slow = pipeline('math', [node({ name: 'slow', outputs: 'x' }, () => sleep(60, 1))]);

describe('implementations of hooks', () => {
  it('get spans when that was asked for, in the run or attempt that they were called for', async () => {
    const { spans } = await tracedRun({ pipeline: slow, plugins: [busy], telemetry: { hookSpans: true } });
    const ofBusy = spans.filter(({ name }) => !name.startsWith('hook ') || name.endsWith(' busy'));
    expect(spanTree(ofBusy)).toEqual([
      'run math · success',
      '  node slow #1 · success',
      '    hook before_node_run busy',
      '    hook run_node busy',
      '    save x',
      '  hook on_node_end busy · ERROR',
    ]);
    const [before, around] = ['before_node_run', 'run_node'].map((hook) =>
      spans.find(({ name }) => name === `hook ${hook} busy`),
    );
    expect(before?.attributes).toEqual({ 'pintle.hook.name': 'before_node_run', 'pintle.plugin.name': 'busy' });
    expect(Number((before?.end ?? 0n) - (before?.start ?? 0n)) / 1e6).toBeGreaterThan(15);
    expect(around && before && around.start >= before.end, 'one begins when the other has ended').toBe(true);
    expect(spans.find(({ name }) => name === 'hook on_node_end busy')).toMatchObject({
      statusMessage: 'no end',
      attributes: { 'error.type': 'RangeError' },
    });
  });

  it('get none by default', async () => {
    const { spans } = await tracedRun({ pipeline: slow, plugins: [busy] });
    expect(spans.filter(({ name }) => name.startsWith('hook '))).toEqual([]);
  });

  it('are measured by hook and plugin, wrappers without what they wrap, the work of nodes left out', async () => {
    const { metrics } = await tracedRun({ pipeline: slow, plugins: [busy] });
    const points = metrics.get('pintle.hook.duration')?.points ?? [];
    const of = (hook: string): number =>
      points.find(
        ({ attributes }) => attributes['pintle.hook.name'] === hook && attributes['pintle.plugin.name'] === 'busy',
      )?.value ?? 0;
    expect(of('before_node_run')).toBeGreaterThan(0.015);
    expect(of('run_node')).toBeGreaterThan(0.005);
    expect(of('run_node')).toBeLessThan(0.05);
    expect(points.some(({ attributes }) => attributes['pintle.plugin.name'] === 'pintle')).toBe(false);
  });

  it('are not measured where that was not wanted', async () => {
    const { metrics } = await tracedRun({ pipeline: slow, plugins: [busy], telemetry: { hookMetrics: false } });
    expect([...metrics.keys()]).not.toContain('pintle.hook.duration');
    expect([...metrics.keys()]).toContain('pintle.run.duration');
  });
});
