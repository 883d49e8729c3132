import type { PipelineNode } from '@pintle/hookspecs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPipeline, pipeline } from './pipeline.js';

/** A structural node, as a plugin would contribute it. */
function plain(
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  more: Partial<PipelineNode> = {},
): PipelineNode {
  return { name, inputs, outputs, run: () => ({}), ...more };
}

const a = plain('a', [], ['x'], { tags: ['early'] });
const b = plain('b', ['x'], ['y'], { tags: ['late'], namespace: 'core' });
const c = plain('c', ['x', 'params:p'], ['z'], { namespace: 'core.inner' });
const d = plain('d', ['y', 'z'], ['end'], { tags: ['late'] });
const diamond = pipeline('diamond', [d, c, b, a]);

const names = (given: { readonly nodes: readonly PipelineNode[] }): string[] => given.nodes.map((node) => node.name);

describe('pipeline', () => {
  it('orders nodes by their datasets, ties by definition', () => {
    expect(names(diamond)).toEqual(['a', 'c', 'b', 'd']);
  });

  it('knows what it needs and what it gives', () => {
    expect(diamond.inputs()).toEqual(['params:p']);
    expect(diamond.outputs()).toEqual(['end']);
  });

  it('takes pipelines as parts, and shared nodes once', () => {
    const first = pipeline('first', [a, b]);
    expect(names(pipeline('all', [first, b, d, c]))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('never changes', () => {
    expect(Object.isFrozen(diamond)).toBe(true);
    expect(Object.isFrozen(diamond.nodes)).toBe(true);
    diamond.tag('more');
    expect(diamond.nodes[0]?.tags).toEqual(['early']);
  });

  it('may be empty', () => {
    expect(pipeline('none', []).nodes).toEqual([]);
  });

  it('refuses nodes of the same name, naming all', () => {
    const make = () => pipeline('p', [a, plain('a', [], ['other']), b, plain('b', [], ['more'])]);
    expect(make).toThrow(
      expect.objectContaining({
        code: 'PIPELINE_DUPLICATE_NODE',
        message: 'Pipeline "p" has several nodes of the same name: "a", "b".',
      }),
    );
  });

  it('refuses a dataset that several nodes make, naming all', () => {
    const make = () =>
      pipeline('p', [plain('one', [], ['x']), plain('two', [], ['x', 'y']), plain('three', [], ['x'])]);
    expect(make).toThrow(
      expect.objectContaining({
        code: 'PIPELINE_DUPLICATE_OUTPUT',
        message: expect.stringContaining('"x" (one, two, three)'),
      }),
    );
  });

  it('prints a cycle', () => {
    const make = () =>
      pipeline('p', [
        plain('start', [], ['s']),
        plain('one', ['s', 'r'], ['x']),
        plain('two', ['x'], ['q']),
        plain('three', ['q'], ['r']),
      ]);
    expect(make).toThrow(
      expect.objectContaining({
        code: 'PIPELINE_CYCLE',
        message: expect.stringMatching(
          /: (one → two → three → one|two → three → one → two|three → one → two → three)\.$/,
        ),
        hint: expect.stringContaining('one makes "x" for two'),
      }),
    );
  });

  it.each([
    ['a function', [() => 1], 'Wrap the function'],
    ['null', [null], undefined],
  ])('refuses %s as a part', (_, parts, hint) => {
    expect(() => pipeline('p', parts as never)).toThrow(
      expect.objectContaining({
        code: 'PIPELINE_INVALID',
        ...(hint === undefined ? {} : { hint: expect.stringContaining(hint) }),
      }),
    );
  });

  it('refuses a bad name, and structural nodes that cannot work', () => {
    expect(() => pipeline('my pipeline', [])).toThrow(expect.objectContaining({ code: 'PIPELINE_NAME_INVALID' }));
    expect(() => pipeline('p', [plain('n', ['x'], ['x'])])).toThrow(
      expect.objectContaining({ code: 'NODE_READS_OWN_OUTPUT' }),
    );
    expect(() => pipeline('p', [plain('n', ['x', 'x'], [])])).toThrow(
      expect.objectContaining({
        code: 'NODE_INVALID',
        message: 'Node "n" names "x" twice, expected each dataset once.',
      }),
    );
    expect(() => pipeline('p', [{ name: 'n', inputs: [], outputs: ['x'] } as never])).toThrow(
      expect.objectContaining({ code: 'NODE_INVALID' }),
    );
  });
});

describe('the algebra', () => {
  it('adds, takes away, and keeps what is common', () => {
    const left = pipeline('left', [a, b]);
    const right = pipeline('right', [b, c]);
    expect(names(left.plus(right))).toEqual(['a', 'b', 'c']);
    expect(names(left.union(right))).toEqual(['a', 'b', 'c']);
    expect(names(left.minus(right))).toEqual(['a']);
    expect(names(left.intersect(right))).toEqual(['b']);
    expect(left.plus(right).name).toBe('left');
    expect(left.named('other').name).toBe('other');
  });

  it('obeys the laws of sets', () => {
    const pool = Array.from({ length: 8 }, (_, at) => plain(`n${at}`, at === 0 ? [] : [`d${at - 1}`], [`d${at}`]));
    const parts = fc.subarray(pool, { minLength: 0 }).map((nodes) => pipeline('p', nodes));
    const same = (one: { nodes: readonly PipelineNode[] }, other: { nodes: readonly PipelineNode[] }): void => {
      expect(new Set(names(one))).toEqual(new Set(names(other)));
    };
    fc.assert(
      fc.property(parts, parts, parts, (one, two, three) => {
        same(one.plus(two), two.plus(one));
        same(one.plus(two).plus(three), one.plus(two.plus(three)));
        same(one.intersect(two), two.intersect(one));
        same(one.intersect(two.plus(three)), one.intersect(two).plus(one.intersect(three)));
        same(one.minus(two).plus(one.intersect(two)), one);
        same(one.minus(two).intersect(two), pipeline('p', []));
      }),
    );
  });

  it('adds tags to every node, and still runs it', async () => {
    const tagged = pipeline('p', [plain('n', [], ['x'], { tags: ['old'], run: () => ({ x: 1 }) })]).tag('new', 'old');
    expect(tagged.nodes[0]?.tags).toEqual(['old', 'new']);
    expect(await tagged.nodes[0]?.run({}, undefined as never)).toEqual({ x: 1 });
  });
});

describe('isPipeline', () => {
  it('recognises pipelines by their shape', () => {
    expect(isPipeline(diamond)).toBe(true);
    expect(isPipeline({ name: 'p', nodes: [], inputs: () => [], outputs: () => [] })).toBe(true);
    expect([undefined, null, {}, a, { name: 'p', nodes: [] }].some(isPipeline)).toBe(false);
  });
});

describe('order', () => {
  const edges = fc.uniqueArray(fc.tuple(fc.nat({ max: 19 }), fc.nat({ max: 19 })), { maxLength: 40, selector: String });

  it('puts makers before readers, and of those that could come next the first defined', () => {
    fc.assert(
      fc.property(edges, fc.shuffledSubarray([...Array(20).keys()], { minLength: 20 }), (pairs, order) => {
        const reads = pairs.filter(([from, to]) => from < to);
        const defined = order.map((at) =>
          plain(
            `n${at}`,
            reads.filter(([, to]) => to === at).map(([from]) => `d${from}`),
            [`d${at}`],
          ),
        );
        const placed: string[] = [];
        const parents = new Map(
          defined.map((node) => [node.name, new Set(node.inputs.map((input) => input.replace('d', 'n')))]),
        );
        for (const node of names(pipeline('p', defined))) {
          const candidates = defined.filter(
            ({ name }) => !placed.includes(name) && [...(parents.get(name) ?? [])].every((one) => placed.includes(one)),
          );
          expect(node).toBe(candidates[0]?.name);
          placed.push(node);
        }
        expect(placed).toHaveLength(20);
      }),
    );
  });

  it('takes time in proportion to the nodes', () => {
    const build = (count: number): number => {
      const nodes = Array.from({ length: count }, (_, at) =>
        plain(`n${at}`, at === 0 ? [] : [`d${at - 1}`], [`d${at}`]),
      ).reverse();
      const start = performance.now();
      const built = pipeline('p', nodes);
      built.filter({ fromNodes: ['n10'] });
      return performance.now() - start;
    };
    const best = (count: number): number => Math.min(build(count), build(count), build(count));
    const small = best(2_000);
    // Quadratic cost would be a hundredfold; the margin is for busy machines.
    expect(best(20_000)).toBeLessThan(Math.max(small, 5) * 40);
  });
});
