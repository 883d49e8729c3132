import { resolve } from 'node:path';
import { literally } from '../config/config.js';
import type { Plain } from '../config/plain.js';
import type { JobConfigSource } from '../job/config.js';
import { filedConfig, givenConfig } from '../job/configs.js';
import { findRun } from '../log/run-store.js';
import { resumable } from './open-run.js';
import type { Project } from './project.js';
import type { RunOptions } from './request.js';
import type { Secrets } from './secrets.js';

/**
 * The project as a run sees it that is given a run config: its jobs have what that says, and its logs show nothing of the
 * environment that came in by it.
 *
 * @throws HookError `JOB_CONFIG_INVALID`, `RUN_NOT_FOUND`, `RUN_NOT_RESUMABLE`; any `CONFIG_…` code of a file
 */
export async function underJobConfig(project: Project, options: RunOptions): Promise<Project> {
  const { jobConfig } = options;
  if (jobConfig === undefined) return project;
  const { source, written, secrets } = await read(project, jobConfig);
  const own = { ...project.forRun(asked(project, options), source), secrets, log: secrets.logger(project.log) };
  return { ...project, ...own, given: { ...project.given, jobConfig: written } };
}

interface Read {
  readonly source: JobConfigSource;
  readonly written: Plain;
  readonly secrets: Secrets;
}

async function read(project: Project, jobConfig: NonNullable<RunOptions['jobConfig']>): Promise<Read> {
  const { config, projectDir, secrets } = project;
  if (typeof jobConfig !== 'string')
    return { source: givenConfig(jobConfig), written: literally(jobConfig as Plain), secrets };
  const file = await config.readFile(resolve(projectDir, jobConfig));
  return { source: filedConfig(file, jobConfig), written: file.written, secrets: secrets.and('run config', file) };
}

/** What is run: a run that is resumed says it itself. */
function asked(project: Project, { pipeline, resume }: RunOptions): string | undefined {
  if (pipeline !== undefined || resume === undefined) return pipeline;
  const { request } = resumable(project, findRun(project.projectDir, resume)).started;
  const { pipeline: before } = request as { readonly pipeline?: string };
  return before;
}
