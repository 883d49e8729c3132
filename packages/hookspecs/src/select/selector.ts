import type { PipelineNode } from '../domain/node.js';
import type { SelectExpression, SelectInput, SelectTerm } from './expression.js';
import { type NodeGraph, nodeGraph, reach } from './graph.js';
import { compileGlob, compileMatcher, type SelectFacts } from './matcher.js';
import { parseSelect } from './parse.js';

/** The nodes that a selector chooses from, and what else it can ask. */
export interface SelectScope extends SelectFacts {
  readonly graph: NodeGraph;
}

/** One term, ready to answer. */
export interface BoundTerm {
  readonly term: SelectTerm;
  /**
   * Whether the term holds for a node. With a dataset name, as the hooks of a load or save have one, a `dataset:` term
   * without `+` looks at that name alone.
   */
  holds(node: PipelineNode, datasetName?: string): boolean;
}

/** A selector, compiled for the nodes of one pipeline. */
export interface Selector {
  readonly expression: SelectExpression;
  /** By word: ALL words must hold, ANY term of a word. */
  readonly words: readonly (readonly BoundTerm[])[];
  /** Whether the answer for a node may differ from dataset to dataset. */
  readonly looksAtDataset: boolean;
  /** Whether a node is selected; for the hooks of a load or save, with the dataset's name. */
  matches(node: PipelineNode, datasetName?: string): boolean;
}

/**
 * Compiles a selector for the nodes of one pipeline: ancestors and descendants are looked up once, on first need.
 *
 * @throws SelectError `SELECT_INVALID` when it is still to be parsed, and malformed
 */
export function bindSelect(select: SelectInput | SelectExpression, scope: SelectScope): Selector {
  const expression = isExpression(select) ? select : parseSelect(select);
  const words = expression.words.map(({ terms }) => terms.map((term) => bindTerm(term, scope)));
  return {
    expression,
    words,
    looksAtDataset: expression.words.some(({ terms }) => terms.some(looksAtDataset)),
    matches: (node, datasetName) => words.every((terms) => terms.some((term) => term.holds(node, datasetName))),
  };
}

/**
 * The nodes that a selector selects, in the order of the graph.
 *
 * @throws SelectError `SELECT_INVALID`
 */
export function selectNodes(
  select: SelectInput | SelectExpression,
  nodes: NodeGraph | Iterable<PipelineNode>,
  facts: SelectFacts = {},
): readonly PipelineNode[] {
  const graph = 'parents' in nodes ? nodes : nodeGraph(nodes);
  // Inherited, not copied: a fact that is a getter is looked up only when a term asks for it.
  const scope = Object.create(facts, { graph: { value: graph } }) as SelectScope;
  const selector = bindSelect(select, scope);
  return graph.nodes.filter((node) => selector.matches(node));
}

/** Whether a term looks at the dataset that is loaded or saved, where there is one. */
function looksAtDataset(term: SelectTerm): boolean {
  return term.method === 'dataset' && term.ancestors === 0 && term.descendants === 0;
}

function bindTerm(term: SelectTerm, scope: SelectScope): BoundTerm {
  const matchesNode = withRelatives(term, compileMatcher(term, scope), scope.graph);
  const matchesDataset = looksAtDataset(term) ? compileGlob(term.value) : undefined;
  return {
    term,
    holds(node, datasetName) {
      const found =
        matchesDataset === undefined || datasetName === undefined ? matchesNode(node) : matchesDataset(datasetName);
      return found !== term.negated;
    },
  };
}

function withRelatives(
  { ancestors, descendants }: SelectTerm,
  matches: (node: PipelineNode) => boolean,
  graph: NodeGraph,
): (node: PipelineNode) => boolean {
  if (ancestors === 0 && descendants === 0) return matches;
  let names: ReadonlySet<string> | undefined;
  const find = (): ReadonlySet<string> => {
    const start = graph.nodes.filter(matches).map(({ name }) => name);
    return new Set([...reach(start, graph.parents, ancestors), ...reach(start, graph.children, descendants)]);
  };
  return ({ name }) => (names ??= find()).has(name);
}

function isExpression(select: SelectInput | SelectExpression): select is SelectExpression {
  return typeof select === 'object' && 'words' in select;
}
