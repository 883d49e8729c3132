import { type Awaitable, isThenable } from '@pintle/core';
import type { NodeBaseArgs, NodeData, NodePhase, Outcome, PipelineNode, SkipReason } from '@pintle/hookspecs';
import type { RunCatalog } from '../catalog/index.js';
import type { ComposablePipeline } from '../describe/pipeline.js';
import type { ExecutorCapabilities, NodeResult, NodeTask } from '../executor/node-executor.js';
import { leaseLost } from '../log/lease.js';
import { statusOfSkip } from '../log/run-record.js';
import { serializeError } from '../log/serialized-error.js';
import type { NodeGuards } from './attached.js';
import { DatasetReaders } from './dataset-readers.js';
import type { Fingerprint } from './fingerprint.js';
import type { Hooks, NodeHooks } from './hooks.js';
import { modelAfter } from './model-after.js';
import { NodeTasks } from './node-tasks.js';
import type { OpenRun } from './open-run.js';
import { hasOutputs, isFailure, noOutputs, type Stopwatch, stopwatch } from './outcome.js';
import { RemoteData } from './remote-data.js';
import { tell } from './tell.js';
import type { WalkSteps } from './walk.js';

/** What the orchestrator knows when it walks: the run, its nodes, its data, and who executes. */
export interface NodeStepsOptions {
  readonly open: OpenRun;
  readonly pipeline: ComposablePipeline;
  readonly hooks: NodeHooks;
}

/** What is known only when nodes are about to start. */
export interface Start {
  readonly catalog: RunCatalog;
  readonly capabilities: ExecutorCapabilities;
  readonly fingerprint: Fingerprint;
}

interface Started {
  readonly catalog: RunCatalog;
  readonly data: RemoteData;
  readonly tasks: NodeTasks;
  readonly readers: DatasetReaders;
}

/** What happens to a node on the orchestrator, before its first attempt and after its last. */
export class NodeSteps implements WalkSteps {
  /** Outcome by node name, in the order in which the nodes ended. */
  readonly outcomes = new Map<string, Outcome>();
  readonly #open: OpenRun;
  readonly #pipeline: ComposablePipeline;
  readonly #hooks: NodeHooks;
  /** Nodes of which `before_model` was called. */
  readonly #begunModels = new Set<PipelineNode>();
  /** The hooks that are left to call of nodes whose guards were called. */
  readonly #unguarded = new Map<PipelineNode, Hooks>();
  #start: Started | undefined;

  constructor({ open, pipeline, hooks }: NodeStepsOptions) {
    this.#open = open;
    this.#pipeline = pipeline;
    this.#hooks = hooks;
  }

