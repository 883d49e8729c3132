import { hostname } from 'node:os';
import { type Awaitable, isThenable } from '@pintle/core';
import type { Outcome, OutcomeStatus, PipelineResult, RunParams, RunResult, SelectScope } from '@pintle/hookspecs';
import type { RunCatalog } from '../catalog/index.js';
import type { ComposablePipeline } from '../describe/pipeline.js';
import { aroundThreads } from '../executor/around-node.js';
import type { NodeExecutor, Runner } from '../executor/node-executor.js';
import type { RunTicket } from '../executor/run-ticket.js';
import { leaseLost } from '../log/lease.js';
import { closeRun } from './close-run.js';
import { type Fingerprint, NO_FINGERPRINT } from './fingerprint.js';
import { type NodeHooks, nodeHooks } from './hooks.js';
import { NodeSteps } from './node-steps.js';
import type { OpenRun } from './open-run.js';
import { hasOutputs, oneError, statsOf, type Stopwatch, stopwatch } from './outcome.js';
import { pluginList } from './plugin-list.js';
import { answeredNodes, checkInputs, checkTransferable, selectFrom, selectProblemsOf } from './plan.js';
import type { Project } from './project.js';
import { projectCatalog } from './project-catalog.js';
import { askedOf } from './request.js';
import { pipelineResult, runResult } from './result.js';
import { selectScope } from './select-scope.js';
import { tell } from './tell.js';
import { walk } from './walk.js';
import { ticketOf } from './write-ticket.js';

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
  #written: RunTicket | undefined;

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
    await closeRun(this.#open, this.#executor, outcome, () => this.#stats(outcome));
    const { info: run, recorder } = this.#open;
    const hookFailures = Object.freeze([...recorder.failures]);
    return runResult(given, { run, outcome, stats: this.#stats(outcome), hookFailures });
  }

  /** What fails after a cancel fails because of it. */
  async #attempt(stage: () => Promise<void>): Promise<void> {
    try {
      await stage();
    } catch (error) {
      if (this.#open.cancellation.isCancelled) this.#open.log.debug('failed after the cancel', { error });
      else this.#errors.push(error);
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
    const { request, info, log, cancellation, recorder, done } = this.#open;
    const { hooks, manager, pipelines } = this.#project;
    const whole = pipelines.find(request.pipeline);
    const scope = (): SelectScope => selectScope(this.#project, whole, info.runId);
    const pipeline = selectFrom(whole, request, scope);
    this.#pipeline = pipeline;
    for (const { message, hint } of selectProblemsOf(request, scope)) log.warn(message, { hint });
    if (pipeline.nodes.length === 0) return;
    const hooksOfNodes = nodeHooks(manager, scope);
    const steps = new NodeSteps({ open: this.#open, pipeline, hooks: hooksOfNodes });
    this.#steps = steps;
    await recorder.record({ type: 'run_planned', nodes: pipeline.nodes.map((node) => node.name) });
    const runner = await this.#project.runner(request.runner);
    const catalog = await this.#openCatalog();
    await checkInputs(pipeline, whole, catalog);
    const { onlyMissingOutputs, keepGoing } = request;
    const answered = await answeredNodes(pipeline.graph, catalog, { onlyMissingOutputs, done });
    const executor = await this.#openExecutor(runner, pipeline, catalog, hooksOfNodes);
    const { capabilities } = executor;
    steps.start({ catalog, capabilities, fingerprint: capabilities.remote ? this.#fingerprint() : NO_FINGERPRINT });
    const { runId } = info;
    await this.#guard(() =>
      hooks.before_pipeline_run({ run: info, log, runParams: this.#runParams, pipeline, catalog }),
    );
    const concurrency = runner.concurrency(request.concurrency);
    await walk({ runId, graph: pipeline.graph, executor, concurrency, keepGoing, cancellation, answered }, steps);
  }

  async #openExecutor(
    runner: Runner,
    pipeline: ComposablePipeline,
    catalog: RunCatalog,
    hooks: NodeHooks,
  ): Promise<NodeExecutor> {
    const { projectDir, graceMs, bodies, jobConfig } = this.#project;
    const { info: run, recorder, cancellation, log, clock, request } = this.#open;
    const executor = await runner.open({
      run,
      projectDir,
      pipeline,
      pipelines: run.pipelineName.split('+'),
      jobConfig,
      aroundThreads: () => aroundThreads(this.#project.manager.project.packages),
      concurrency: request.concurrency,
      project: this.#project.context,
      ticket: () => this.#ticket(),
      foretell: (event) => recorder.foretell(event),
      host: { run, catalog, hooks, recorder, cancellation, log, clock, graceMs },
      runWith: (body) => bodies.set(run, body),
    });
    this.#executor = executor;
    if (executor.capabilities.remote) checkTransferable(pipeline, catalog, runner.name);
    return executor;
  }

  #fingerprint(): Fingerprint {
    const { pipelineHash, code } = this.#ticket();
    return { pipelineHash, settingsHash: code.settingsHash };
  }

  /** Written once, since reading all sources takes its time. */
  #ticket(): RunTicket {
    return (this.#written ??= ticketOf(this.#project, this.#open));
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
    await this.#open.recorder.catchUp();
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
