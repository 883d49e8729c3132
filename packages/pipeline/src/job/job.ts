import {
  type AttachedHooks,
  checkAttached,
  didYouMean,
  HookError,
  type NeedsOf,
  type NeedsOfAll,
  type NoResources,
  type Pipeline,
  requirementsOf,
  type ResourceSource,
  type RunResult,
} from '@pintle/hookspecs';
import { checkName } from '../describe/node-check.js';
import { type ComposablePipeline, composable, isPipeline } from '../describe/pipeline.js';
import { type LocalOptions, withLocalSession } from '../run/local-session.js';
import type { JobConfig } from './config.js';
import { checkedHooks, checkedResources, checkObject, refuseUnknown } from './definition-check.js';
import { brandJob, type JobDescription, type JobEnvironment, type JobResources } from './description.js';
import { checkRequired } from './required.js';

/** What provides some needs: a resource of the right type for each key. */
export type ResourcesFor<Needs> = { readonly [K in keyof Needs]: ResourceSource<Needs[K]> };

/** Asks for resources, where hooks need any. */
export type ResourcesWanted<Needs> = keyof Needs extends never
  ? { readonly resources?: JobResources }
  : { readonly resources: ResourcesFor<Needs> };

/** Resources that stand in for others of the same keys give what these give. */
export type ResourcesReplacing<Needs> = {
  readonly resources?: { readonly [K in keyof Needs]?: ResourceSource<Needs[K]> };
};

/** What {@link defineJob} is told. */
export interface JobDefinition<P, R, H> {
  /** What `pintle run` calls it; different from the names of pipelines. */
  readonly name: string;
  /** What it runs: shared with whoever runs it otherwise. */
  readonly pipeline: P;
  /** By the keys under which hooks require them. Those that want a configuration get it by `configured`, or from the run config. */
  readonly resources?: R;
  /** Attached to every op, after the hooks of nodes and pipelines. */
  readonly hooks?: H;
}

/** What {@link Job.forEnv} is told. */
export interface EnvironmentDefinition<R, H> {
  /** In place of the job's resources of the same keys. */
  readonly resources?: R;
  /** After the job's hooks. */
  readonly hooks?: H;
}

/** In messages of the compiler: a job that does not have what some hooks need. */
export interface JobLacksResources<Keys> {
  readonly 'this job lacks the resources': Keys;
}

/** How {@link Job.runLocal} runs a job. */
export interface RunJobOptions extends LocalOptions {
  /** Run config, or a YAML file of it, from the project's folder: over what `conf/<env>/job.yml` says. */
  readonly config?: JobConfig | string | undefined;
  /** Throw what made the run fail, after all its hooks have run. Default `false`: the result says it. */
  readonly raiseOnError?: boolean | undefined;
}

/**
 * A pipeline together with the resources and hooks that it runs with, in each environment. It never changes: each method
 * gives a new one. `pintle run <name>` runs it when `pipelines.ts` exports it.
 */
export interface Job<R = JobResources, Needs = unknown> extends JobDescription {
  readonly resources: R & JobResources;
  /** Carries the type of the resources that hooks need, by key; never there at run time. */
  readonly '~needs'?: Needs;
  /**
   * A copy with these hooks attached to every op, after those of nodes and pipelines and those that the job has.
   *
   * @throws HookError `HOOKS_NOT_ATTACHABLE`, `RESOURCE_MISSING`
   */
  withHooks<const H extends readonly AttachedHooks[]>(
    this: R extends ResourcesFor<NeedsOfAll<H>>
      ? Job<R, Needs>
      : JobLacksResources<Exclude<keyof NeedsOfAll<H>, keyof R>>,
    ...hooks: H
  ): Job<R, Needs & NeedsOfAll<H>>;
  /**
   * A copy that has other resources, and further hooks, in one environment. What was said of the environment before stays,
   * where it is not said anew.
   *
   * @throws HookError `JOB_INVALID`, `HOOKS_NOT_ATTACHABLE`, `RESOURCE_MISSING`
   * @example
   * ```ts
   * export const nightly = defineJob({ name: 'nightly', pipeline: weather, resources: { slack }, hooks: [slackOnFailure] })
   *   .forEnv('test', { resources: { slack: mockResource(silent) } });
   * ```
   */
  forEnv<const S extends JobResources = NoResources, const H extends readonly AttachedHooks[] = readonly []>(
    env: string,
    environment: EnvironmentDefinition<S, H> &
      ResourcesReplacing<Needs> &
      ResourcesWanted<Omit<NeedsOfAll<H>, keyof R>>,
  ): Job<R, Needs>;
  /**
   * Runs the job here, in the nearest project: with the hooks of its settings and plugins, where there is one.
   *
   * @throws what keeps a project from being opened, or a run from being begun; with `raiseOnError` also what made it fail
   * @example
   * ```ts
   * const result = await nightly.runLocal({ env: 'prod', config: { ops: { load: { config: { table: 'days' } } } } });
   * ```
   */
  runLocal(options?: RunJobOptions): Promise<RunResult>;
}

