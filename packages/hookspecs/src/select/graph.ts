import type { PipelineNode } from '../domain/node.js';

/** Nodes and what connects them: a node is a parent of those that read what it writes. */
export interface NodeGraph {
  /** In the order given. */
  readonly nodes: readonly PipelineNode[];
  /** Names of the nodes that write what the node reads. */
  parents(name: string): readonly string[];
  /** Names of the nodes that read what the node writes. */
  children(name: string): readonly string[];
}

const NONE: readonly string[] = Object.freeze([]);

/** Connects nodes by their datasets, in time linear in nodes and datasets. */
export function nodeGraph(nodes: Iterable<PipelineNode>): NodeGraph {
  const all = [...nodes];
  const producers = new Map<string, string[]>();
  for (const { name, outputs } of all) for (const dataset of outputs) append(producers, dataset, name);
  const parents = new Map<string, readonly string[]>();
  const children = new Map<string, string[]>();
  for (const { name, inputs } of all) {
    const own = new Set(inputs.flatMap((dataset) => producers.get(dataset) ?? NONE));
    own.delete(name);
    parents.set(name, [...own]);
    for (const parent of own) append(children, parent, name);
  }
  return {
    nodes: all,
    parents: (name) => parents.get(name) ?? NONE,
    children: (name) => children.get(name) ?? NONE,
  };
}

/** The names given and those that `next` leads to within so many steps. */
export function reach(
  start: Iterable<string>,
  next: (name: string) => readonly string[],
  steps: number,
): ReadonlySet<string> {
  const reached = new Set(start);
  let edge: readonly string[] = [...reached];
  for (let step = 0; step < steps && edge.length > 0; step += 1) {
    const beyond: string[] = [];
    for (const name of edge) {
      for (const other of next(name)) {
        if (reached.has(other)) continue;
        reached.add(other);
        beyond.push(other);
      }
    }
    edge = beyond;
  }
  return reached;
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
