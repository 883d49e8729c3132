import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PipelineNode } from '../domain/node.js';
import type { OutcomeStatus } from '../domain/outcome.js';
import { buildNode } from '../testing/index.js';
import { nodeGraph } from './graph.js';
import { bindSelect, selectNodes } from './selector.js';

const NAMES = ['a', 'b', 'ab', 'abc', 'b_a', 'c.1'];
const TAGS = ['t1', 't2'];
const KINDS = ['code', 'sql'];
const SPACES = ['n', 'n.m', 'nm'];
const STATUSES: readonly OutcomeStatus[] = ['success', 'error'];

/** A term as data, from which both the text and the naive answer are made. */
interface Term {
  readonly negated: boolean;
  readonly up: number | 'all';
  readonly down: number | 'all';
  readonly method: '' | 'node' | 'tag' | 'kind' | 'namespace' | 'dataset' | 'result';
  readonly value: string;
}

interface World {
  readonly nodes: readonly PipelineNode[];
  readonly lastOutcomes: ReadonlyMap<string, OutcomeStatus>;
}

const globs = fc.constantFrom('a', 'b*', '*', '?', 'a?', '*b*', '[ab]', '[!a]*', 'c.*', '??*', 'zz');
const levels = fc.constantFrom<number | 'all'>(0, 0, 0, 1, 2, 'all');
const matchers = fc.oneof(
  fc.record({ method: fc.constantFrom('' as const, 'node' as const), value: globs }),
  fc.record({ method: fc.constant('tag' as const), value: fc.constantFrom(...TAGS, 't') }),
  fc.record({ method: fc.constant('kind' as const), value: fc.constantFrom(...KINDS) }),
  fc.record({ method: fc.constant('namespace' as const), value: fc.constantFrom(...SPACES) }),
  fc.record({
    method: fc.constant('dataset' as const),
    value: fc.constantFrom('d0', 'd1', 'd*', 'd?', 'e3', 'params:*'),
  }),
  fc.record({ method: fc.constant('result' as const), value: fc.constantFrom<string>(...STATUSES) }),
);
const terms: fc.Arbitrary<Term> = fc
  .tuple(fc.boolean(), levels, levels, matchers)
  .map(([negated, up, down, matcher]) => ({ negated, up, down, ...matcher }));
const expressions = fc.array(fc.array(terms, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });

/** Nodes that read from those before them: node i writes `d<i>` and reads some of `d0 … d<i-1>`, `e<i>` or a parameter. */
const worlds: fc.Arbitrary<World> = fc
  .tuple(
    fc.integer({ min: 1, max: NAMES.length }),
    fc.array(fc.array(fc.nat({ max: 5 }), { maxLength: 3 }), { minLength: 6, maxLength: 6 }),
    fc.array(fc.subarray(TAGS), { minLength: 6, maxLength: 6 }),
    fc.array(fc.constantFrom(undefined, ...KINDS), { minLength: 6, maxLength: 6 }),
    fc.array(fc.constantFrom(undefined, ...SPACES), { minLength: 6, maxLength: 6 }),
    fc.array(fc.constantFrom(undefined, ...STATUSES), { minLength: 6, maxLength: 6 }),
  )
  .map(([size, reads, tags, kinds, namespaces, statuses]) => {
    const nodes = NAMES.slice(0, size).map((name, at) => {
      const kind = kinds[at];
      const namespace = namespaces[at];
      return buildNode({
        name,
        inputs: [...(reads[at] ?? []).filter((from) => from < at).map((from) => `d${from}`), `e${at}`, 'params:p'],
        outputs: [`d${at}`],
        tags: tags[at] ?? [],
        ...(kind === undefined ? {} : { kind }),
        ...(namespace === undefined ? {} : { namespace }),
      });
    });
    const outcomes = nodes.flatMap(({ name }, at) => {
      const status = statuses[at];
      return status === undefined ? [] : [[name, status] as const];
    });
    return { nodes, lastOutcomes: new Map(outcomes) };
  });

function write({ negated, up, down, method, value }: Term): string {
  const level = (steps: number | 'all'): string => (steps === 'all' ? '' : String(steps));
  return [
    negated ? '!' : '',
    up === 0 ? '' : `${level(up)}+`,
    method === '' ? '' : `${method}:`,
    value,
    down === 0 ? '' : `+${level(down)}`,
  ].join('');
}

const writeAll = (words: readonly (readonly Term[])[]): string =>
  words.map((word) => word.map(write).join(',')).join(' ');

