import type { PipelineNode, ResourceSource } from '@pintle/hookspecs';
import { mergeDeep } from '../config/merge.js';
import { isPlain, own } from '../config/plain.js';
import { attach } from '../describe/attach.js';
import { type ComposablePipeline, pipeline } from '../describe/pipeline.js';
import type { BoundResources } from '../run/resources.js';
import type { ConfigEntry, JobConfig } from './config.js';
import { inEnvironment, isConfigurable, type JobDescription } from './description.js';

/** A job as it runs in one environment. */
export interface AppliedJob {
  /** Under the job's name: its nodes with the job's hooks and with what the run config says of them. */
  readonly pipeline: ComposablePipeline;
  readonly resources: BoundResources;
}

/**
 * What a job comes to in an environment, under a run config.
 */
export function applyJob(job: JobDescription, env: string, config: JobConfig): AppliedJob {
  const { ops = {} } = config;
  const { hooks } = inEnvironment(job, env);
  const nodes = job.pipeline.nodes.map((node) =>
    attach(withConfig(node, own(ops, node.name) as ConfigEntry | undefined), hooks),
  );
  return { pipeline: pipeline(job.name, nodes), resources: boundResources(job, env, config) };
}

/** The resources of a job in an environment, those configured that the run config speaks of. */
function boundResources(job: JobDescription, env: string, config: JobConfig): BoundResources {
  const { resources } = inEnvironment(job, env);
  const configured = Object.entries(resources).map(([key, resource]): [string, ResourceSource<unknown>] => {
    const entry = own(config.resources ?? {}, key) as ConfigEntry | undefined;
    if (entry === undefined || !('config' in entry)) return [key, resource];
    // One that has its configuration in code shares the key with one of another job, which takes this.
    return [key, isConfigurable(resource) ? resource.configured(entry.config as never) : resource];
  });
  return new Map(configured);
}

function withConfig(node: PipelineNode, entry: ConfigEntry | undefined): PipelineNode {
  if (entry === undefined || !('config' in entry)) return node;
  const { config: above } = entry;
  const { config: below } = node;
  const config = isPlain(below) && isPlain(above) ? mergeDeep(below, above) : above;
  return Object.freeze({ ...node, config, run: node.run.bind(node) });
}
