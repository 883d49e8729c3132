import { didYouMean, HookError } from '@pintle/core';
import { type Graph, reach } from './graph.js';
import { quoted } from './node-check.js';

/** Which nodes to keep. Each condition looks at the whole pipeline; a node must meet all that are given. */
export interface PipelineFilter {
  /** These nodes. */
  readonly nodes?: readonly string[];
  /** These nodes and all that depend on them. */
  readonly fromNodes?: readonly string[];
  /** These nodes and all that they depend on. */
  readonly toNodes?: readonly string[];
  /** The nodes that read these datasets, and all that depend on them. */
  readonly fromInputs?: readonly string[];
  /** The nodes that make these datasets, and all that they depend on. */
  readonly toOutputs?: readonly string[];
  /** Nodes with any of these tags. */
  readonly tags?: readonly string[];
  /** Nodes in any of these namespaces, or in one inside them (`a` holds `a.b`). */
  readonly namespaces?: readonly string[];
}

/**
 * Positions of the nodes that a filter keeps, in topological order. Empty lists are no condition.
 *
 * @throws HookError `PIPELINE_NODE_UNKNOWN`, `PIPELINE_DATASET_UNKNOWN`, `PIPELINE_TAG_UNKNOWN`,
 * `PIPELINE_NAMESPACE_UNKNOWN` for names that the pipeline does not have
 */
export function filtered(graph: Graph, filter: PipelineFilter, pipeline: string): readonly number[] {
  const kept: ReadonlySet<number>[] = [];
  const { nodes, fromNodes, toNodes, fromInputs, toOutputs, tags, namespaces } = filter;
  const named = (names: readonly string[]): number[] => names.map((name) => positionOf(graph, name, pipeline));
  if (isGiven(nodes)) kept.push(new Set(named(nodes)));
  if (isGiven(fromNodes)) kept.push(reach(named(fromNodes), graph.children));
  if (isGiven(toNodes)) kept.push(reach(named(toNodes), graph.parents));
  if (isGiven(fromInputs)) kept.push(reach(readersOf(graph, fromInputs, pipeline), graph.children));
  if (isGiven(toOutputs)) kept.push(reach(makersOf(graph, toOutputs, pipeline), graph.parents));
  if (isGiven(tags)) kept.push(tagged(graph, tags, pipeline));
  if (isGiven(namespaces)) kept.push(within(graph, namespaces, pipeline));
  return [...graph.nodes.keys()].filter((position) => kept.every((set) => set.has(position)));
}

function isGiven(names: readonly string[] | undefined): names is readonly string[] {
  return names !== undefined && names.length > 0;
}

function positionOf(graph: Graph, name: string, pipeline: string): number {
  const position = graph.positions.get(name);
  if (position !== undefined) return position;
  throw unknown('node', 'PIPELINE_NODE_UNKNOWN', [name], graph.positions.keys(), pipeline);
}

function readersOf(graph: Graph, datasets: readonly string[], pipeline: string): number[] {
  return datasets.flatMap((dataset) => {
    const readers = graph.consumers.get(dataset);
    if (readers !== undefined) return readers;
    throw unknown('input', 'PIPELINE_DATASET_UNKNOWN', [dataset], graph.consumers.keys(), pipeline);
  });
}

function makersOf(graph: Graph, datasets: readonly string[], pipeline: string): number[] {
  return datasets.map((dataset) => {
    const maker = graph.producers.get(dataset);
    if (maker !== undefined) return maker;
    throw unknown('output', 'PIPELINE_DATASET_UNKNOWN', [dataset], graph.producers.keys(), pipeline);
  });
}

function tagged(graph: Graph, tags: readonly string[], pipeline: string): Set<number> {
  const known = new Set(graph.nodes.flatMap((node) => node.tags ?? []));
  const strangers = tags.filter((tag) => !known.has(tag));
  if (strangers.length > 0) throw unknown('tag', 'PIPELINE_TAG_UNKNOWN', strangers, known, pipeline);
  return positionsWhere(graph, (position) => graph.nodes[position]?.tags?.some((tag) => tags.includes(tag)) === true);
}

function within(graph: Graph, namespaces: readonly string[], pipeline: string): Set<number> {
  const isIn = (namespace: string | undefined, wanted: string): boolean =>
    namespace === wanted || namespace?.startsWith(`${wanted}.`) === true;
  const known = new Set(graph.nodes.flatMap((node) => node.namespace ?? []));
  const strangers = namespaces.filter((wanted) => ![...known].some((namespace) => isIn(namespace, wanted)));
  if (strangers.length > 0) throw unknown('namespace', 'PIPELINE_NAMESPACE_UNKNOWN', strangers, known, pipeline);
  return positionsWhere(graph, (position) =>
    namespaces.some((wanted) => isIn(graph.nodes[position]?.namespace, wanted)),
  );
}

function positionsWhere(graph: Graph, holds: (position: number) => boolean): Set<number> {
  return new Set([...graph.nodes.keys()].filter(holds));
}

function unknown(
  what: string,
  code: string,
  names: readonly string[],
  known: Iterable<string>,
  pipeline: string,
): HookError<string> {
  const candidates = [...known];
  const listed = candidates.length === 0 ? `It has no ${what}s.` : `Its ${what}s: ${shortened(candidates)}.`;
  return new HookError(code, `Pipeline "${pipeline}" has no ${what} ${quoted(names)}.`, {
    hint: didYouMean(names[0] ?? '', candidates) ?? listed,
  });
}

function shortened(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, … (${names.length})` : names.join(', ');
}