/**
 * Describes a job: a pipeline with the resources and hooks that it runs with.
 *
 * Hooks given here are attached to every op. The job has to have every resource that its hooks, and those of its nodes,
 * require: that is checked by types, and again when it is made.
 *
 * @throws HookError `JOB_INVALID`, `RESOURCE_MISSING`, `RESOURCE_INVALID`, `HOOKS_NOT_ATTACHABLE`
 * @example
 * ```ts
 * const notifyAll = defineJob({ name: 'notify_all', pipeline: weather, resources: { slack }, hooks: [slackOnFailure] });
 * const result = await notifyAll.runLocal();
 * ```
 */
export function defineJob<
  const P extends Pipeline,
  const R extends JobResources = NoResources,
  const H extends readonly AttachedHooks[] = readonly [],
>(
  definition: JobDefinition<P, R, H> & ResourcesWanted<NeedsOf<P> & NeedsOfAll<H>>,
): Job<R, NeedsOf<P> & NeedsOfAll<H>> {
  checkObject(definition, 'defineJob() expects one object', HOW_TO_DEFINE);
  const { name, pipeline, resources, hooks, ...others } = definition;
  refuseUnknown(others, `Job "${name}"`, ['name', 'pipeline', 'resources', 'hooks']);
  checkName(name, 'job', 'JOB_INVALID');
  if (!isPipeline(pipeline)) {
    throw new HookError('JOB_INVALID', `Job "${name}": pipeline is no pipeline.`, {
      hint: "Make one of its nodes: pipeline('…', [node, …]).",
    });
  }
  const described = {
    name,
    pipeline: composable(pipeline),
    hooks: checkedHooks(`Job "${name}"`, hooks),
    environments: new Map(),
  };
  return new DefinedJob({ ...described, resources: checkedResources(name, resources) }) as unknown as Job<
    R,
    NeedsOf<P> & NeedsOfAll<H>
  >;
}

class DefinedJob implements JobDescription {
  readonly name: string;
  readonly pipeline: ComposablePipeline;
  readonly resources: JobResources;
  readonly hooks: readonly AttachedHooks[];
  readonly environments: ReadonlyMap<string, JobEnvironment>;

  constructor({ name, pipeline, resources, hooks, environments }: JobDescription) {
    this.name = name;
    this.pipeline = pipeline;
    this.resources = Object.freeze({ ...resources });
    this.hooks = Object.freeze([...new Set(hooks)]);
    this.environments = environments;
    for (const one of [this, ...environments.values()])
      for (const attached of one.hooks) checkAttached(attached, `job "${name}"`);
    checkRequired(this);
    for (const env of environments.keys()) checkRequired(this, env);
    Object.freeze(brandJob(this));
  }

  withHooks(...hooks: readonly AttachedHooks[]): DefinedJob {
    return this.#changed({ hooks: [...this.hooks, ...hooks] });
  }

  forEnv(env: string, environment: EnvironmentDefinition<JobResources, readonly AttachedHooks[]>): DefinedJob {
    checkName(env, 'environment', 'JOB_INVALID');
    checkObject(environment, `Job "${this.name}": forEnv("${env}") expects an object`, HOW_TO_SPEAK_OF);
    const { resources, hooks: given, ...others } = environment;
    const who = `Job "${this.name}", forEnv("${env}")`;
    refuseUnknown(others, who, ['resources', 'hooks']);
    const hooks = checkedHooks(who, given);
    this.#refuseStrangers(env, checkedResources(this.name, resources), hooks);
    const before = this.environments.get(env);
    const own: JobEnvironment = {
      resources: { ...before?.resources, ...resources },
      hooks: [...(before?.hooks ?? []), ...hooks],
    };
    return this.#changed({ environments: new Map([...this.environments, [env, own]]) });
  }

  async runLocal({ config, raiseOnError = false, ...options }: RunJobOptions = {}): Promise<RunResult> {
    const result = await withLocalSession(options, [this], (session) =>
      session.run({ pipeline: this.name, signal: options.signal, jobConfig: config }),
    );
    return raiseOnError ? result.throwIfFailed() : result;
  }

  #changed(change: Partial<JobDescription>): DefinedJob {
    const { name, pipeline, resources, hooks, environments } = this;
    return new DefinedJob({ name, pipeline, resources, hooks, environments, ...change });
  }

  /** A resource that replaces none and that no hook asks for is a slip. */
  #refuseStrangers(env: string, resources: JobResources, hooks: readonly AttachedHooks[]): void {
    const known = [...Object.keys(this.resources), ...hooks.flatMap((hook) => Object.keys(requirementsOf(hook)))];
    const stranger = Object.keys(resources).find((key) => !known.includes(key));
    if (stranger === undefined) return;
    const message = `Job "${this.name}" has no resource "${stranger}" that the environment "${env}" could replace.`;
    throw new HookError('JOB_INVALID', message, {
      hint: didYouMean(stranger, known) ?? `Its resources: ${known.join(', ') || 'none'}.`,
    });
  }
}

const HOW_TO_DEFINE = "Write defineJob({ name: '…', pipeline, resources: { … }, hooks: [ … ] }).";
const HOW_TO_SPEAK_OF = "Write forEnv('prod', { resources: { … }, hooks: [ … ] }).";
