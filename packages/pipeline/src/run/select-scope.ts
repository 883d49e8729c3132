import { nodeGraph, type OutcomeStatus, type Pipeline, type PipelineNode, type SelectScope } from '@pintle/hookspecs';
import { lastRun } from '../log/run-store.js';
import type { Project } from './project.js';

/**
 * What selectors choose from and can ask of: nodes, pipelines, and how the nodes of the last run ended. Each is looked up
 * when a selector asks.
 *
 * @param asking - the run on whose behalf, which is not the last one
 */
export function selectScope(
  project: Pick<Project, 'projectDir' | 'pipelines'>,
  whole: Pick<Pipeline, 'name' | 'nodes'>,
  asking?: string,
): SelectScope {
  const { projectDir, pipelines } = project;
  const graph = nodeGraph(whole.nodes);
  let members: Map<string, string[]> | undefined;
  let outcomes: Map<string, OutcomeStatus> | undefined;
  return {
    graph,
    pipelineName: whole.name,
    pipelinesOf: ({ name }: PipelineNode) => (members ??= membersOf(pipelines.byName.values())).get(name) ?? [],
    get lastOutcomes() {
      return (outcomes ??= outcomesOf(projectDir, asking));
    },
  };
}

function membersOf(pipelines: Iterable<Pipeline>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const pipeline of pipelines) {
    for (const { name } of pipeline.nodes) found.set(name, [...(found.get(name) ?? []), pipeline.name]);
  }
  return found;
}

function outcomesOf(projectDir: string, asking: string | undefined): Map<string, OutcomeStatus> {
  const outcomes = new Map<string, OutcomeStatus>();
  for (const [node, { status }] of lastRun(projectDir, asking)?.nodes ?? []) {
    if (status !== 'pending') outcomes.set(node, status === 'running' ? 'crashed' : status);
  }
  return outcomes;
}