  /** From now on nodes can be prepared. */
  start(start: Start): void {
    const { catalog } = start;
    const { log } = this.#open;
    const data = new RemoteData(catalog, log);
    const tasks = new NodeTasks({ ...start, open: this.#open, hooks: this.#hooks, data });
    this.#start = { catalog, data, tasks, readers: new DatasetReaders(this.#pipeline.graph, catalog, log) };
  }

  prepare(node: PipelineNode): Awaitable<NodeTask | NodeResult> {
    const watch = stopwatch(this.#open.clock);
    try {
      const called = this.#beforeModel(node);
      const waiting = isThenable(called) ? this.#open.cancellation.work.for(Promise.resolve(called)) : undefined;
      const task =
        waiting === undefined ? this.#started().tasks.of(node) : waiting.then(() => this.#started().tasks.of(node));
      return isThenable(task)
        ? Promise.resolve(task).catch((error: unknown) => this.#refused(node, watch, error))
        : task;
    } catch (error) {
      return this.#refused(node, watch, error);
    }
  }

  commit(node: PipelineNode, result: NodeResult): Awaitable<NodeResult> {
    const { events, outputs, lostAttempts } = result;
    // What ran here has recorded and saved in the right place.
    return events.length === 0 && outputs === undefined && lostAttempts === undefined
      ? this.#guarded(node, result)
      : this.#commit(node, result).then((committed) => this.#guarded(node, committed));
  }

  async end(node: PipelineNode, result: NodeResult): Promise<Outcome> {
    const { outcome, rowsAffected } = result;
    const { recorder } = this.#open;
    if (recorder.isClosed) throw leaseLost(this.#open.info.runId);
    const hooks = this.#unguarded.get(node) ?? this.#hooks.of(node);
    const args = this.#base(node, outcome.attempt);
    if (outcome.status === 'cached') {
      await this.#tell('on_node_skipped', node, outcome.attempt, () =>
        hooks.on_node_skipped({ ...args, reason: 'cached' }),
      );
    }
    await this.#afterModel(node, result);
    const loadOutputs = (): Promise<NodeData> => this.#outputsOf(node, result);
    await this.#tell('on_node_end', node, outcome.attempt, () => hooks.on_node_end({ ...args, outcome, loadOutputs }));
    this.outcomes.set(node.name, outcome);
    await recorder.record({
      type: 'node_ended',
      node: node.name,
      attempt: outcome.attempt,
      status: outcome.status,
      durationMs: outcome.durationMs,
      ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
      ...(outcome.error === undefined ? {} : { error: serializeError(outcome.error) }),
      ...(rowsAffected === undefined ? {} : { rowsAffected }),
    });
    await this.#start?.readers.endOf(node);
    return outcome;
  }

  async skip(node: PipelineNode, reason: SkipReason): Promise<Outcome> {
    const { recorder } = this.#open;
    if (recorder.isClosed) throw leaseLost(this.#open.info.runId);
    const outcome = stopwatch(this.#open.clock).stop(statusOfSkip(reason), 0, { reason });
    const hooks = this.#hooks.of(node);
    const args = this.#base(node, 0);
    await this.#tell('on_node_skipped', node, 0, () => hooks.on_node_skipped({ ...args, reason }));
    if (this.#begunModels.has(node)) await this.#afterModel(node, { outcome, events: [] });
    await this.#tell('on_node_end', node, 0, () => hooks.on_node_end({ ...args, outcome, loadOutputs: noOutputs }));
    this.outcomes.set(node.name, outcome);
    await recorder.record({ type: 'node_skipped', node: node.name, attempt: 0, reason });
    await this.#start?.readers.endOf(node);
    return outcome;
  }

  idle(): void {
    this.#open.runLog.flush();
  }

  /** What made nodes fail, in the order in which they ended. */
  get errors(): readonly unknown[] {
    return [...this.outcomes.values()].filter(({ status }) => isFailure(status)).map(({ error }) => error);
  }

  #beforeModel(node: PipelineNode): Awaitable<void> {
    if (node.model === undefined) return undefined;
    this.#begunModels.add(node);
    const args = { ...this.#base(node, 0), model: Object.freeze({ ...node.model, status: 'running' as const }) };
    return this.#hooks.of(node).before_model(args);
  }

  async #afterModel(node: PipelineNode, result: NodeResult): Promise<void> {
    if (node.model === undefined) return;
    const { attempt } = result.outcome;
    const args = { ...this.#base(node, attempt), model: modelAfter(node.model, result) };
    await this.#tell('after_model', node, attempt, () => this.#hooks.of(node).after_model(args));
  }

  /** What the node returned: as it was returned here, or loaded where it ran elsewhere. */
  async #outputsOf(node: PipelineNode, { outcome, values }: NodeResult): Promise<NodeData> {
    if (values !== undefined || !hasOutputs(outcome.status)) return values ?? noOutputs();
    const { catalog } = this.#started();
    const loaded: Record<string, unknown> = {};
    for (const name of node.outputs) loaded[name] = await catalog.load(name, { node: node.name });
    return Object.freeze(loaded);
  }

  async #commit(node: PipelineNode, result: NodeResult): Promise<NodeResult> {
    const { recorder, info } = this.#open;
    const { data } = this.#started();
    await recorder.drain(result.events);
    if (recorder.isClosed) throw leaseLost(info.runId);
    await data.discard(node, result);
    try {
      await data.publish(node, result);
      return result;
    } catch (error) {
      return await this.#failed(node, result, 'save', error);
    }
  }

  /** Hooks that are attached to the node may fail it, now that it has succeeded. */
  #guarded(node: PipelineNode, result: NodeResult): Awaitable<NodeResult> {
    if (result.outcome.status !== 'success' || node.hooks === undefined) return result;
    const { outcome } = result;
    const args = { ...this.#base(node, outcome.attempt), outcome, loadOutputs: () => this.#outputsOf(node, result) };
    const guards = this.#hooks.guards(node, args);
    return guards === undefined ? result : this.#callGuards(node, result, guards);
  }

  async #callGuards(node: PipelineNode, result: NodeResult, guards: NodeGuards): Promise<NodeResult> {
    const { cancellation } = this.#open;
    this.#unguarded.set(node, guards.others);
    try {
      await cancellation.ends.for(guards.call());
      return result;
    } catch (error) {
      return await this.#failed(node, result, 'hook', error);
    }
  }

  /** What had succeeded where it ran failed here. */
  async #failed(node: PipelineNode, result: NodeResult, phase: NodePhase, error: unknown): Promise<NodeResult> {
    const { catalog } = this.#started();
    const { attempt } = result.outcome;
    const args = { ...this.#base(node, attempt), error, phase, catalog, willRetry: false };
    await this.#tell('on_node_error', node, attempt, () => this.#hooks.of(node).on_node_error(args));
    const finishedAt = this.#open.clock.now();
    return { ...result, outcome: { ...result.outcome, status: 'error', finishedAt, error } };
  }

  /** A hook that guards the node failed, or the run was cancelled meanwhile: no attempt starts. */
  async #refused(node: PipelineNode, watch: Stopwatch, error: unknown): Promise<NodeResult> {
    const { cancellation } = this.#open;
    if (cancellation.isCancelled)
      return { outcome: watch.stop('cancelled', 0, { reason: cancellation.reason }), events: [] };
    const { catalog } = this.#started();
    const args = { ...this.#base(node, 0), error, phase: 'hook' as const, catalog, willRetry: false };
    await this.#tell('on_node_error', node, 0, () => this.#hooks.of(node).on_node_error(args));
    return { outcome: watch.stop('error', 0, { error }), events: [] };
  }

  #tell(hook: string, node: PipelineNode, attempt: number, call: () => void | Promise<void>): void | Promise<void> {
    const { recorder, cancellation } = this.#open;
    return tell(hook, call, recorder, cancellation.ends, { node: node.name, attempt });
  }

  #base(node: PipelineNode, attempt: number): NodeBaseArgs {
    const { info: run, log, cancellation } = this.#open;
    return {
      run,
      log: log.child({ node: node.name }),
      node,
      attempt,
      maxAttempts: node.retry?.maxAttempts ?? 1,
      idempotencyKey: `${run.runId}/${node.name}`,
      signal: cancellation.signal,
    };
  }

  #started(): Started {
    if (this.#start === undefined) throw new TypeError('unreachable: nodes are prepared after start()');
    return this.#start;
  }
}
