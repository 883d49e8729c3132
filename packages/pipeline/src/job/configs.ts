import { HookError } from '@pintle/core';
import type { Pipeline } from '@pintle/hookspecs';
import type { ConfigDocument } from '../config/index.js';
import { mergeDeep } from '../config/merge.js';
import type { Plain } from '../config/plain.js';
import { checkJobConfig, checkNames, type JobConfig, type JobConfigSource, type KnownNames } from './config.js';
import { inEnvironment, isConfigurable, type JobDescription } from './description.js';

/**
 * The run config that a file holds.
 *
 * @param name - for messages, where the file does not say what they speak of
 * @throws HookError `JOB_CONFIG_INVALID`
 */
export function filedConfig(file: ConfigDocument, name: string): JobConfigSource {
  return configSource(file.value, (path) => file.locate(path) ?? name);
}

/** A run config that was given by hand. @throws HookError `JOB_CONFIG_INVALID` */
export function givenConfig(value: JobConfig): JobConfigSource {
  return configSource(value, () => 'The given run config');
}

/** One run config laid over another. */
export function overlaid(below: JobConfig, above: JobConfig): JobConfig {
  return mergeDeep(below as Plain, above as Plain);
}

/**
 * Makes sure that `job.yml`, which speaks of all jobs, speaks of ops and resources that there are.
 *
 * @param pipelines - all others of the project, of whose nodes it may speak, too
 * @throws HookError `JOB_CONFIG_INVALID`
 */
export function checkForProject(
  source: JobConfigSource,
  jobs: readonly JobDescription[],
  pipelines: Iterable<Pipeline>,
): void {
  // Where the project exports no job, job.yml is for those that programs run.
  if (jobs.length > 0) checkNames(source, { ...knownIn(jobs, pipelines), who: 'this project' });
}

/**
 * Makes sure that what is given for a run speaks of ops and resources of its jobs, in its environment.
 *
 * @param asked - names of what is run, in words
 * @throws HookError `JOB_CONFIG_INVALID`
 */
export function checkForRun(
  source: JobConfigSource,
  jobs: readonly JobDescription[],
  asked: string,
  env: string,
): void {
  const who = jobs.length === 1 ? `job "${asked}"` : `"${asked}"`;
  if (jobs.length > 0) return checkNames(source, { ...knownIn(jobs, [], env), who });
  throw new HookError('JOB_CONFIG_INVALID', `${source.where([])}: run config is for jobs, and "${asked}" is none.`, {
    hint: 'Name a job, or make one of the pipeline: defineJob({ name, pipeline }).',
  });
}

function configSource(value: unknown, where: JobConfigSource['where']): JobConfigSource {
  return { value: checkJobConfig(value, where), where };
}

function knownIn(
  jobs: readonly JobDescription[],
  pipelines: Iterable<Pipeline>,
  env?: string,
): Omit<KnownNames, 'who'> {
  const nodes = [...jobs.map((job) => job.pipeline), ...pipelines].flatMap((one) => one.nodes);
  const resources = jobs.flatMap((job) =>
    (env === undefined ? [job, ...job.environments.values()] : [inEnvironment(job, env)]).flatMap((one) =>
      Object.entries(one.resources),
    ),
  );
  const keys = (all: typeof resources): ReadonlySet<string> => new Set(all.map(([key]) => key));
  return {
    ops: new Set(nodes.map((node) => node.name)),
    resources: keys(resources),
    configurable: keys(resources.filter(([, resource]) => isConfigurable(resource))),
  };
}