/** Glob matching by backtracking, one character at a time. */
function globMatches(glob: string, name: string): boolean {
  if (glob === '') return name === '';
  if (glob.startsWith('*')) {
    return globMatches(glob.slice(1), name) || (name !== '' && globMatches(glob, name.slice(1)));
  }
  if (name === '') return false;
  const set = /^\[(!?)([^\]]+)\]/.exec(glob);
  const [first = ''] = name;
  if (set !== null) {
    return (set[2] ?? '').includes(first) === (set[1] === '') && globMatches(glob.slice(set[0].length), name.slice(1));
  }
  return (glob.startsWith('?') || glob.startsWith(first)) && globMatches(glob.slice(1), name.slice(1));
}

/** Says of every node by itself whether a term finds it, following datasets edge by edge. */
function finds(term: Term, node: PipelineNode, world: World): boolean {
  const own = ({ name, tags = [], kind = 'code', namespace, inputs, outputs }: PipelineNode): boolean => {
    switch (term.method) {
      case '':
      case 'node':
        return globMatches(term.value, name);
      case 'tag':
        return tags.includes(term.value);
      case 'kind':
        return kind === term.value;
      case 'namespace':
        return namespace !== undefined && `${namespace}.`.startsWith(`${term.value}.`);
      case 'dataset':
        return [...inputs, ...outputs].some((dataset) => globMatches(term.value, dataset));
      case 'result':
        return world.lastOutcomes.get(name) === term.value;
    }
  };
  const within = (steps: number, next: (of: PipelineNode) => readonly PipelineNode[], from: PipelineNode): boolean =>
    own(from) || (steps > 0 && next(from).some((other) => within(steps - 1, next, other)));
  const children = (of: PipelineNode) => world.nodes.filter(({ inputs }) => inputs.some((i) => of.outputs.includes(i)));
  const parents = (of: PipelineNode) => world.nodes.filter(({ outputs }) => outputs.some((o) => of.inputs.includes(o)));
  const steps = (level: number | 'all'): number => (level === 'all' ? world.nodes.length : level);
  // An ancestor of x has x among its descendants, and the other way round.
  return within(steps(term.up), children, node) || within(steps(term.down), parents, node);
}

const holds = (words: readonly (readonly Term[])[], node: PipelineNode, world: World): boolean =>
  words.every((word) => word.some((term) => finds(term, node, world) !== term.negated));

describe('selectors', () => {
  it('select what a naive reading of the grammar selects', () => {
    fc.assert(
      fc.property(worlds, expressions, (world, words) => {
        const expected = world.nodes.filter((node) => holds(words, node, world)).map(({ name }) => name);
        const { lastOutcomes } = world;
        expect(selectNodes(writeAll(words), world.nodes, { lastOutcomes }).map(({ name }) => name)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('answer for a node what they answer for all', () => {
    fc.assert(
      fc.property(worlds, expressions, (world, words) => {
        const text = writeAll(words);
        const selector = bindSelect(text, { graph: nodeGraph(world.nodes), lastOutcomes: world.lastOutcomes });
        const all = new Set(selectNodes(text, world.nodes, { lastOutcomes: world.lastOutcomes }));
        for (const node of world.nodes) expect(selector.matches(node)).toBe(all.has(node));
      }),
    );
  });

  it('negate: "x" and "!x" part the nodes', () => {
    fc.assert(
      fc.property(worlds, terms, (world, term) => {
        const plain = selectNodes(write({ ...term, negated: false }), world.nodes);
        const negated = selectNodes(write({ ...term, negated: true }), world.nodes);
        expect(plain.length + negated.length).toBe(world.nodes.length);
        expect(plain.filter((node) => negated.includes(node))).toEqual([]);
      }),
    );
  });

  it('do not mind the order of words and alternatives, or whether words come as one string or several', () => {
    fc.assert(
      fc.property(worlds, expressions, (world, words) => {
        const forward = selectNodes(writeAll(words), world.nodes);
        const backward = words.map((word) => word.toReversed().map(write).join(',')).toReversed();
        expect(selectNodes(backward, world.nodes)).toEqual(forward);
      }),
    );
  });

  it('of a dataset hook look at the dataset alone in terms without relatives', () => {
    fc.assert(
      fc.property(worlds, expressions, fc.constantFrom('d0', 'd1', 'e3', 'params:p'), (world, words, dataset) => {
        const expected = (node: PipelineNode): boolean =>
          words.every((word) =>
            word.some((term) => {
              const isDataset = term.method === 'dataset' && term.up === 0 && term.down === 0;
              return (isDataset ? globMatches(term.value, dataset) : finds(term, node, world)) !== term.negated;
            }),
          );
        const scope = { graph: nodeGraph(world.nodes), lastOutcomes: world.lastOutcomes };
        const selector = bindSelect(writeAll(words), scope);
        for (const node of world.nodes) expect(selector.matches(node, dataset)).toBe(expected(node));
      }),
    );
  });
});
