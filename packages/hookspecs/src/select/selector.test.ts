import { describe, expect, it } from 'vitest';
import type { PipelineNode } from '../domain/node.js';
import { buildNode } from '../testing/index.js';
import { nodeGraph } from './graph.js';
import type { SelectFacts } from './matcher.js';
import { bindSelect, selectNodes } from './selector.js';

/** raw → clean → daily → report, and params:year → clean; other stands alone. */
function nodes(): PipelineNode[] {
  return [
    buildNode({
      name: 'clean',
      inputs: ['raw', 'params:year'],
      outputs: ['rows'],
      tags: ['staging'],
      namespace: 'etl',
    }),
    buildNode({
      name: 'daily',
      inputs: ['rows'],
      outputs: ['days'],
      tags: ['mart'],
      kind: 'sql',
      namespace: 'etl.sql',
    }),
    buildNode({ name: 'report', inputs: ['days'], outputs: ['page'], tags: ['mart', 'slow'], namespace: 'etlx' }),
    buildNode({ name: 'other', inputs: ['x'], outputs: ['y'] }),
  ];
}

const selected = (select: string | readonly string[], facts: SelectFacts = {}): string[] =>
  selectNodes(select, nodes(), facts).map(({ name }) => name);

describe('selectNodes', () => {
  it.each([
    ['clean', ['clean']],
    ['*e*', ['clean', 'report', 'other']],
    ['?????', ['clean', 'daily', 'other']],
    ['[c-d]*', ['clean', 'daily']],
    ['[!c-d]*', ['report', 'other']],
    ['tag:mart', ['daily', 'report']],
    ['tag:mar', []],
    ['kind:sql', ['daily']],
    ['kind:code', ['clean', 'report', 'other']],
    ['namespace:etl', ['clean', 'daily']],
    ['dataset:rows', ['clean', 'daily']],
    ['dataset:params:*', ['clean']],
    ['tag:mart !tag:slow', ['daily']],
    ['tag:mart,other', ['daily', 'report', 'other']],
    ['!tag:mart,report', ['clean', 'report', 'other']],
    ['+report', ['clean', 'daily', 'report']],
    ['1+report', ['daily', 'report']],
    ['clean+', ['clean', 'daily', 'report']],
    ['clean+1', ['clean', 'daily']],
    ['1+daily+1', ['clean', 'daily', 'report']],
    ['!+report', ['other']],
    ['+tag:slow !report', ['clean', 'daily']],
  ])('%s selects %j', (select, names) => {
    expect(selected(select)).toEqual(names);
  });

  it('demands all of several strings', () => {
    expect(selected(['tag:mart', '!kind:sql'])).toEqual(['report']);
  });

  it('selects everything with no strings at all', () => {
    expect(selected([])).toHaveLength(4);
  });

  it('knows the pipeline that is run, its parts, and where the host says nodes belong', () => {
    expect(selected('pipeline:a', { pipelineName: 'a' })).toHaveLength(4);
    expect(selected('pipeline:a', { pipelineName: 'a+b' })).toHaveLength(4);
    expect(selected('pipeline:a+b', { pipelineName: 'a+b' })).toHaveLength(4);
    expect(selected('pipeline:c', { pipelineName: 'a+b' })).toEqual([]);
    const facts: SelectFacts = { pipelineName: 'a+b', pipelinesOf: ({ name }) => (name === 'other' ? ['b'] : ['a']) };
    expect(selected('pipeline:b', facts)).toEqual(['other']);
  });

  it('knows how nodes ended in the last run', () => {
    const lastOutcomes = new Map([['daily', 'error'] as const, ['clean', 'success'] as const]);
    expect(selected('result:error+', { lastOutcomes })).toEqual(['daily', 'report']);
    expect(selected('result:error')).toEqual([]);
  });

  it('asks for a fact only when a term needs it', () => {
    let asked = 0;
    const facts: SelectFacts = {
      get lastOutcomes() {
        asked += 1;
        return new Map([['clean', 'error'] as const]);
      },
    };
    expect(selected('tag:mart', facts)).toHaveLength(2);
    expect(asked).toBe(0);
    expect(selected('result:error', facts)).toEqual(['clean']);
  });

  it('takes a cycle as it comes', () => {
    const cycle = [
      buildNode({ name: 'a', inputs: ['z'], outputs: ['x'] }),
      buildNode({ name: 'b', inputs: ['x'], outputs: ['z'] }),
    ];
    expect(selectNodes('+a', cycle).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('selects from ten thousand nodes in a chain without quadratic cost', () => {
    const chain = Array.from({ length: 10_000 }, (_, at) =>
      buildNode({ name: `n${at}`, inputs: [`d${at}`], outputs: [`d${at + 1}`] }),
    );
    const start = performance.now();
    expect(selectNodes('+n9999', chain)).toHaveLength(10_000);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('bindSelect', () => {
  const bind = (select: string) => bindSelect(select, { graph: nodeGraph(nodes()) });
  const [clean] = nodes() as [PipelineNode];

  it('looks at the dataset alone where there is one', () => {
    const selector = bind('dataset:raw');
    expect(selector.matches(clean)).toBe(true);
    expect(selector.matches(clean, 'raw')).toBe(true);
    expect(selector.matches(clean, 'rows')).toBe(false);
    expect(bind('!dataset:raw').matches(clean, 'rows')).toBe(true);
  });

  it('looks at nodes when ancestors or descendants of a dataset are asked for', () => {
    const selector = bind('+dataset:days');
    expect(selector.looksAtDataset).toBe(false);
    expect(selector.matches(clean, 'raw')).toBe(true);
  });

  it('says whether it looks at datasets', () => {
    expect(bind('tag:x,dataset:raw').looksAtDataset).toBe(true);
    expect(bind('tag:x').looksAtDataset).toBe(false);
  });
});
