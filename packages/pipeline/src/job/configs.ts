import type { Pipeline } from '@pintle/hookspecs';
import type { ConfigDocument, ConfigPath } from '../config/index.js';
import { mergeDeep } from '../config/merge.js';
import { isPlain, own, type Plain } from '../config/plain.js';
import { checkJobConfig, checkNames, type JobConfig, type JobConfigSource, type KnownNames } from './config.js';
import type { JobDescription } from './description.js';

/** The run configs of a session: what `job.yml` says of all jobs, and what was given by hand over it. */
export class JobConfigs {
  readonly #filed: JobConfigSource;
  readonly #given: JobConfigSource;

  /**
   * @param file - `job.yml` of base and environment
   * @param given - where it comes from is told by `origin`
   * @throws HookError `JOB_CONFIG_INVALID`
   */
  constructor(file: ConfigDocument, given: JobConfig | undefined, origin = 'The given run config') {
    this.#filed = source(file.value, (path) => file.locate(path) ?? 'job.yml');
    this.#given = source(given ?? {}, () => origin);
  }

  /**
   * What holds for these jobs.
   *
   * @param pipelines - all others of the project, of whose nodes `job.yml` may speak, too; `undefined` where they are not
   * known, so that names in `job.yml` cannot be judged
   * @throws HookError `JOB_CONFIG_INVALID` for an op or a resource that there is not
   */
  over(jobs: Iterable<JobDescription>, pipelines: Iterable<Pipeline> | undefined): JobConfigSource {
    const all = [...jobs];
    checkNames(this.#given, knownIn(all));
    // Where the project exports no job, job.yml is for those that programs run.
    if (pipelines !== undefined && all.length > 0)
      checkNames(this.#filed, { ...knownIn(all, pipelines), who: 'this project' });
    return {
      value: mergeDeep(this.#filed.value as Plain, this.#given.value as Plain),
      where: (path) => (says(this.#given.value, path) ? this.#given : this.#filed).where(path),
    };
  }
}

function source(value: unknown, where: JobConfigSource['where']): JobConfigSource {
  return { value: checkJobConfig(value, where), where };
}

/** Whether a run config says something of the op or resource that a path leads to. */
function says(config: JobConfig, [section, name]: ConfigPath): boolean {
  const entries = own(config as Plain, String(section));
  return isPlain(entries) && own(entries, String(name)) !== undefined;
}

function knownIn(jobs: readonly JobDescription[], pipelines: Iterable<Pipeline> = []): KnownNames {
  const nodes = [...jobs.map((job) => job.pipeline), ...pipelines].flatMap((one) => one.nodes);
  const resources = jobs.flatMap((job) =>
    [job, ...job.environments.values()].flatMap((one) => Object.keys(one.resources)),
  );
  const who = jobs.length === 1 ? `job "${jobs[0]?.name}"` : 'this project';
  return { who, ops: new Set(nodes.map((node) => node.name)), resources: new Set(resources) };
}
