import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { HookError, type HookFault } from '@pintle/core';
import type { ProjectPluginManager } from '@pintle/core/settings';
import type { Logger, Params, PintleHooks, ProjectContext, RunResult } from '@pintle/hookspecs';
import type { RunCatalog } from '../catalog/index.js';
import type { Config } from '../config/index.js';
import type { ComposablePipeline } from '../describe/pipeline.js';
import { type JoinedRun, joinRun } from '../executor/joined-run.js';
import type { ProjectCode, RunTicket } from '../executor/run-ticket.js';
import type { ReconciledRun } from '../log/dead-run.js';
import { reconcileRuns } from '../log/reconcile.js';
import { findRun } from '../log/run-store.js';
import { projectCode } from './fingerprint.js';
import { withAttached } from './attached.js';
import type { AttachedListing } from './attached-listing.js';
import { askedBefore, openRun, resumable } from './open-run.js';
import { answeredNodes, type RunPlan, selectFrom } from './plan.js';
import type { Project } from './project.js';
import { projectCatalog } from './project-catalog.js';
import type { AttemptRecorder } from './recorder.js';
import { type RunOptions, requestOf } from './request.js';
import type { MakeWork } from './run-attempt.js';
import { performRun } from './perform-run.js';
import { selectScope } from './select-scope.js';
import type { NamedWork, Session } from './session.js';
import { underJobConfig } from './under-job-config.js';

/** The session of a project that is open. */
export class ProjectSession implements Session {
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
  get jobs(): readonly string[] {
    return this.#project.pipelines.jobNames;
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
    const { signal } = options;
    return await performRun(own, open, {
      makeWork,
      signal,
      within: (recorder, call) => this.#running.run(recorder, call),
    });
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
    const run = { runId: randomUUID(), startedAt: this.#project.clock.now() };
    return (await projectCatalog(this.#project, { loadVersions: {}, run })).catalog;
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
