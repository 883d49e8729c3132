import { buildLogger, buildResources, buildRun } from '@pintle/hookspecs/testing';
import type { NodeContext, PipelineNode } from '@pintle/hookspecs';
import { describe, expect, it } from 'vitest';
import { dataset, param } from './handle.js';
import { node } from './node.js';

function contextOf(described: PipelineNode): NodeContext {
  const run = buildRun();
  const signal = new AbortController().signal;
  return {
    node: described,
    run,
    log: buildLogger(),
    attempt: 1,
    idempotencyKey: 'r/n',
    signal,
    resources: buildResources(),
    report: () => {},
  };
}

const run = (described: PipelineNode, inputs: Record<string, unknown>): unknown =>
  described.run(inputs, contextOf(described));

describe('node', () => {
  it('runs a function on a single value', () => {
    const described = node({ name: 'n', inputs: dataset<number>('a'), outputs: 'b' }, (a) => a + 1);
    expect([described.inputs, described.outputs]).toEqual([['a'], ['b']]);
    expect(run(described, { a: 1 })).toEqual({ b: 2 });
  });

  it('runs a function on a record, each dataset named once', () => {
    const described = node(
      {
        name: 'n',
        inputs: { a: dataset<number>('x'), again: dataset<number>('x'), p: param<number>('p.q') },
        outputs: { sum: 's', same: 't' },
      },
      ({ a, again, p }) => ({ sum: a + again + p, same: a === again }),
    );
    expect([described.inputs, described.outputs]).toEqual([
      ['x', 'params:p.q'],
      ['s', 't'],
    ]);
    expect(run(described, { x: 2, 'params:p.q': 3 })).toEqual({ s: 7, t: true });
  });

  it('runs a function on a list, and waits for what it promises', async () => {
    const described = node({ name: 'n', inputs: [dataset<number>('a'), 'b'], outputs: ['c', 'd'] }, async ([a, b]) => [
      b,
      a,
    ]);
    expect(await run(described, { a: 1, b: 2 })).toEqual({ c: 2, d: 1 });
  });

  it('hands an empty record to a function without inputs, and expects nothing of one without outputs', () => {
    expect(
      run(
        node({ name: 'n', outputs: 'a' }, (inputs) => Object.keys(inputs).length),
        {},
      ),
    ).toEqual({ a: 0 });
    expect(
      run(
        node({ name: 'n', inputs: 'a' }, () => {}),
        { a: 1 },
      ),
    ).toEqual({});
  });

  it('is code by default, and keeps what it is told', () => {
    const described = node(
      { name: 'n', inputs: 'a', tags: ['t'], namespace: 'ns', timeoutMs: 5, config: { x: 1 }, meta: { y: 2 } },
      () => {},
    );
    expect(described).toMatchObject({
      kind: 'code',
      tags: ['t'],
      namespace: 'ns',
      timeoutMs: 5,
      config: { x: 1 },
      meta: { y: 2 },
    });
    expect(Object.isFrozen(described)).toBe(true);
  });

  it.each([
    [
      'a list of another length',
      node({ name: 'n', outputs: ['a', 'b'] }, () => [1] as never),
      'declares a list of 2 outputs (a, b) and returned a list of 1.',
    ],
    [
      'no list',
      node({ name: 'n', outputs: ['a', 'b'] }, () => undefined as never),
      'declares a list of 2 outputs (a, b) and returned undefined.',
    ],
    [
      'no record',
      node({ name: 'n', outputs: { a: 'x' } }, () => null as never),
      'declares a record of outputs (a) and returned null.',
    ],
    [
      'a missing key',
      node({ name: 'n', outputs: { a: 'x', b: 'y' } }, () => ({ a: 1 }) as never),
      'declares the outputs a, b and returned a record without "b".',
    ],
  ])('refuses %s', (_, described, message) => {
    expect(() => run(described, {})).toThrow(
      expect.objectContaining({ code: 'NODE_OUTPUTS_INVALID', message: expect.stringContaining(message) }),
    );
  });

  it('suggests the key that was probably meant', () => {
    const described = node({ name: 'n', outputs: { cleaned: 'x' } }, () => ({ claened: 1 }) as never);
    expect(() => run(described, {})).toThrow(
      expect.objectContaining({
        message:
          'Node "n" declares the outputs cleaned and returned a record without "cleaned" and with the undeclared "claened".',
        hint: 'Did you mean "cleaned"?',
      }),
    );
  });

  it.each([
    ['an empty name', () => node({ name: '', inputs: 'a' }, () => {}), 'NODE_NAME_INVALID'],
    ['a name with blanks', () => node({ name: 'my node', inputs: 'a' }, () => {}), 'NODE_NAME_INVALID'],
    [
      'a misspelt key',
      () => node({ name: 'n', inputs: 'a', ouputs: 'b' } as { name: string }, () => {}),
      'NODE_INVALID',
    ],
    ['neither inputs nor outputs', () => node({ name: 'n' }, () => {}), 'NODE_WITHOUT_DATASETS'],
    [
      'an output among the inputs',
      () => node({ name: 'n', inputs: ['a', 'b'], outputs: 'b' }, () => 1),
      'NODE_READS_OWN_OUTPUT',
    ],
    [
      'a parameter among the outputs',
      () => node({ name: 'n', outputs: param('p') }, () => 1),
      'NODE_OUTPUT_IS_PARAMETER',
    ],
    ['no function', () => node({ name: 'n', inputs: 'a' }, undefined as never), 'NODE_INVALID'],
    ['a number as input', () => node({ name: 'n', inputs: 3 as never }, () => {}), 'NODE_DATASET_INVALID'],
    ['an empty dataset name', () => node({ name: 'n', inputs: { a: '' } }, () => {}), 'NODE_DATASET_INVALID'],
    ['no attempts', () => node({ name: 'n', inputs: 'a', retry: { maxAttempts: 0 } }, () => {}), 'NODE_INVALID'],
    [
      'a jitter over 1',
      () => node({ name: 'n', inputs: 'a', retry: { maxAttempts: 2, jitter: 2 } }, () => {}),
      'NODE_INVALID',
    ],
    ['a timeout of text', () => node({ name: 'n', inputs: 'a', timeoutMs: '5' as never }, () => {}), 'NODE_INVALID'],
    ['a text for tags', () => node({ name: 'n', inputs: 'a', tags: 'ab' as never }, () => {}), 'NODE_INVALID'],
    ['tags of numbers', () => node({ name: 'n', inputs: 'a', tags: [5 as never] }, () => {}), 'NODE_INVALID'],
    ['a list for meta', () => node({ name: 'n', inputs: 'a', meta: [] as never }, () => {}), 'NODE_INVALID'],
    ['a timeout of 0', () => node({ name: 'n', inputs: 'a', timeoutMs: 0 }, () => {}), 'NODE_INVALID'],
  ])('refuses %s', (_, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }));
  });
});

describe('dataset and param', () => {
  it('refuse an empty name', () => {
    expect(() => dataset('')).toThrow(expect.objectContaining({ code: 'NODE_DATASET_INVALID' }));
    expect(() => param('')).toThrow(expect.objectContaining({ code: 'NODE_DATASET_INVALID' }));
  });
});
