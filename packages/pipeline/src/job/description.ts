import type { AttachedHooks, ResourceSource, ResourceTemplate } from '@pintle/hookspecs';
import type { ComposablePipeline } from '../describe/pipeline.js';

/** Resources by the keys under which hooks require them. */
export type JobResources = Readonly<Record<string, ResourceSource<unknown>>>;

/** Whether a resource takes what a run config says of it. */
export function isConfigurable(resource: ResourceSource<unknown>): resource is ResourceTemplate<unknown> {
  return 'configured' in resource;
}

/** What a job has in one environment besides what it has in all. */
export interface JobEnvironment {
  /** In place of the job's resources of the same keys. */
  readonly resources: JobResources;
  /** After the job's hooks. */
  readonly hooks: readonly AttachedHooks[];
}

/** What a job is, without the ways to change and run it. */
export interface JobDescription {
  readonly name: string;
  /** Its nodes as they are shared with others: without what the job attaches. */
  readonly pipeline: ComposablePipeline;
  readonly resources: JobResources;
  /** Attached to every op, after the hooks of nodes and pipelines. */
  readonly hooks: readonly AttachedHooks[];
  /** By the name of the environment. */
  readonly environments: ReadonlyMap<string, JobEnvironment>;
}

const BRAND = Symbol.for('pintle.job');

/** Marks a job as one, for every copy of this package. */
export function brandJob<T extends JobDescription>(job: T): T {
  return Object.defineProperty(job, BRAND, { value: true });
}

/** Whether a value was made by `defineJob`, of any copy of this package. */
export function isJob(value: unknown): value is JobDescription {
  return typeof value === 'object' && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
}

const NO_ENVIRONMENT: JobEnvironment = { resources: {}, hooks: [] };

/** The resources and hooks that a job has in an environment. */
export function inEnvironment(job: JobDescription, env: string): JobEnvironment {
  const own = job.environments.get(env) ?? NO_ENVIRONMENT;
  return { resources: { ...job.resources, ...own.resources }, hooks: [...new Set([...job.hooks, ...own.hooks])] };
}
