import { buildOutcome } from '@pintle/hookspecs/testing';
import { describe, expect, it } from 'vitest';
import { buildResult } from '../../../test/build-result.js';
import { hookFailures, nodeFailures, runFailures } from './failures.js';

const first = new TypeError('first');
const second = new RangeError('second');
const other = new Error('other');
const nodes = new Map([
  ['a', buildOutcome('error', { error: first })],
  ['b', buildOutcome('error', { error: second })],
  ['c', buildOutcome()],
]);

describe('the failures of a run', () => {
  it('are those of its nodes, each once', () => {
    const result = buildResult({
      nodes,
      outcome: buildOutcome('error', { error: new AggregateError([first, second], 'two') }),
    });
    expect(nodeFailures(result).map(({ node, facts }) => [node, facts.message])).toEqual([
      ['a', 'first'],
      ['b', 'second'],
    ]);
    expect(runFailures(result)).toEqual([]);
  });

  it('are what failed it besides its nodes', () => {
    const mixed = buildResult({
      nodes,
      outcome: buildOutcome('error', { error: new AggregateError([first, other, second], 'all') }),
    });
    expect(runFailures(mixed).map(({ facts }) => facts.message)).toEqual(['other']);
    expect(
      runFailures(buildResult({ outcome: buildOutcome('error', { error: other }) })).map(({ facts }) => facts.message),
    ).toEqual(['other']);
  });

  it('are hooks, with the plugin even where the error does not know it', () => {
    const failure = { hook: 'on_node_end', plugin: 'acme', node: 'a', error: new Error('bell') };
    expect(hookFailures(buildResult({ hookFailures: [failure] }))).toMatchObject([
      { node: 'a', facts: { message: 'bell', origin: { plugin: 'acme', hook: 'on_node_end' } } },
    ]);
  });
});
