import { hostname } from 'node:os';
import { type Awaitable, isThenable } from '@pintle/core';
import type { Outcome, OutcomeStatus, PipelineResult, RunParams, RunResult, SelectScope } from '@pintle/hookspecs';
import type { RunCatalog } from '../catalog/index.js';
import type { ComposablePipeline } from '../describe/pipeline.js';
import type { NodeExecutor } from '../executor/node-executor.js';
import { leaseLost } from '../log/lease.js';
import { serializeError } from '../log/serialized-error.js';
import { fingerprint, NO_FINGERPRINT } from './fingerprint.js';
import { nodeHooks } from './hooks.js';
import { NodeSteps } from './node-steps.js';
import type { OpenRun } from './open-run.js';
import { hasOutputs, oneError, statsOf, type Stopwatch, stopwatch } from './outcome.js';
import { pluginList } from './plugin-list.js';
import { answeredNodes, checkInputs, checkPersistent, selectFrom } from './plan.js';
import type { Project } from './project.js';
import { projectCatalog } from './project-catalog.js';
import { askedOf } from './request.js';
import type { DisposeFailure } from './resources.js';
import { pipelineResult, runResult } from './result.js';
import { selectScope } from './select-scope.js';
import { tell } from './tell.js';
import { walk } from './walk.js';

/** Performs an opened run, from `on_run_start` to `on_run_end`. Never rejects: what fails is in the result. */
export async function performRun(project: Project, open: OpenRun): Promise<RunResult> {
  return await new Run(project, open).perform();
}

class Run {
  readonly #project: Project;
  readonly #open: OpenRun;
  readonly #runParams: RunParams;
  readonly #watch: Stopwatch;
  /** What failed the run besides its nodes. */
  readonly #errors: unknown[] = [];
  #pipeline: ComposablePipeline | undefined;
  #steps: NodeSteps | undefined;
  #catalog: RunCatalog | undefined;
  #executor: NodeExecutor | undefined;

