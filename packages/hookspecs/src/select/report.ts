import { didYouMean } from '@pintle/core';
import type { PipelineNode } from '../domain/node.js';
import type { SelectMethod, SelectTerm } from './expression.js';
import { compileMatcher, kindOf, pipelinesOf } from './matcher.js';
import type { Selector, SelectScope } from './selector.js';

/** Something in a selector that can never match: a warning, not an error. */
export interface SelectProblem {
  /** The term, or the whole selector. */
  readonly text: string;
  /** A sentence about it. */
  readonly message: string;
  /** What was most likely meant. */
  readonly hint: string | undefined;
}

/** One word of a selector and what it matched. */
export interface WordReport {
  readonly text: string;
  /** Names of the nodes for which the word holds. */
  readonly nodes: readonly string[];
  /** The same for each of its alternatives. */
  readonly terms: readonly { readonly text: string; readonly nodes: readonly string[] }[];
}

/** What a selector matched, and why. */
export interface SelectReport {
  readonly source: string;
  /** Names of the selected nodes, in the order of the graph. */
  readonly nodes: readonly string[];
  readonly words: readonly WordReport[];
  /** By selected node: the terms that let it in, one or more a word. */
  readonly why: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly SelectProblem[];
}

/** Says what a selector matches among the nodes of its scope, by which of its terms, and what in it can never match. */
export function reportSelect(selector: Selector, scope: SelectScope): SelectReport {
  const { nodes } = scope.graph;
  const namesWhere = (test: (node: PipelineNode) => boolean): string[] => nodes.filter(test).map(({ name }) => name);
  const selected = nodes.filter((node) => selector.matches(node));
  const terms = selector.words.flat();
  return {
    source: selector.expression.source,
    nodes: selected.map(({ name }) => name),
    words: selector.words.map((bound, at) => ({
      text: selector.expression.words[at]?.text ?? '',
      nodes: namesWhere((node) => bound.some((term) => term.holds(node))),
      terms: bound.map((term) => ({ text: term.term.text, nodes: namesWhere((node) => term.holds(node)) })),
    })),
    why: new Map(
      selected.map(
        (node) => [node.name, terms.filter((term) => term.holds(node)).map(({ term }) => term.text)] as const,
      ),
    ),
    problems: selectProblems(selector, scope),
  };
}

/**
 * What in a selector can never match the nodes of its scope: terms that find nothing, else the selector as a whole.
 * `result:` depends on the last run and is never a problem.
 *
 * @param datasetsOf - for the hooks of a load or save: the datasets of a node that they are called for
 */
export function selectProblems(
  selector: Selector,
  scope: SelectScope,
  datasetsOf?: (node: PipelineNode) => readonly string[],
): readonly SelectProblem[] {
  const { nodes } = scope.graph;
  const terms = selector.words.flat().map(({ term }) => term);
  const problems = terms.filter((term) => findsNothing(term, scope)).map((term) => problemOf(term, scope));
  if (problems.length > 0 || terms.some(({ method }) => method === 'result')) return problems;
  const matches = (node: PipelineNode): boolean =>
    datasetsOf === undefined
      ? selector.matches(node)
      : datasetsOf(node).some((datasetName) => selector.matches(node, datasetName));
  if (nodes.length === 0 || nodes.some(matches)) return [];
  const { source } = selector.expression;
  const what = datasetsOf === undefined ? 'node' : 'dataset of a node';
  const message = `"${source}" can never match: each part of it does, but no ${what} satisfies all.`;
  return [{ text: source, message, hint: 'Words separated by spaces must ALL hold; commas mean ANY.' }];
}

const LOOKS: Readonly<Record<SelectMethod, string>> = {
  node: 'is called',
  tag: 'has the tag',
  kind: 'is of the kind',
  pipeline: 'belongs to the pipeline',
  namespace: 'is in the namespace',
  dataset: 'reads or writes',
  result: 'ended with',
};

function findsNothing(term: SelectTerm, scope: SelectScope): boolean {
  const { nodes } = scope.graph;
  return term.method !== 'result' && nodes.length > 0 && !nodes.some(compileMatcher(term, scope));
}

function problemOf(term: SelectTerm, scope: SelectScope): SelectProblem {
  const { method, value, negated, text } = term;
  const names = new Set(scope.graph.nodes.flatMap((node) => namesOf(method, node, scope)));
  const message = `"${text}" ${negated ? 'excludes nothing' : 'can never match'}: no node ${LOOKS[method]} "${value}".`;
  return { text, message, hint: didYouMean(value, names) };
}

/** What there is to find: the values of a method on one node. */
function namesOf(method: SelectMethod, node: PipelineNode, scope: SelectScope): readonly string[] {
  switch (method) {
    case 'node':
      return [node.name];
    case 'tag':
      return node.tags ?? [];
    case 'kind':
      return [kindOf(node)];
    case 'pipeline':
      return pipelinesOf(node, scope);
    case 'namespace':
      return node.namespace === undefined ? [] : [node.namespace];
    case 'dataset':
      return [...node.inputs, ...node.outputs];
    case 'result':
      return [];
  }
}
