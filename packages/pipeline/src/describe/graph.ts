import { HookError } from '@pintle/core';
import type { PipelineNode } from '@pintle/hookspecs';
import TinyQueue from 'tinyqueue';

/** How nodes hang together: everything by position in `nodes`. Built in linear time. */
export interface Graph {
  readonly nodes: readonly PipelineNode[];
  /** Node name → position. */
  readonly positions: ReadonlyMap<string, number>;
  /** Dataset → position of the node that makes it. */
  readonly producers: ReadonlyMap<string, number>;
  /** Dataset → positions of the nodes that read it. */
  readonly consumers: ReadonlyMap<string, readonly number[]>;
  /** The nodes whose outputs a node reads, without repetitions. */
  readonly parents: readonly (readonly number[])[];
  /** The nodes that read a node's outputs, without repetitions. */
  readonly children: readonly (readonly number[])[];
}

/**
 * Connects nodes by their datasets.
 *
 * @throws HookError `PIPELINE_DUPLICATE_NODE`, `PIPELINE_DUPLICATE_OUTPUT`, naming all of them
 */
export function graphOf(nodes: readonly PipelineNode[], pipeline: string): Graph {
  const positions = new Map<string, number>();
  const producers = new Map<string, number>();
  const consumers = new Map<string, number[]>();
  const twice = new Set<string>();
  const makers = new Map<string, string[]>();
  nodes.forEach((node, position) => {
    if (positions.has(node.name)) twice.add(node.name);
    positions.set(node.name, position);
    for (const output of node.outputs) {
      const maker = producers.get(output);
      if (maker === undefined) producers.set(output, position);
      else makers.set(output, [...(makers.get(output) ?? [nodes[maker]?.name ?? '']), node.name]);
    }
    for (const input of node.inputs) {
      const readers = consumers.get(input);
      if (readers === undefined) consumers.set(input, [position]);
      else readers.push(position);
    }
  });
  if (twice.size > 0) throw duplicateNodes(twice, pipeline);
  if (makers.size > 0) throw duplicateOutputs(makers, pipeline);

  const children: number[][] = nodes.map(() => []);
  const parents = nodes.map((node, position) => {
    const found = new Set<number>();
    for (const input of node.inputs) {
      const producer = producers.get(input);
      if (producer !== undefined) found.add(producer);
    }
    for (const parent of found) children[parent]?.push(position);
    return [...found];
  });
  return { nodes, positions, producers, consumers, parents, children };
}

/**
 * The nodes so that each comes after all whose outputs it reads; of those that could come next, the first defined does.
 *
 * @throws HookError `PIPELINE_CYCLE`, printing one as `a → b → a`
 */
export function sorted(graph: Graph, pipeline: string): readonly PipelineNode[] {
  const waitsFor = graph.parents.map((parents) => parents.length);
  const ready = new TinyQueue<number>(
    waitsFor.flatMap((count, position) => (count === 0 ? [position] : [])),
    (a, b) => a - b,
  );
  const order: PipelineNode[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    order.push(graph.nodes[next] as PipelineNode);
    for (const child of graph.children[next] ?? []) {
      const left = (waitsFor[child] ?? 0) - 1;
      waitsFor[child] = left;
      if (left === 0) ready.push(child);
    }
  }
  if (order.length === graph.nodes.length) return order;
  throw cycle(graph, waitsFor, pipeline);
}

/** All positions that can be reached from some by `step`, these included. */
export function reach(from: Iterable<number>, step: readonly (readonly number[])[]): Set<number> {
  const reached = new Set(from);
  // A set hands out what is added to it while it is iterated.
  for (const position of reached) for (const next of step[position] ?? []) reached.add(next);
  return reached;
}

function cycle(graph: Graph, waitsFor: readonly number[], pipeline: string): HookError<string> {
  // Every node that still waits has a parent that waits: going up must come back to a node seen before.
  const isStuck = (position: number): boolean => (waitsFor[position] ?? 0) > 0;
  const path: number[] = [];
  let at = waitsFor.findIndex((count) => count > 0);
  while (!path.includes(at)) {
    path.push(at);
    at = graph.parents[at]?.find(isStuck) ?? at;
  }
  const loop = [...path.slice(path.indexOf(at)), at].reverse();
  const names = loop.map((position) => graph.nodes[position]?.name ?? '');
  const links = loop.slice(1).map((reader, index) => {
    const maker = graph.nodes[loop[index] ?? 0];
    const shared = maker?.outputs.find((output) => graph.nodes[reader]?.inputs.includes(output));
    return `${maker?.name} makes "${shared}" for ${graph.nodes[reader]?.name}`;
  });
  return new HookError(
    'PIPELINE_CYCLE',
    `The nodes of pipeline "${pipeline}" wait for each other: ${names.join(' → ')}.`,
    {
      hint: `${links.join('; ')}. Break one of these.`,
    },
  );
}

function duplicateNodes(names: ReadonlySet<string>, pipeline: string): HookError<string> {
  const list = [...names].map((name) => `"${name}"`).join(', ');
  return new HookError(
    'PIPELINE_DUPLICATE_NODE',
    `Pipeline "${pipeline}" has several nodes of the same name: ${list}.`,
    {
      hint: 'Give each node a name of its own, or use namespace() to reuse a pipeline.',
    },
  );
}

function duplicateOutputs(makers: ReadonlyMap<string, readonly string[]>, pipeline: string): HookError<string> {
  const list = [...makers].map(([dataset, nodes]) => `"${dataset}" (${nodes.join(', ')})`).join('; ');
  return new HookError(
    'PIPELINE_DUPLICATE_OUTPUT',
    `Pipeline "${pipeline}" has datasets that several nodes make: ${list}.`,
    {
      hint: 'A dataset is made by one node: let each save under a name of its own.',
    },
  );
}