  constructor(project: Project, open: OpenRun) {
    const { projectDir, env, params } = project;
    const { info, request } = open;
    this.#project = project;
    this.#open = open;
    this.#watch = stopwatch(open.clock);
    this.#runParams = Object.freeze({
      ...request,
      runId: info.runId,
      projectDir,
      env,
      pipelineName: info.pipelineName,
      params,
    });
  }

  async perform(): Promise<RunResult> {
    await this.#attempt(() => this.#start());
    if (this.#errors.length === 0) await this.#attempt(() => this.#work());
    await this.#skipRest();
    const given = await this.#given();
    const outcome = this.#outcome();
    await this.#tellHowItEnded(outcome, given);
    await this.#close(outcome);
    const { info: run, recorder } = this.#open;
    const hookFailures = Object.freeze([...recorder.failures]);
    return runResult(given, { run, outcome, stats: this.#stats(outcome), hookFailures });
  }

  /** What fails after a cancel fails because of it. */
  async #attempt(stage: () => Promise<void>): Promise<void> {
    try {
      await stage();
    } catch (error) {
      if (!this.#open.cancellation.isCancelled) this.#errors.push(error);
    }
  }

  async #start(): Promise<void> {
    const { info, request, recorder, log } = this.#open;
    await recorder.record({
      type: 'run_started',
      pipeline: info.pipelineName,
      env: info.env,
      runner: request.runner,
      params: info.params,
      plugins: pluginList(this.#project.manager),
      pid: process.pid,
      host: hostname(),
      request: askedOf(request),
    });
    await this.#guard(() => this.#project.hooks.on_run_start({ run: info, log, request }));
  }

  async #work(): Promise<void> {
    const { request, info, log, cancellation } = this.#open;
    const { pipelines, hooks } = this.#project;
    const whole = pipelines.find(request.pipeline);
    const scope = (): SelectScope => selectScope(this.#project, whole, info.runId);
    const selected = selectFrom(whole, request, scope);
    this.#pipeline = selected;
    if (selected.nodes.length === 0) return;
    const hooksOfNodes = nodeHooks(this.#project.manager, scope);
    const steps = new NodeSteps({ open: this.#open, pipeline: selected, hooks: hooksOfNodes });
    this.#steps = steps;
    await this.#open.recorder.record({ type: 'run_planned', nodes: selected.nodes.map((node) => node.name) });
    const runner = await this.#project.runner(request.runner);
    const catalog = await this.#openCatalog();
    const answered = await answeredNodes(selected.graph, catalog, {
      onlyMissingOutputs: request.onlyMissingOutputs,
      done: this.#open.done,
    });
    await checkInputs(selected, whole, catalog);
    const host = {
      run: info,
      catalog,
      hooks: hooksOfNodes,
      recorder: this.#open.recorder,
      cancellation,
      log,
      clock: this.#open.clock,
      graceMs: this.#project.graceMs,
    };
    const { projectDir, manager, bodies } = this.#project;
    const { concurrency } = request;
    const executor = await runner.open({
      run: info,
      projectDir,
      pipeline: selected,
      pipelines: info.pipelineName.split('+'),
      concurrency,
      host,
      runWith: (body) => bodies.set(info, body),
    });
    this.#executor = executor;
    const { capabilities } = executor;
    if (capabilities.remote) checkPersistent(selected, catalog, runner.name);
    steps.start({
      catalog,
      capabilities,
      fingerprint: capabilities.remote ? fingerprint(projectDir, selected, manager) : NO_FINGERPRINT,
    });
    await this.#guard(() =>
      hooks.before_pipeline_run({ run: info, log, runParams: this.#runParams, pipeline: selected, catalog }),
    );
    const { keepGoing } = request;
    const { graph } = selected;
    await walk(
      {
        runId: info.runId,
        graph,
        executor,
        concurrency: runner.concurrency(concurrency),
        keepGoing,
        cancellation,
        answered,
      },
      steps,
    );
  }

  /** The catalog of this run: hooks may change it once, then it is frozen. */
  async #openCatalog(): Promise<RunCatalog> {
    const { info: run, log, request } = this.#open;
    const { loadVersions } = request;
    const built = await projectCatalog(this.#project, { loadVersions, savedAt: run.startedAt });
    const { catalog } = built;
    await this.#guard(() => this.#project.hooks.after_catalog_created({ run, log, ...built }));
    catalog.freeze();
    this.#catalog = catalog;
    return catalog;
  }

  /** Every selected node ends, also when the run failed before the first could start. */
  async #skipRest(): Promise<void> {
    if (this.#steps === undefined) return;
    const reason = this.#open.cancellation.isCancelled ? 'cancelled' : 'run_stopped';
    for (const node of this.#pipeline?.nodes ?? []) {
      if (this.#steps.outcomes.has(node.name)) continue;
      try {
        await this.#steps.skip(node, reason);
      } catch (error) {
        // What keeps one end from being recorded keeps all of them: that is said once, and every node ends.
        if (this.#errors.length === 0) this.#errors.push(error);
      }
    }
  }

  async #given(): Promise<PipelineResult> {
    const outcomes = this.#steps?.outcomes ?? new Map<string, Outcome>();
    try {
      return await pipelineResult(outcomes, this.#pipeline?.outputs() ?? [], this.#catalog);
    } catch (error) {
      this.#errors.push(error);
      return await pipelineResult(outcomes, [], this.#catalog);
    }
  }

  #outcome(): Outcome {
    const { cancellation, recorder, info } = this.#open;
    const { attempt } = info;
    if (recorder.isClosed) return this.#watch.stop('error', attempt, { error: leaseLost(info.runId) });
    const errors = [...this.#errors, ...(this.#steps?.errors ?? [])];
    if (errors.length > 0) return this.#watch.stop('error', attempt, { error: oneError(errors) });
    const isComplete = [...(this.#steps?.outcomes.values() ?? [])].every(({ status }) => hasOutputs(status));
    if (cancellation.isCancelled && (this.#steps === undefined || !isComplete)) {
      return this.#watch.stop('cancelled', attempt, { reason: cancellation.reason });
    }
    const status: OutcomeStatus = this.#steps === undefined ? 'skipped' : 'success';
    return this.#watch.stop(status, attempt, { reason: status === 'skipped' ? 'nothing_selected' : undefined });
  }

  async #tellHowItEnded(outcome: Outcome, runResult: PipelineResult): Promise<void> {
    const { info: run, log } = this.#open;
    const { hooks } = this.#project;
    const pipeline = this.#pipeline;
    const catalog = this.#catalog;
    const args = { run, log, runParams: this.#runParams };
    if (outcome.status === 'success' && pipeline !== undefined && catalog !== undefined) {
      await this.#tell('after_pipeline_run', () => hooks.after_pipeline_run({ ...args, runResult, pipeline, catalog }));
    } else if (outcome.status === 'error') {
      const known = { ...(pipeline === undefined ? {} : { pipeline }), ...(catalog === undefined ? {} : { catalog }) };
      await this.#tell('on_pipeline_error', () => hooks.on_pipeline_error({ ...args, error: outcome.error, ...known }));
    }
    await this.#tell('on_run_end', () => hooks.on_run_end({ run, log, outcome, stats: this.#stats(outcome) }));
  }

  /** The end of the log: after all hooks, so that a run whose process dies in one of them is not taken for ended. */
  async #close(outcome: Outcome): Promise<void> {
    const { cancellation, recorder, runLog, lease, log } = this.#open;
    try {
      await this.#closeExecutor();
      await this.#disposeResources();
      if (!recorder.isClosed) {
        const { status, durationMs, reason, error } = outcome;
        await recorder.record({
          type: 'run_ended',
          status,
          durationMs,
          stats: this.#stats(outcome),
          ...(reason === undefined ? {} : { reason }),
          ...(error === undefined ? {} : { error: serializeError(error) }),
        });
      }
    } catch (error) {
      log.error('the run could not be closed', { error });
    } finally {
      cancellation.settle();
      const isWritten = runLog.close();
      lease.release(isWritten);
    }
  }

  async #closeExecutor(): Promise<void> {
    const { cancellation, log } = this.#open;
    if (this.#executor === undefined) return;
    const failed = (error: unknown): void => log.warn('the runner could not be closed', { error });
    await cancellation.ends.for(this.#executor.close()).catch(failed);
  }

  async #disposeResources(): Promise<void> {
    const { resources, cancellation, recorder } = this.#open;
    const timeUp = (error: unknown): readonly DisposeFailure[] => [{ name: 'resources', error }];
    for (const { name, error } of await cancellation.ends.for(resources.dispose()).catch(timeUp)) {
      await recorder.hookFailed(`dispose ${name}`, error);
    }
  }

  #stats(outcome: Outcome): ReturnType<typeof statsOf> {
    const outcomes = this.#steps?.outcomes ?? new Map<string, Outcome>();
    const { failures } = this.#open.recorder;
    return statsOf(outcomes, this.#pipeline?.nodes.length ?? 0, failures.length, outcome.durationMs);
  }

  /** Calls a hook whose failure fails the run. */
  async #guard(call: () => Awaitable<void>): Promise<void> {
    const called = call();
    if (isThenable(called)) await this.#open.cancellation.work.for(Promise.resolve(called));
  }

  #tell(hook: string, call: () => Awaitable<void>): Awaitable<void> {
    const { recorder, cancellation } = this.#open;
    return tell(hook, call, recorder, cancellation.ends);
  }
}
