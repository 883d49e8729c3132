import { describe, expect, it } from 'vitest';
import type { PipelineNode } from '../domain/node.js';
import { buildNode } from '../testing/index.js';
import { nodeGraph } from './graph.js';
import type { SelectFacts } from './matcher.js';
import { reportSelect, selectProblems } from './report.js';
import { bindSelect } from './selector.js';

const clean = buildNode({ name: 'clean', inputs: ['raw'], outputs: ['rows'], tags: ['staging'] });
const daily = buildNode({ name: 'daily', inputs: ['rows'], outputs: ['days'], tags: ['mart'], kind: 'sql' });

function scope(facts: SelectFacts = {}) {
  return { graph: nodeGraph([clean, daily]), ...facts };
}

const report = (select: string, facts?: SelectFacts) => reportSelect(bindSelect(select, scope(facts)), scope(facts));
const problems = (select: string, datasetsOf?: (node: PipelineNode) => readonly string[]) =>
  selectProblems(bindSelect(select, scope()), scope(), datasetsOf);

describe('reportSelect', () => {
  it('says what each word and each alternative matched', () => {
    expect(report('tag:mart,clean !kind:code')).toMatchObject({
      source: 'tag:mart,clean !kind:code',
      nodes: ['daily'],
      words: [
        {
          text: 'tag:mart,clean',
          nodes: ['clean', 'daily'],
          terms: [
            { text: 'tag:mart', nodes: ['daily'] },
            { text: 'clean', nodes: ['clean'] },
          ],
        },
        { text: '!kind:code', nodes: ['daily'], terms: [{ text: '!kind:code', nodes: ['daily'] }] },
      ],
      problems: [],
    });
  });

  it('says of each selected node which terms let it in', () => {
    expect(Object.fromEntries(report('tag:mart,+daily dataset:rows').why)).toEqual({
      clean: ['+daily', 'dataset:rows'],
      daily: ['tag:mart', '+daily', 'dataset:rows'],
    });
  });
});

describe('selectProblems', () => {
  it.each([
    ['tag:mrt', '"tag:mrt" can never match: no node has the tag "mrt".', 'Did you mean "mart"?'],
    ['clear', '"clear" can never match: no node is called "clear".', 'Did you mean "clean"?'],
    ['!kind:sqll', '"!kind:sqll" excludes nothing: no node is of the kind "sqll".', 'Did you mean "sql"?'],
    ['+dataset:row', '"+dataset:row" can never match: no node reads or writes "row".', 'Did you mean "raw"?'],
    ['namespace:etl', '"namespace:etl" can never match: no node is in the namespace "etl".', undefined],
    ['pipeline:x', '"pipeline:x" can never match: no node belongs to the pipeline "x".', undefined],
  ])('finds the term that matches nothing in %s', (select, message, hint) => {
    expect(problems(select)).toEqual([{ text: select, message, hint }]);
  });

  it('finds one dead alternative among living ones', () => {
    expect(problems('tag:mart,tag:gone').map(({ text }) => text)).toEqual(['tag:gone']);
  });

  it('finds a selector whose words never hold together', () => {
    expect(problems('tag:mart kind:code')).toEqual([
      expect.objectContaining({
        text: 'tag:mart kind:code',
        message: expect.stringContaining('no node satisfies all'),
      }),
    ]);
  });

  it('has nothing to say of a selector that matches, of an empty one, or of no nodes', () => {
    expect(problems('tag:mart')).toEqual([]);
    expect(selectProblems(bindSelect([], scope()), scope())).toEqual([]);
    const empty = { graph: nodeGraph([]) };
    expect(selectProblems(bindSelect('tag:x', empty), empty)).toEqual([]);
  });

  it('does not complain of results: the next run may have them', () => {
    expect(problems('result:error')).toEqual([]);
    expect(problems('result:error tag:mart kind:code')).toEqual([]);
  });

  it('finds a dataset that the hook is never called for', () => {
    expect(problems('dataset:raw', ({ outputs }) => outputs)).toEqual([
      expect.objectContaining({ message: expect.stringContaining('no dataset of a node satisfies all') }),
    ]);
    expect(problems('dataset:raw', ({ inputs }) => inputs)).toEqual([]);
  });
});
