import { describe, expect, it } from 'vitest';
import { didYouMean, nearMatch } from './near-match.js';

const hooks = ['before_node_run', 'after_node_run', 'on_node_error'];

describe('nearMatch', () => {
  it.each([
    ['before_node_runs', 'before_node_run'],
    ['beforeNodeRun', 'before_node_run'],
    ['BEFORE_NODE_RUN', 'before_node_run'],
    ['after_nod_run', 'after_node_run'],
    ['on_node_error', 'on_node_error'],
  ])('finds what %s most likely meant', (name, meant) => {
    expect(nearMatch(name, hooks)).toBe(meant);
  });

  it('finds nothing where nothing is close', () => {
    expect(nearMatch('teardown', hooks)).toBeUndefined();
    expect(nearMatch('anything', [])).toBeUndefined();
  });

  it('allows one edit in the shortest of names', () => {
    expect(nearMatch('ab', ['ac'])).toBe('ac');
    expect(nearMatch('ab', ['cd'])).toBeUndefined();
  });

  it('takes the first of two that are as close', () => {
    expect(nearMatch('abcX', ['abcY', 'abcZ'])).toBe('abcY');
  });
});

describe('didYouMean', () => {
  it('asks, or says nothing', () => {
    expect(didYouMean('on_node_eror', hooks)).toBe('Did you mean "on_node_error"?');
    expect(didYouMean('teardown', hooks)).toBeUndefined();
  });
});
