import type { ProjectPluginManager } from '@pintle/core/settings';
import type { Clock, DatasetType, Logger, Params, PintleHooks, ProjectContext } from '@pintle/hookspecs';
import type { Config, ConfigDocument } from '../config/index.js';
import type { Plain } from '../config/plain.js';
import type { Runner } from '../executor/node-executor.js';
import type { Durability } from '../log/run-log.js';
import type { JobConfig, JobConfigSource } from '../job/config.js';
import type { Hooks } from './hooks.js';
import type { Bodies } from './host-plugin.js';
import type { PipelineRegistry } from './registry.js';
import type { Secrets } from './secrets.js';

/** What a session has found and set up, and its runs share. */
export interface Project {
  /** Absolute. */
  readonly projectDir: string;
  readonly env: string;
  /** What was given over what `conf` says: parameters to the session, run config to the run, as it is written. */
  readonly given: { readonly params: Params; readonly jobConfig: Plain };
  /** Merged: those of `conf` and those given to the session. */
  readonly params: Params;
  readonly secrets: Secrets;
  readonly config: Config;
  /** The folder of configuration, where it is not `conf`. */
  readonly confSource?: string;
  readonly context: ProjectContext;
  readonly manager: ProjectPluginManager<PintleHooks>;
  readonly hooks: Hooks;
  readonly bodies: Bodies;
  readonly pipelines: PipelineRegistry;
  /** The run config of jobs in this environment. */
  readonly jobConfig: JobConfig;
  /** The same pipelines and jobs under the configuration of a run that is joined, and the run config given over it. */
  pipelinesUnder(config: Config, given: ConfigDocument): Promise<PipelineRegistry>;
  /** Pipelines and run config of one run, for which some is given. @throws HookError `JOB_CONFIG_INVALID` */
  forRun(asked: string | undefined, given: JobConfigSource): Pick<Project, 'pipelines' | 'jobConfig'>;
  readonly datasetTypes: readonly DatasetType<unknown>[];
  /** The runner of a name. @throws HookError `RUNNER_UNKNOWN` */
  runner(name: string): Promise<Runner>;
  readonly durability: Durability;
  /** Milliseconds that what goes on may take to stop after a cancel. */
  readonly graceMs: number;
  /** Milliseconds after which a run of another host that was not heard of is taken for dead. */
  readonly leaseMs: number;
  /** Shows no secrets. */
  readonly log: Logger;
  readonly clock: Clock;
}
