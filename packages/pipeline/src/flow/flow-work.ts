import { type Awaitable, HookError } from '@pintle/core';
import type { Logger, Resources, RetryPolicy, RunInfo } from '@pintle/hookspecs';
import { type ComposablePipeline, pipeline } from '../describe/pipeline.js';
import type { AttemptHost } from '../run/attempt-host.js';
import { NO_FINGERPRINT } from '../run/fingerprint.js';
import { nodeHooks } from '../run/hooks.js';
import { NodeSteps } from '../run/node-steps.js';
import { oneError } from '../run/outcome.js';
import type { RunStage } from '../run/run-stage.js';
import type { RunWork } from '../run/run-work.js';
import { selectScope } from '../run/select-scope.js';
import { FlowRun } from './flow-run.js';
import { flowScope } from './scope.js';

/** What the function of a flow is handed besides its parameters. */
export interface FlowContext {
  readonly run: RunInfo;
  readonly log: Logger;
  /** Aborts when the run is cancelled. */
  readonly signal: AbortSignal;
  readonly resources: Resources;
}

/** Runs tasks in this process. */
const HERE = { remote: false, survivesOrchestrator: false };

/** Calls the function of a flow, once an attempt: its tasks are the nodes of the run, known when they are called. */
export class FlowWork<R> implements RunWork {
  readonly pipeline: ComposablePipeline;
  readonly executor = undefined;
  /** The function decides what becomes of the errors of its tasks. */
  readonly errors: readonly unknown[] = [];
  readonly #stage: RunStage;
  readonly retry: RetryPolicy;
  readonly #call: (context: FlowContext) => Awaitable<R>;
  #steps: NodeSteps | undefined;
  #returned: { readonly value: R } | undefined;

  constructor(stage: RunStage, retry: RetryPolicy, call: (context: FlowContext) => Awaitable<R>) {
    this.#stage = stage;
    this.retry = retry;
    this.#call = call;
    this.pipeline = pipeline(stage.open.info.pipelineName, []);
  }

  get steps(): NodeSteps | undefined {
    return this.#steps;
  }
  get isComplete(): boolean {
    return this.#returned !== undefined;
  }
  /** What the function returned; `undefined` as long as it has not. */
  get returned(): { readonly value: R } | undefined {
    return this.#returned;
  }

  async perform(): Promise<void> {
    const { project, open } = this.#stage;
    const { info: run, recorder, cancellation, log, clock } = open;
    const hooks = nodeHooks(project.manager, () => selectScope(project, this.pipeline, run.runId));
    const steps = new NodeSteps({ open, pipeline: this.pipeline, hooks });
    this.#steps = steps;
    const catalog = await this.#stage.openCatalog('assign');
    steps.start({ catalog, capabilities: HERE, fingerprint: NO_FINGERPRINT });
    await this.#stage.beforeNodes(this.pipeline, catalog);
    await this.#run({ run, catalog, hooks, recorder, cancellation, log, clock, graceMs: project.graceMs }, steps);
  }

  /** Whatever becomes of the function, the run waits for the tasks that it has called. */
  async #run(host: AttemptHost, steps: NodeSteps): Promise<void> {
    const { run, log, cancellation } = host;
    if (cancellation.isCancelled) return;
    const runner = new FlowRun(host, steps);
    const context: FlowContext = { run, log, signal: cancellation.signal, resources: run.resources };
    const calling = flowScope.run({ runner }, async () => await this.#call(context));
    const [called] = await Promise.allSettled([cancellation.work.for(calling)]);
    const thrown: readonly unknown[] =
      called.status === 'rejected' ? [called.reason ?? threwNothing(run, called.reason)] : [];
    const errors = [...thrown, ...(await runner.end())];
    if (errors.length > 0) throw oneError(errors);
    if (called.status === 'fulfilled') this.#returned = { value: called.value };
  }
}

/** An outcome without an error would say that nothing went wrong. */
function threwNothing({ pipelineName }: RunInfo, thrown: unknown): HookError<string> {
  return new HookError('FLOW_THREW_NOTHING', `Flow "${pipelineName}" threw ${String(thrown)}.`, {
    hint: 'Throw an Error that says what is wrong.',
  });
}
