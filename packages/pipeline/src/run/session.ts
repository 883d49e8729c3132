import { AsyncLocalStorage } from 'node:async_hooks';
import { resolve } from 'node:path';
import { HookError, type HookFault } from '@pintle/core';
import { type CreatePluginManagerOptions, createPluginManager, type ProjectPluginManager } from '@pintle/core/settings';
import {
  type AttachedHooks,
  type Clock,
  type Logger,
  type Params,
  type PintleHooks,
  type Pipeline,
  type ProjectContext,
  pintleSpecs,
  type RunResult,
} from '@pintle/hookspecs';
import type { RunCatalog } from '../catalog/index.js';
import type { Config } from '../config/index.js';
import type { ComposablePipeline } from '../describe/pipeline.js';
import { type JoinedRun, joinRun } from '../executor/joined-run.js';
import type { ProjectCode, RunTicket } from '../executor/run-ticket.js';
import type { JobDescription } from '../job/description.js';
import type { ReconciledRun } from '../log/dead-run.js';
import { reconcileRuns } from '../log/reconcile.js';
import { findRun } from '../log/run-store.js';
import { projectCode } from './fingerprint.js';
import { HOST } from './host-plugin.js';
import { stderrLogger } from './logger.js';
import { withAttached } from './attached.js';
import type { AttachedListing } from './attached-listing.js';
import { openProject, type ProjectOptions } from './open-project.js';
import { askedBefore, openRun, resumable } from './open-run.js';
import { answeredNodes, type RunPlan, selectFrom } from './plan.js';
import type { Project } from './project.js';
import { projectCatalog } from './project-catalog.js';
import type { AttemptRecorder } from './recorder.js';
import { type RunOptions, requestOf } from './request.js';
import { type MakeWork, performRun } from './run.js';
import type { RunSettings } from './run-settings.js';
import { selectScope } from './select-scope.js';
import { underJobConfig } from './under-job-config.js';
import { VERSION } from '../version.js';

/** What {@link createSession} opens. */
export interface SessionOptions {
  /** The project's folder, or one inside it. Default: the working folder. */
  readonly projectDir?: string | undefined;
  /** The configuration environment. Default: the variable `PINTLE_ENV`, else `local`. */
  readonly env?: string | undefined;
  /** Parameters that win over those in `conf`. */
  readonly params?: Params | undefined;
  /** The settings file, the settings themselves, or `false` for none. Default: `settings.ts` is searched for. */
  readonly settings?: PluginsOptions['settings'];
  /** Plugins for this session besides those of settings and dependencies. */
  readonly plugins?: PluginsOptions['plugins'];
  /** Names of plugins that are not to be used in this session. */
  readonly disable?: readonly string[] | undefined;
  /** The folder of configuration, from the project's. Default `conf`. */
  readonly confSource?: string | undefined;
  /** Where hooks, nodes and the session itself log to. Default: standard error, from `PINTLE_LOG_LEVEL`. */
  readonly log?: Logger | undefined;
  /** Over what `run.yml` says. */
  readonly runs?: Partial<RunSettings> | undefined;
  /** What runs take the time from. Default: this machine's. */
  readonly clock?: Clock | undefined;
  /** Pipelines and jobs in place of those that `pipelines.ts` exports. */
  readonly pipelines?: readonly (Pipeline | JobDescription)[] | undefined;
}

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

type PluginsOptions = CreatePluginManagerOptions<typeof pintleSpecs>;

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

/**
 * Opens a project: settings, plugins, configuration, context, dataset types, pipelines, in this order.
 *
 * @throws HookError any `SETTINGS_…`, `DISCOVERY_…`, `PLUGIN_…`, `CONFIG_…`, `PIPELINE…`, `NODE_…`, `SELECT_INVALID` code,
 * and what a hook of the session throws; plugins that were set up are disposed first
 * @example
 * ```ts
 * await using session = await createSession({ env: 'prod' });
 * const result = await session.run({ tags: ['nightly'] });
 * result.throwIfFailed();
 * ```
 */
export async function createSession(options: SessionOptions = {}): Promise<Session> {
  const env = options.env ?? (process.env['PINTLE_ENV'] || 'local');
  const log = options.log ?? stderrLogger();
  const { settings, plugins, disable } = options;
  const specs = pintleSpecs;
  const from = resolve(options.projectDir ?? process.cwd());
  const manager = await createPluginManager({
    name: HOST,
    version: VERSION,
    specs,
    projectDir: from,
    env,
    settings,
    plugins,
    disable,
    log,
  });
  try {
    return await openSession(manager as ProjectPluginManager<PintleHooks>, { ...options, env, log });
  } catch (error) {
    // What failed the session is what the caller must hear of.
    await manager.close().catch((fault: unknown) => log.error('a plugin could not be disposed', { error: fault }));
    throw error;
  }
}

/** What {@link openSession} opens. */
export interface HostedSessionOptions extends SessionOptions, Pick<ProjectOptions, 'env' | 'log' | 'onSecrets'> {
  readonly env: string;
  readonly log: Logger;
}

