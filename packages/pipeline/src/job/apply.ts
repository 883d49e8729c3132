import { HookError, type PipelineNode, type ResourceSource } from '@pintle/hookspecs';
import { mergeDeep } from '../config/merge.js';
import { isPlain, own } from '../config/plain.js';
import { attach } from '../describe/attach.js';
import { type ComposablePipeline, pipeline } from '../describe/pipeline.js';
import type { BoundResources } from '../run/resources.js';
import type { ConfigEntry, JobConfigSource } from './config.js';
import { inEnvironment, type JobDescription } from './description.js';

/** A job as it runs in one environment. */
export interface AppliedJob {
  /** Under the job's name: its nodes with the job's hooks and with what the run config says of them. */
  readonly pipeline: ComposablePipeline;
  readonly resources: BoundResources;
}

/**
 * What a job comes to in an environment, under a run config.
 *
 * @throws HookError `JOB_CONFIG_INVALID` for the configuration of a resource that takes none
 */
export function applyJob(job: JobDescription, env: string, config: JobConfigSource): AppliedJob {
  const { ops = {} } = config.value;
  const { hooks } = inEnvironment(job, env);
  const nodes = job.pipeline.nodes.map((node) =>
    attach(withConfig(node, own(ops, node.name) as ConfigEntry | undefined), hooks),
  );
  return { pipeline: pipeline(job.name, nodes), resources: boundResources(job, env, config) };
}

/** The resources of a job in an environment, those configured that the run config speaks of. */
function boundResources(job: JobDescription, env: string, { value, where }: JobConfigSource): BoundResources {
  const { resources } = inEnvironment(job, env);
  const configured = Object.entries(resources).map(([key, resource]): [string, ResourceSource<unknown>] => {
    const entry = own(value.resources ?? {}, key) as ConfigEntry | undefined;
    if (entry === undefined || !('config' in entry)) return [key, resource];
    if ('configured' in resource) return [key, resource.configured(entry.config as never)];
    const message = `${where(['resources', key])}: the resource "${key}" of job "${job.name}" has its configuration in code.`;
    throw new HookError('JOB_CONFIG_INVALID', message, { hint: 'Give the job the resource without .configured(…).' });
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
