import { resolve } from 'node:path';
import type { JobConfigSource } from '../job/config.js';
import { filedConfig, givenConfig } from '../job/configs.js';
import { findRun } from '../log/run-store.js';
import { resumable } from './open-run.js';
import type { Project } from './project.js';
import type { RunOptions } from './request.js';

/**
 * The project as a run sees it that is given a run config: its jobs have what that says, and its logs show nothing of the
 * environment that came in by it.
 *
 * @throws HookError `JOB_CONFIG_INVALID`, `RUN_NOT_FOUND`, `RUN_NOT_RESUMABLE`; any `CONFIG_…` code of a file
 */
export async function underJobConfig(project: Project, options: RunOptions): Promise<Project> {
  const { jobConfig } = options;
  if (jobConfig === undefined) return project;
  const { source, variables } = await read(project, jobConfig);
  const secrets = project.secrets.and(variables);
  return { ...project, ...project.forRun(asked(project, options), source), secrets, log: secrets.logger(project.log) };
}

interface Read {
  readonly source: JobConfigSource;
  readonly variables: Iterable<string>;
}

async function read({ config, projectDir }: Project, jobConfig: NonNullable<RunOptions['jobConfig']>): Promise<Read> {
  if (typeof jobConfig !== 'string') return { source: givenConfig(jobConfig), variables: [] };
  const file = await config.readFile(resolve(projectDir, jobConfig));
  return { source: filedConfig(file, jobConfig), variables: file.variables };
}

/** What is run: a run that is resumed says it itself. */
function asked(project: Project, { pipeline, resume }: RunOptions): string | undefined {
  if (pipeline !== undefined || resume === undefined) return pipeline;
  const { request } = resumable(project, findRun(project.projectDir, resume)).started;
  const { pipeline: before } = request as { readonly pipeline?: string };
  return before;
}
