import type { PipelineNode } from '@pintle/hookspecs';
import { describe, expect, it } from 'vitest';
import type { PipelineFilter } from './filter.js';
import { pipeline } from './pipeline.js';

function plain(
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  more: Partial<PipelineNode> = {},
): PipelineNode {
  return { name, inputs, outputs, run: () => ({}), ...more };
}

const whole = pipeline('p', [
  plain('load', ['raw'], ['rows'], { tags: ['io'], namespace: 'in' }),
  plain('clean', ['rows', 'params:x'], ['clean'], { tags: ['core'], namespace: 'in.deep' }),
  plain('left', ['clean'], ['l'], { tags: ['core', 'fast'] }),
  plain('right', ['clean'], ['r'], { namespace: 'inner' }),
  plain('join', ['l', 'r'], ['out']),
]);

const names = (filter: PipelineFilter): string[] => whole.filter(filter).nodes.map((node) => node.name);

describe('filter', () => {
  it.each<[string, PipelineFilter, string[]]>([
    ['nothing', {}, ['load', 'clean', 'left', 'right', 'join']],
    ['empty lists', { nodes: [], tags: [] }, ['load', 'clean', 'left', 'right', 'join']],
    ['nodes', { nodes: ['join', 'load'] }, ['load', 'join']],
    ['fromNodes', { fromNodes: ['left'] }, ['left', 'join']],
    ['toNodes', { toNodes: ['left'] }, ['load', 'clean', 'left']],
    ['fromInputs', { fromInputs: ['clean'] }, ['left', 'right', 'join']],
    ['fromInputs that are parameters', { fromInputs: ['params:x'] }, ['clean', 'left', 'right', 'join']],
    ['toOutputs', { toOutputs: ['r'] }, ['load', 'clean', 'right']],
    ['tags, any of them', { tags: ['io', 'fast'] }, ['load', 'left']],
    ['namespaces with what is inside them', { namespaces: ['in'] }, ['load', 'clean']],
    ['several, all of them', { fromNodes: ['clean'], toNodes: ['join'], tags: ['core'] }, ['clean', 'left']],
    ['several that exclude each other', { toNodes: ['load'], fromNodes: ['join'] }, []],
  ])('keeps %s', (_, filter, expected) => {
    expect(names(filter)).toEqual(expected);
  });

  it.each<[PipelineFilter, string, string | undefined]>([
    [{ nodes: ['clea'] }, 'PIPELINE_NODE_UNKNOWN', 'Did you mean "clean"?'],
    [{ fromNodes: ['nope-at-all'] }, 'PIPELINE_NODE_UNKNOWN', 'Its nodes: load, clean, left, right, join.'],
    [{ fromInputs: ['out'] }, 'PIPELINE_DATASET_UNKNOWN', undefined],
    [{ toOutputs: ['raw'] }, 'PIPELINE_DATASET_UNKNOWN', undefined],
    [{ tags: ['cor'] }, 'PIPELINE_TAG_UNKNOWN', 'Did you mean "core"?'],
    [{ namespaces: ['i'] }, 'PIPELINE_NAMESPACE_UNKNOWN', 'Did you mean "in"?'],
  ])('refuses unknown names: %o', (filter, code, hint) => {
    expect(() => whole.filter(filter)).toThrow(
      expect.objectContaining({ code, ...(hint === undefined ? {} : { hint }) }),
    );
  });
});
