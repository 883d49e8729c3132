import { HookError } from '@pintle/core';
import type { Pipeline, PipelineContribution } from '@pintle/hookspecs';
import { pipeline } from '../describe/pipeline.js';
import { applyJob } from '../job/apply.js';
import type { JobConfig, JobConfigSource } from '../job/config.js';
import { checkForProject, checkForRun, overlaid } from '../job/configs.js';
import type { JobDescription } from '../job/description.js';
import { exportedPipelines, sortOutGiven } from './pipelines-file.js';
import type { Project } from './project.js';
import { PipelineRegistry } from './registry.js';

/** Where pipelines come from, besides plugins. */
export interface PipelineSources {
  readonly projectDir: string;
  readonly env: string;
  /** In place of what `pipelines.ts` exports. */
  readonly given: readonly (Pipeline | JobDescription)[] | undefined;
  /** The run config of jobs: what `job.yml` says. */
  readonly jobConfig: JobConfigSource;
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
  const { projectDir, env, given, jobConfig: filed } = sources;
  const { pipelines, jobs, byDefault, carriers } =
    given === undefined ? await exportedPipelines(projectDir) : sortOutGiven(given);
  for (const one of contributed.flat() as readonly PipelineContribution[]) {
    if (jobs.has(one.name)) throw nameOfJob(one.name);
    const known = pipelines.get(one.name);
    pipelines.set(one.name, known === undefined ? pipeline(one.name, one.nodes) : known.plus(one));
  }
  // Programs that bring their own jobs may run in a project whose job.yml is for others.
  if (given === undefined) checkForProject(filed, [...jobs.values()], pipelines.values());
  const environments = new Set([...jobs.values()].flatMap((job) => [...job.environments.keys()]));
  const under = (config: JobConfig): PipelineRegistry => {
    const applied = [...jobs.values()].map((job) => applyJob(job, env, config));
    return new PipelineRegistry(pipelines.values(), byDefault, applied, carriers);
  };
  const registry = under(filed.value);
  return {
    registry,
    environments,
    jobConfig: filed.value,
    under,
    forRun(asked, above) {
      const names = registry.nameOf(asked).split('+');
      // Names of nothing are the run's to complain of.
      if (names.every((name) => registry.byName.has(name))) {
        const asJobs = names.map((name) => jobs.get(name)).filter((job) => job !== undefined);
        checkForRun(above, asJobs, names.join('+'), env);
      }
      const jobConfig = overlaid(filed.value, above.value);
      return { pipelines: under(jobConfig), jobConfig };
    },
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
  /** What `job.yml` says of the jobs. */
  readonly jobConfig: JobConfig;
  /** The same pipelines and jobs, under another run config. */
  under(config: JobConfig): PipelineRegistry;
  /**
   * The same pipelines and jobs for one run, with what is given for it laid over `job.yml`.
   *
   * @throws HookError `JOB_CONFIG_INVALID` for an op or a resource that its jobs do not have
   */
  forRun(asked: string | undefined, above: JobConfigSource): Pick<Project, 'pipelines' | 'jobConfig'>;
}