/**
 * Opens a session with the plugin manager of a project that is there already: for hosts that call hooks of their own
 * before. The session's `close` closes the manager; when opening fails, that is left to the caller.
 *
 * @throws what {@link createSession} throws once it has its plugins
 */
export async function openSession(
  manager: ProjectPluginManager<PintleHooks>,
  options: HostedSessionOptions,
): Promise<Session> {
  return new ProjectSession(await openProject(manager, options));
}

class ProjectSession implements Session {
  readonly #project: Project;
  /** The run on whose behalf hooks are called: faults that a policy kept from it are its hook failures all the same. */
  readonly #running = new AsyncLocalStorage<AttemptRecorder>();
  readonly #runs = new Set<Promise<RunResult>>();
  #closing: Promise<void> | undefined;
  #code: ProjectCode | undefined;

  constructor(project: Project) {
    this.#project = project;
    project.manager.events.on('hook:error', (fault) => this.#onFault(fault));
  }

  get manager(): ProjectPluginManager<PintleHooks> {
    return this.#project.manager;
  }

  get projectDir(): string {
    return this.#project.projectDir;
  }
  get env(): string {
    return this.#project.env;
  }
  get params(): Params {
    return this.#project.params;
  }
  get config(): Config {
    return this.#project.config;
  }
  get context(): ProjectContext {
    return this.#project.context;
  }
  get pipelines(): ReadonlyMap<string, ComposablePipeline> {
    return this.#project.pipelines.byName;
  }
  get defaultPipelines(): readonly string[] {
    return this.#project.pipelines.defaultNames;
  }
  get log(): Logger {
    return this.#project.log;
  }

  attached(hook: string): readonly AttachedListing[] {
    return this.#project.pipelines.attached(hook);
  }

  run(options: RunOptions = {}): Promise<RunResult> {
    return this.#track(() => this.#run(this.#project, options));
  }

  perform({ name, params, hooks, makeWork }: NamedWork, options: Pick<RunOptions, 'signal'> = {}): Promise<RunResult> {
    const project: Project = {
      ...this.#project,
      params: Object.freeze({ ...this.#project.params, ...params }),
      hooks: withAttached(this.#project.hooks, [hooks]),
    };
    return this.#track(() => this.#run(project, { ...options, pipeline: name }, makeWork));
  }

  async #track(run: () => Promise<RunResult>): Promise<RunResult> {
    if (this.#closing !== undefined)
      throw new HookError('SESSION_CLOSED', 'This session is closed, so it runs nothing more.');
    const running = run();
    this.#runs.add(running);
    return await running.finally(() => this.#runs.delete(running));
  }

  async #run(project: Project, options: RunOptions, makeWork?: MakeWork): Promise<RunResult> {
    const own = await underJobConfig(project, options);
    // Hooks of a job that is found dead get what is given for its next run.
    await reconcileRuns({ ...own, hooks: this.#project.hooks });
    const open = openRun(own, options);
    const unfollow = open.cancellation.follow(options.signal);
    try {
      return await this.#running.run(open.recorder, () => performRun(own, open, makeWork));
    } finally {
      unfollow();
    }
  }

  async plan(options: RunOptions = {}): Promise<RunPlan> {
    const project = await underJobConfig(this.#project, options);
    const { resume } = options;
    const before = resume === undefined ? undefined : resumable(project, findRun(this.projectDir, resume));
    const request = requestOf({ ...options, resume: before?.runId }, askedBefore(before));
    const whole = project.pipelines.find(request.pipeline);
    const pipeline = selectFrom(whole, request, () => selectScope(project, whole));
    await this.#project.runner(request.runner);
    const { onlyMissingOutputs } = request;
    const shortcuts = { onlyMissingOutputs, done: before?.done ?? new Set<string>() };
    return { request, pipeline, answered: await answeredNodes(pipeline.graph, await this.catalog(), shortcuts) };
  }

  async catalog(): Promise<RunCatalog> {
    return (await projectCatalog(this.#project, { loadVersions: {}, savedAt: this.#project.clock.now() })).catalog;
  }

  code(): ProjectCode {
    return (this.#code ??= projectCode(this.#project));
  }

  async join(ticket: RunTicket): Promise<JoinedRun> {
    return await joinRun(this.#project, this.code(), ticket, (outbox, call) => this.#running.run(outbox, call));
  }

  reconcile(): Promise<readonly ReconciledRun[]> {
    return reconcileRuns(this.#project);
  }

  close(): Promise<void> {
    return (this.#closing ??= Promise.allSettled(this.#runs).then(() => this.manager.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #onFault({ hook, plugin, error }: HookFault): void {
    const recorder = this.#running.getStore();
    if (recorder === undefined) return this.log.warn(`hook ${hook} failed`, { plugin, error });
    const unrecorded = (fault: unknown): void =>
      this.log.error(`the failure of hook ${hook} could not be recorded`, { error: fault });
    // The policy keeps the fault from the run, so recording it must not bring it back.
    new Promise((resolve) => resolve(recorder.hookFailed(hook, error, { plugin }))).catch(unrecorded);
  }
}
