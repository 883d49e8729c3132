import type { PipelineNode, SelectScope } from '@pintle/hookspecs';
import type { RunCatalog } from '../catalog/index.js';
import type { ComposablePipeline } from '../describe/pipeline.js';
import { aroundThreads } from '../executor/around-node.js';
import type { NodeExecutor, Runner } from '../executor/node-executor.js';
import type { RunTicket } from '../executor/run-ticket.js';
import { type Fingerprint, NO_FINGERPRINT } from './fingerprint.js';
import { type NodeHooks, nodeHooks } from './hooks.js';
import { NodeSteps } from './node-steps.js';
import { hasOutputs } from './outcome.js';
import { answeredNodes, checkInputs, checkReachable, exclusiveNodes, selectFrom, selectProblemsOf } from './plan.js';
import type { RunStage } from './run-stage.js';
import type { RunWork } from './run-work.js';
import { selectScope } from './select-scope.js';
import { walk } from './walk.js';
import { ticketOf } from './write-ticket.js';

/** Selects nodes of a pipeline, and walks them. */
export class PipelineWork implements RunWork {
  /** A pipeline is resumed: its nodes are retried, one by one. */
  readonly retry = undefined;
  readonly #stage: RunStage;
  #pipeline: ComposablePipeline | undefined;
  #steps: NodeSteps | undefined;
  #executor: NodeExecutor | undefined;
  #written: RunTicket | undefined;

  constructor(stage: RunStage) {
    this.#stage = stage;
  }

  get pipeline(): ComposablePipeline | undefined {
    return this.#pipeline;
  }
  get steps(): NodeSteps | undefined {
    return this.#steps;
  }
  get executor(): NodeExecutor | undefined {
    return this.#executor;
  }
  get errors(): readonly unknown[] {
    return this.#steps?.errors ?? [];
  }
  get isComplete(): boolean {
    return this.#steps !== undefined && [...this.#steps.outcomes.values()].every(({ status }) => hasOutputs(status));
  }

  async perform(): Promise<void> {
    const { open, project } = this.#stage;
    const { request, info, log, cancellation, recorder, done } = open;
    const whole = project.pipelines.find(request.pipeline);
    const scope = (): SelectScope => selectScope(project, whole, info.runId);
    const pipeline = selectFrom(whole, request, scope);
    this.#pipeline = pipeline;
    for (const { message, hint } of selectProblemsOf(request, scope)) log.warn(message, { hint });
    if (pipeline.nodes.length === 0) return;
    const hooks = nodeHooks(project.manager, scope);
    const steps = new NodeSteps({ open, pipeline, hooks });
    this.#steps = steps;
    await recorder.record({ type: 'run_planned', nodes: pipeline.nodes.map((node) => node.name) });
    const runner = await project.runner(request.runner);
    const catalog = await this.#stage.openCatalog();
    await checkInputs(pipeline, whole, catalog);
    const { onlyMissingOutputs, keepGoing } = request;
    const answered = await answeredNodes(pipeline.graph, catalog, { onlyMissingOutputs, done });
    const executor = await this.#openExecutor(runner, pipeline, catalog, hooks);
    const { capabilities } = executor;
    steps.start({ catalog, capabilities, fingerprint: capabilities.remote ? this.#fingerprint() : NO_FINGERPRINT });
    const { runId } = info;
    await this.#stage.beforeNodes(pipeline, catalog);
    const oneByOne = capabilities.remote ? exclusiveNodes(pipeline, catalog) : NO_NODES;
    const concurrency = runner.concurrency(request.concurrency);
    const { graph } = pipeline;
    await walk({ runId, graph, executor, concurrency, keepGoing, cancellation, answered, oneByOne }, steps);
  }

  async #openExecutor(
    runner: Runner,
    pipeline: ComposablePipeline,
    catalog: RunCatalog,
    hooks: NodeHooks,
  ): Promise<NodeExecutor> {
    const { projectDir, graceMs, bodies, jobConfig, context, manager, secrets } = this.#stage.project;
    const { info: run, recorder, cancellation, log, clock, request } = this.#stage.open;
    const executor = await runner.open({
      run,
      projectDir,
      pipeline,
      pipelines: run.pipelineName.split('+'),
      jobConfig,
      aroundThreads: () => aroundThreads(manager.project.packages),
      concurrency: request.concurrency,
      project: context,
      ticket: () => this.#ticket(),
      withoutSecrets: secrets.conceal,
      foretell: (event) => recorder.foretell(event),
      host: { run, catalog, hooks, recorder, cancellation, log, clock, graceMs },
      runWith: (body) => bodies.set(run, body),
    });
    this.#executor = executor;
    if (executor.capabilities.remote) checkReachable(pipeline, catalog, runner.name);
    return executor;
  }

  #fingerprint(): Fingerprint {
    const { pipelineHash, code } = this.#ticket();
    return { pipelineHash, settingsHash: code.settingsHash };
  }

  /** Written once, since reading all sources takes its time. */
  #ticket(): RunTicket {
    return (this.#written ??= ticketOf(this.#stage.project, this.#stage.open));
  }
}

const NO_NODES: ReadonlySet<PipelineNode> = new Set();
