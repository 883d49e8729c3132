import { hostname } from 'node:os';
import type { Awaitable } from '@pintle/core';
import type { Outcome, OutcomeStatus, PipelineResult, RunResult } from '@pintle/hookspecs';
import { leaseLost } from '../log/lease.js';
import { closeRun } from './close-run.js';
import type { OpenRun } from './open-run.js';
import { oneError, statsOf, type Stopwatch, stopwatch } from './outcome.js';
import { PipelineWork } from './pipeline-work.js';
import { pluginList } from './plugin-list.js';
import type { Project } from './project.js';
import { askedOf } from './request.js';
import { pipelineResult, runResult } from './result.js';
import { delayAfter } from './retry.js';
import { RunStage } from './run-stage.js';
import type { RunWork } from './run-work.js';
import { tell } from './tell.js';

/** Makes the work of a run. */
export type MakeWork = (stage: RunStage) => RunWork;

const walkPipeline: MakeWork = (stage) => new PipelineWork(stage);

/** How an attempt of a run ended. */
export interface Performed {
  readonly result: RunResult;
  /** Milliseconds after which another attempt follows; `undefined` when none does. */
  readonly retryDelayMs: number | undefined;
}

/**
 * Performs one attempt of a run, from `on_run_start` to `on_run_end`. Never rejects: what fails is in the result.
 *
 * @param makeWork - what is done in between; default: walking the pipeline that was asked for
 */
export async function performAttempt(
  project: Project,
  open: OpenRun,
  makeWork: MakeWork = walkPipeline,
): Promise<Performed> {
  return await new RunAttempt(project, open, makeWork).perform();
}

class RunAttempt {
  readonly #project: Project;
  readonly #open: OpenRun;
  readonly #stage: RunStage;
  readonly #work: RunWork;
  readonly #watch: Stopwatch;
  /** What failed the run besides its nodes. */
  readonly #errors: unknown[] = [];
  #retryDelayMs: number | undefined;

  constructor(project: Project, open: OpenRun, makeWork: MakeWork) {
    this.#project = project;
    this.#open = open;
    this.#watch = stopwatch(open.clock);
    this.#stage = new RunStage(project, open);
    this.#work = makeWork(this.#stage);
  }

  async perform(): Promise<Performed> {
    await this.#attempt(() => this.#start());
    if (this.#errors.length === 0) await this.#attempt(() => this.#work.perform());
    await this.#skipRest();
    const { info: run, recorder } = this.#open;
    await this.#attempt(async () => await recorder.catchUp());
    const given = await this.#given();
    const told = this.#outcome();
    await this.#tellHowItEnded(told, given);
    const isOurs = await closeRun(this.#open, this.#work.executor, told, () => this.#stats(told));
    const outcome = isOurs ? told : this.#outcome();
    const hookFailures = Object.freeze([...this.#open.failedBefore, ...recorder.failures]);
    const result = runResult(given, { run, outcome, stats: this.#stats(outcome), hookFailures });
    return { result, retryDelayMs: isOurs ? this.#retryDelayMs : undefined };
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
      params: this.#project.secrets.params(info.params),
      plugins: pluginList(this.#project.manager),
      pid: process.pid,
      host: hostname(),
      request: askedOf(request),
    });
    await this.#stage.guard(() => this.#project.hooks.on_run_start({ run: info, log, request }));
  }

  /** Every selected node ends, also when the run failed before the first could start. */
  async #skipRest(): Promise<void> {
    const { steps, pipeline } = this.#work;
    if (steps === undefined) return;
    const reason = this.#open.cancellation.isCancelled ? 'cancelled' : 'run_stopped';
    for (const node of pipeline?.nodes ?? []) {
      if (steps.outcomes.has(node.name)) continue;
      try {
        await steps.skip(node, reason);
      } catch (error) {
        // What keeps one end from being recorded keeps all of them: that is said once, and every node ends.
        if (this.#errors.length === 0) this.#errors.push(error);
      }
    }
  }

  async #given(): Promise<PipelineResult> {
    const { catalog } = this.#stage;
    try {
      return await pipelineResult(this.#outcomes, this.#work.pipeline?.outputs() ?? [], catalog);
    } catch (error) {
      this.#errors.push(error);
      return await pipelineResult(this.#outcomes, [], catalog);
    }
  }

  #outcome(): Outcome {
    const { cancellation, recorder, info } = this.#open;
    const { attempt } = info;
    if (recorder.isClosed) return this.#watch.stop('error', attempt, { error: leaseLost(info.runId) });
    const { errors: ofNodes, isComplete, steps } = this.#work;
    const errors = [...this.#errors, ...ofNodes];
    if (errors.length > 0) return this.#failure(oneError(errors));
    if (cancellation.isCancelled && !isComplete) {
      return this.#watch.stop('cancelled', attempt, { reason: cancellation.reason });
    }
    const status: OutcomeStatus = steps === undefined ? 'skipped' : 'success';
    return this.#watch.stop(status, attempt, { reason: status === 'skipped' ? 'nothing_selected' : undefined });
  }

  /** An attempt that was cancelled, too, is the last. */
  #failure(error: unknown): Outcome {
    const { cancellation, info, log } = this.#open;
    const { retry } = this.#work;
    if (!cancellation.isCancelled) this.#retryDelayMs = delayAfter(retry, info.attempt, error, log);
    return this.#watch.stop(this.#retryDelayMs === undefined ? 'error' : 'retrying', info.attempt, { error });
  }

  async #tellHowItEnded(outcome: Outcome, runResult: PipelineResult): Promise<void> {
    const { info: run, log } = this.#open;
    const { hooks } = this.#project;
    const { pipeline } = this.#work;
    const { catalog, runParams } = this.#stage;
    const args = { run, log, runParams };
    if (outcome.status === 'success' && pipeline !== undefined && catalog !== undefined) {
      await this.#tell('after_pipeline_run', () => hooks.after_pipeline_run({ ...args, runResult, pipeline, catalog }));
    } else if ('error' in outcome) {
      const known = { ...(pipeline === undefined ? {} : { pipeline }), ...(catalog === undefined ? {} : { catalog }) };
      const failed = { ...args, error: outcome.error, willRetry: outcome.status === 'retrying' };
      await this.#tell('on_pipeline_error', () => hooks.on_pipeline_error({ ...failed, ...known }));
    }
    await this.#tell('on_run_end', () => hooks.on_run_end({ run, log, outcome, stats: this.#stats(outcome) }));
  }

  get #outcomes(): ReadonlyMap<string, Outcome> {
    return this.#work.steps?.outcomes ?? NO_OUTCOMES;
  }

  #stats(outcome: Outcome): ReturnType<typeof statsOf> {
    const { failures } = this.#open.recorder;
    // Of a flow no node is known before it is called.
    const planned = Math.max(this.#work.pipeline?.nodes.length ?? 0, this.#outcomes.size);
    return statsOf(this.#outcomes, planned, failures.length, outcome.durationMs);
  }

  #tell(hook: string, call: () => Awaitable<void>): Awaitable<void> {
    const { recorder, cancellation } = this.#open;
    return tell(hook, call, recorder, cancellation.ends);
  }
}

const NO_OUTCOMES: ReadonlyMap<string, Outcome> = new Map();
