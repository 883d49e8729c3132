import { type HookSelects, hookSelects, nodeGraph, type PipelineNode } from '@pintle/hookspecs';
import type { Session } from '@pintle/pipeline';

/** Binds selects to all nodes of the project, each name once. */
export function selectsOf({ pipelines }: Pick<Session, 'pipelines'>): HookSelects {
  const nodes = new Map<string, PipelineNode>();
  const members = new Map<string, string[]>();
  for (const { name, nodes: own } of pipelines.values()) {
    for (const node of own) {
      if (!nodes.has(node.name)) nodes.set(node.name, node);
      members.set(node.name, [...(members.get(node.name) ?? []), name]);
    }
  }
  const graph = nodeGraph([...nodes.values()]);
  return hookSelects({ graph, pipelineName: '', pipelinesOf: ({ name }) => members.get(name) ?? [] });
}
