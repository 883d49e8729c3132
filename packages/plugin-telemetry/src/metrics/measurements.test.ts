import { node, pipeline } from '@pintle/pipeline';
import { describe, expect, it } from 'vitest';
import type { ReceivedMetric } from '../../test/support/otlp.js';
import { tracedRun } from '../../test/support/traced-project.js';

/** Values (of histograms: counts) by the given attribute. */
function by(metric: ReceivedMetric | undefined, ...attributes: string[]): Record<string, number> {
  const points = metric?.points ?? [];
  return Object.fromEntries(
    points.map((point) => [
      attributes.map((name) => point.attributes[name]).join(' '),
      metric?.kind === 'histogram' ? point.count : point.value,
    ]),
  );
}

describe('the metrics of a run', () => {
  it('tell durations and outcomes of runs and nodes, retries and rows', async () => {
    const model = { name: 'mart', path: 'mart.sql', tags: [], meta: {}, status: 'pending' as const };
    const built = pipeline('math', [
      node({ name: 'read', outputs: 'x', retry: { maxAttempts: 3 } }, (_, { attempt }) => {
        if (attempt < 3) throw new RangeError('not yet');
        return [1, 2, 3];
      }),
      node({ name: 'sum', inputs: 'x', outputs: 'y' }, () => 6),
      node({ name: 'broken', inputs: 'x', outputs: 'z' }, () => {
        throw new TypeError('never');
      }),
      node({ name: 'after', inputs: 'z', outputs: 'w' }, () => 1),
    ]);
    const { metrics, result } = await tracedRun({
      pipeline: {
        ...built,
        nodes: [
          ...built.nodes,
          {
            name: 'mart',
            inputs: ['y'],
            outputs: ['mart'],
            model,
            run: (_, { report }) => (report({ rowsAffected: 42 }), { mart: 1 }),
          },
        ],
      },
      run: { keepGoing: true },
    });
    expect(result.outcome.status).toBe('error');
    expect(by(metrics.get('pintle.run.duration'), 'pintle.pipeline.name', 'pintle.outcome', 'error.type')).toEqual({
      'math error TypeError': 1,
    });
    expect(by(metrics.get('pintle.run.outcomes'), 'deployment.environment.name', 'pintle.outcome')).toEqual({
      'local error': 1,
    });
    expect(by(metrics.get('pintle.node.outcomes'), 'pintle.node.name', 'pintle.outcome')).toEqual({
      'read success': 1,
      'sum success': 1,
      'broken error': 1,
      'after skipped': 1,
      'mart success': 1,
    });
    expect(Object.keys(by(metrics.get('pintle.node.duration'), 'pintle.node.name')).toSorted()).toEqual([
      'broken',
      'mart',
      'read',
      'sum',
    ]);
    expect(by(metrics.get('pintle.node.retries'), 'pintle.node.name', 'error.type')).toEqual({ 'read RangeError': 2 });
    expect(by(metrics.get('pintle.dataset.rows'), 'pintle.dataset.name', 'pintle.dataset.operation')).toEqual({
      'x save': 3,
      'x load': 6,
    });
    expect(by(metrics.get('pintle.model.rows'), 'pintle.model.name')).toEqual({ mart: 42 });
  });

  it('measure in seconds', async () => {
    const { metrics, result } = await tracedRun({
      pipeline: pipeline('math', [node({ name: 'a', outputs: 'x' }, () => 1)]),
    });
    const [point] = metrics.get('pintle.run.duration')?.points ?? [];
    expect(metrics.get('pintle.run.duration')).toMatchObject({ unit: 's', kind: 'histogram' });
    expect(point?.value).toBeCloseTo(result.outcome.durationMs / 1000, 9);
  });
});
