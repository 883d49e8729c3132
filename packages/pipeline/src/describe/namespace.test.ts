import { describe, expect, it } from 'vitest';
import { dataset, param } from './handle.js';
import { node } from './node.js';
import { pipeline } from './pipeline.js';

const scale = node(
  {
    name: 'scale',
    inputs: { rows: dataset<number>('rows'), by: param<number>('by') },
    outputs: { scaled: dataset<number>('scaled') },
  },
  ({ rows, by }) => ({ scaled: rows * by }),
);
const report = node(
  { name: 'report', inputs: ['scaled', 'parameters'], outputs: 'report', namespace: 'out' },
  ([scaled]) => `= ${String(scaled)}`,
);
const original = pipeline('p', [scale, report]);

describe('namespace', () => {
  it('prefixes nodes, datasets and parameters, and leaves the original alone', () => {
    const copy = original.namespace('eu');
    expect(copy.nodes.map(({ name, namespace, inputs, outputs }) => ({ name, namespace, inputs, outputs }))).toEqual([
      { name: 'eu.scale', namespace: 'eu', inputs: ['eu.rows', 'params:eu.by'], outputs: ['eu.scaled'] },
      { name: 'eu.report', namespace: 'eu.out', inputs: ['eu.scaled', 'parameters'], outputs: ['eu.report'] },
    ]);
    expect(original.nodes[0]?.name).toBe('scale');
    expect(original.plus(copy).nodes).toHaveLength(4);
  });

  it('keeps and renames what is to be shared with the outside', () => {
    const copy = original.namespace('eu', {
      inputs: ['rows'],
      outputs: { report: 'eu_report' },
      params: { by: 'factor' },
    });
    expect(copy.inputs()).toEqual(['rows', 'params:factor', 'parameters']);
    expect(copy.outputs()).toEqual(['eu_report']);
  });

  it('runs the same functions on the other names', async () => {
    const [scaled, reported] = original.namespace('eu', { params: { by: 'factor' } }).nodes;
    expect(await scaled?.run({ 'eu.rows': 3, 'params:factor': 2 }, undefined as never)).toEqual({ 'eu.scaled': 6 });
    expect(await reported?.run({ 'eu.scaled': 6, parameters: {} }, undefined as never)).toEqual({ 'eu.report': '= 6' });
  });

  it('nests', () => {
    expect(original.namespace('a').namespace('b').nodes[0]).toMatchObject({
      name: 'b.a.scale',
      namespace: 'b.a',
      inputs: ['b.a.rows', 'params:b.a.by'],
    });
  });

  it('refuses to keep what is not there', () => {
    expect(() => original.namespace('eu', { inputs: ['row'] })).toThrow(
      expect.objectContaining({ code: 'PIPELINE_DATASET_UNKNOWN', hint: 'Did you mean "rows"?' }),
    );
    expect(() => original.namespace('e u')).toThrow(expect.objectContaining({ code: 'PIPELINE_NAMESPACE_INVALID' }));
  });
});
