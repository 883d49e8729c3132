import { HookError } from '@pintle/core';
import type { Model } from '../domain/model.js';
import type { PipelineNode } from '../domain/node.js';
import type { Outcome, OutcomeStatus } from '../domain/outcome.js';
import type { Pipeline } from '../domain/pipeline.js';
import type { ProjectContext, ProjectMetadata } from '../domain/project.js';
import type { Resources, ResourceSource } from '../domain/resource.js';
import { isReady } from '../op-hook/requirements.js';
import type { PipelineResult, RunInfo, RunParams, RunRequest, RunStats } from '../domain/run.js';
import { VERSION } from '../version.js';
import { buildLogger } from './fake-logger.js';

const START = new Date('2026-01-01T00:00:00.000Z');

/** A node `clean` that reads `raw`, writes `clean` and copies the one to the other, unless you say otherwise. */
export function buildNode(overrides: Partial<PipelineNode> = {}): PipelineNode {
  const { inputs = ['raw'], outputs = ['clean'] } = overrides;
  const first = inputs[0] ?? '';
  return {
    name: 'clean',
    inputs,
    outputs,
    run: (values) => Object.fromEntries(outputs.map((output) => [output, values[first] ?? null])),
    ...overrides,
  };
}

/** A pipeline of these nodes, in the order given, which has to be topological. */
export function buildPipeline(nodes: readonly PipelineNode[] = [buildNode()], name = 'test'): Pipeline {
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const written = new Set(nodes.flatMap(({ outputs }) => outputs));
  return {
    name,
    nodes,
    inputs: () => [...read].filter((dataset) => !written.has(dataset)),
    outputs: () => [...written].filter((dataset) => !read.has(dataset)),
  };
}

/** Resources that hold these values; any other is created on first need, as in a run without a job. */
export function buildResources(
  values: Iterable<readonly [resource: ResourceSource<unknown>, value: unknown]> = [],
): Resources {
  const held = new Map<ResourceSource<unknown>, unknown>(values);
  return {
    async get<T>(resource: ResourceSource<T>): Promise<T> {
      if (!held.has(resource)) held.set(resource, create(resource));
      return (await held.get(resource)) as T;
    },
  };
}

function create<T>(resource: ResourceSource<T>): T | Promise<T> {
  if (isReady(resource)) return resource.create({ runId: buildRun().runId, env: 'test', log: buildLogger() });
  throw new HookError('RESOURCE_MISSING', `Resource "${resource.name}" has no configuration.`, {
    hint: 'Give a value for it: buildResources([[resource, value]]).',
  });
}

/** The run that hooks are called for. */
export function buildRun(overrides: Partial<RunInfo> = {}): RunInfo {
  return {
    runId: '019b7667-9400-7000-8000-000000000001',
    attempt: 1,
    pipelineName: 'test',
    env: 'test',
    params: {},
    startedAt: START,
    resources: overrides.resources ?? buildResources(),
    ...overrides,
  };
}

/** A request without any filter. */
export function buildRequest(overrides: Partial<RunRequest> = {}): RunRequest {
  return {
    pipeline: undefined,
    select: [],
    exclude: [],
    nodes: [],
    fromNodes: [],
    toNodes: [],
    fromInputs: [],
    toOutputs: [],
    tags: [],
    loadVersions: {},
    runner: 'sequential',
    concurrency: undefined,
    onlyMissingOutputs: false,
    keepGoing: false,
    resume: undefined,
    ...overrides,
  };
}

/** What pipeline hooks know of a run. */
export function buildRunParams(overrides: Partial<RunParams> = {}): RunParams {
  const { runId, env, pipelineName, params } = buildRun();
  return { ...buildRequest(), runId, projectDir: '/project', env, pipelineName, params, ...overrides };
}

/** How something ended, one second after it began. */
export function buildOutcome(status: OutcomeStatus = 'success', overrides: Partial<Outcome> = {}): Outcome {
  return {
    status,
    startedAt: START,
    finishedAt: new Date(START.getTime() + 1000),
    durationMs: 1000,
    attempt: 1,
    ...overrides,
  };
}

/** Counts of a run of one node that succeeded. */
export function buildStats(overrides: Partial<RunStats> = {}): RunStats {
  return {
    nodesTotal: 1,
    nodesSucceeded: 1,
    nodesFailed: 0,
    nodesSkipped: 0,
    nodesCached: 0,
    nodesCancelled: 0,
    hookFailures: 0,
    durationMs: 1000,
    ...overrides,
  };
}

/** What the nodes of a run gave: these outputs, all from memory. */
export function buildPipelineResult(overrides: Partial<PipelineResult> = {}): PipelineResult {
  const outputs = overrides.outputs ?? {};
  return { nodes: new Map(), outputs, load: async (datasetName) => outputs[datasetName], ...overrides };
}

/** A model that has not been built yet. */
export function buildModel(overrides: Partial<Model> = {}): Model {
  return { name: 'orders', path: 'models/orders.sql', tags: [], meta: {}, status: 'pending', ...overrides };
}

/** The surroundings of a session, with these files of configuration by name. */
export function buildContext(
  overrides: Partial<ProjectContext> = {},
  config: Readonly<Record<string, unknown>> = {},
): ProjectContext {
  return {
    projectDir: '/project',
    env: 'test',
    params: {},
    config: { get: async (name) => config[name], locate: async () => undefined },
    log: overrides.log ?? buildLogger(),
    ...overrides,
  };
}

/** What a command knows of its project. */
export function buildProjectMetadata(overrides: Partial<ProjectMetadata> = {}): ProjectMetadata {
  return { projectDir: '/project', name: 'project', version: '0.0.0', pintleVersion: VERSION, ...overrides };
}
