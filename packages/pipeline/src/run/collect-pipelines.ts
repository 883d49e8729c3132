import { HookError } from '@pintle/core';
import type { Pipeline, PipelineContribution } from '@pintle/hookspecs';
import { pipeline } from '../describe/pipeline.js';
import { applyJob } from '../job/apply.js';
import type { JobConfig, JobConfigSource } from '../job/config.js';
import type { JobConfigs } from '../job/configs.js';
import type { JobDescription } from '../job/description.js';
import { exportedPipelines, sortOut } from './pipelines-file.js';
import { PipelineRegistry } from './registry.js';

/** Where pipelines come from, besides plugins. */
export interface PipelineSources {
  readonly projectDir: string;
  readonly env: string;
  /** In place of what `pipelines.ts` exports. */
  readonly given: readonly (Pipeline | JobDescription)[] | undefined;
  /** The run config of jobs, from `job.yml` and from who opens the project. */
  readonly jobConfig: JobConfigs;
}

/**
 * Collects the pipelines of a project: those that its `pipelines.ts` exports, and those that plugins contribute, which
 * are added up by name.
 *
 * @throws HookError `PIPELINES_LOAD_FAILED`, `PIPELINE_NAME_TAKEN`, and those of {@link pipeline}
 */
export async function collectPipelines(
  sources: PipelineSources,
  contributed: readonly (PipelineContribution | readonly PipelineContribution[])[],
): Promise<CollectedPipelines> {
  const { projectDir, env, given, jobConfig } = sources;
  const { pipelines, jobs, byDefault } =
    given === undefined ? await exportedPipelines(projectDir) : sortOut(given, () => 'The list of pipelines');
  for (const one of contributed.flat() as readonly PipelineContribution[]) {
    if (jobs.has(one.name)) throw nameOfJob(one.name);
    const known = pipelines.get(one.name);
    pipelines.set(one.name, known === undefined ? pipeline(one.name, one.nodes) : known.plus(one));
  }
  const config = jobConfig.over(jobs.values(), given === undefined ? pipelines.values() : undefined);
  const environments = new Set([...jobs.values()].flatMap((job) => [...job.environments.keys()]));
  const under = (source: JobConfigSource): PipelineRegistry => {
    const applied = [...jobs.values()].map((job) => applyJob(job, env, source));
    return new PipelineRegistry(pipelines.values(), byDefault, applied);
  };
  return {
    registry: under(config),
    environments,
    jobConfig: config.value,
    under: (value) => under({ value, where: () => 'The run config' }),
  };
}

function nameOfJob(name: string): HookError<string> {
  return new HookError('PIPELINE_NAME_TAKEN', `A plugin contributes to "${name}", which is a job.`, {
    hint: 'Contribute to the pipeline of the job.',
  });
}

/** What {@link collectPipelines} finds. */
export interface CollectedPipelines {
  readonly registry: PipelineRegistry;
  /** The environments that jobs speak of. */
  readonly environments: ReadonlySet<string>;
  /** The run config of the jobs. */
  readonly jobConfig: JobConfig;
  /** The same pipelines and jobs, under another run config. */
  under(jobConfig: JobConfig): PipelineRegistry;
}
