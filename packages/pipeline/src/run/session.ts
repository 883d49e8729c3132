import type { ProjectPluginManager } from '@pintle/core/settings';
import type { AttachedHooks, Logger, Params, PintleHooks, ProjectContext, RunResult } from '@pintle/hookspecs';
import type { RunCatalog } from '../catalog/index.js';
import type { Config } from '../config/index.js';
import type { ComposablePipeline } from '../describe/pipeline.js';
import type { JoinedRun } from '../executor/joined-run.js';
import type { ProjectCode, RunTicket } from '../executor/run-ticket.js';
import type { ReconciledRun } from '../log/dead-run.js';
import type { AttachedListing } from './attached-listing.js';
import type { RunPlan } from './plan.js';
import type { RunOptions } from './request.js';
import type { MakeWork } from './run-attempt.js';

/** What a run does that walks no pipeline. */
export interface NamedWork {
  /** What the run is called. */
  readonly name: string;
  /** Parameters of this run, over those of the session. */
  readonly params: Params;
  /** Hooks of this run alone. */
  readonly hooks: AttachedHooks;
  readonly makeWork: MakeWork;
}

/** A project that is open: its plugins, configuration and pipelines, ready to run. Close it, or use `await using`. */
export interface Session extends AsyncDisposable {
  /** Absolute. */
  readonly projectDir: string;
  readonly env: string;
  readonly params: Params;
  readonly config: Config;
  readonly context: ProjectContext;
  readonly manager: ProjectPluginManager<PintleHooks>;
  /** All pipelines of the project and its plugins, by name; jobs as they run in this environment. */
  readonly pipelines: ReadonlyMap<string, ComposablePipeline>;
  /** Names of those among them that are jobs. */
  readonly jobs: readonly string[];
  /** Names of the pipelines that run when none is named. */
  readonly defaultPipelines: readonly string[];
  readonly log: Logger;
  /** What is attached for a hook to nodes of pipelines and jobs, and to the tasks and flows that `pipelines.ts` exports. */
  attached(hook: string): readonly AttachedListing[];
  /**
   * Runs a pipeline. Resolves however the run ends; several runs may go on at the same time.
   *
   * @throws HookError for what keeps a run from being opened at all: `RUN_REQUEST_INVALID`, `RUN_NOT_FOUND`,
   * `RUN_NOT_RESUMABLE`, `RUN_LEASE_HELD`, `JOB_CONFIG_INVALID`, and any `CONFIG_…` code of a file of run config
   */
  run(options?: RunOptions): Promise<RunResult>;
  /**
   * Runs what is no pipeline. What `flow.run` does.
   *
   * @throws HookError as `run`
   */
  perform(work: NamedWork, options?: Pick<RunOptions, 'signal'>): Promise<RunResult>;
  /** What a run of this request would do. Calls no hook of a run, and writes nothing. */
  plan(options?: RunOptions): Promise<RunPlan>;
  /** The catalog as a run would get it, without any hook having changed it. */
  catalog(): Promise<RunCatalog>;
  /** What this process would execute, read when it is first asked for: who joins runs asks before the sources can change. */
  code(): ProjectCode;
  /**
   * Joins a run that another process orchestrates, to execute attempts of its nodes.
   *
   * @throws HookError `RUN_CODE_DIFFERS` when this process would execute something else than that one means
   */
  join(ticket: RunTicket): Promise<JoinedRun>;
  /**
   * Ends runs of this environment whose process has died: their open nodes and they themselves as `crashed`. Every run
   * begins with this.
   */
  reconcile(): Promise<readonly ReconciledRun[]>;
  /** Disposes the plugins, when the runs that go on have ended. */
  close(): Promise<void>;
}
