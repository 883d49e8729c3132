import { type Awaitable, HookError, isThenable, originOf } from '@pintle/core';
import type { NodeBaseArgs, NodeData, NodePhase, NodeReport, OutcomeStatus, PipelineNode } from '@pintle/hookspecs';
import type { AttemptContext, NodeResult } from '../executor/node-executor.js';
import { serializeError } from '../log/serialized-error.js';
import { AttemptClock } from './attempt-clock.js';
import { AttemptData } from './attempt-data.js';
import type { AttemptHost } from './attempt-host.js';
import { HOST } from './host-plugin.js';
import type { NodeHooks } from './hooks.js';
import { type Stopwatch, stopwatch } from './outcome.js';
import { delayAfter } from './retry.js';
import { tell } from './tell.js';

/**
 * One attempt of a node, from `on_node_start` to the last `after_dataset_saved`, or to `on_node_retry`.
 *
 * Never rejects: whatever fails is in the result. What follows the final attempt (`after_model`, `on_node_end`) is the
 * orchestrator's.
 */
export async function runNodeAttempt(
  host: AttemptHost,
  node: PipelineNode,
  context: AttemptContext,
): Promise<NodeResult> {
  const attempt = new Attempt(host, node, context);
  try {
    await attempt.open();
    const loaded = await attempt.load();
    const inputs = await attempt.before(loaded);
    const outputs = await attempt.run(inputs);
    await attempt.save(await attempt.after(inputs, outputs));
    return attempt.done();
  } catch (error) {
    return await attempt.failed(error);
  } finally {
    attempt.close();
  }
}

class Attempt {
  readonly #host: AttemptHost;
  readonly #node: PipelineNode;
  readonly #clock: AttemptClock;
  readonly #watch: Stopwatch;
  readonly #base: NodeBaseArgs;
  readonly #context: AttemptContext;
  readonly #data: AttemptData;
  #phase: NodePhase = 'hook';
  #inputs: NodeData | undefined;
  #isCached = false;
  #report: NodeReport = {};
  /** What was returned, kept for the hooks of the node. */
  #values: NodeData | undefined;

  constructor(host: AttemptHost, node: PipelineNode, context: AttemptContext) {
    const { attempt, idempotencyKey, signal } = context;
    this.#host = host;
    this.#node = node;
    this.#watch = stopwatch(host.clock);
    this.#clock = new AttemptClock(node, signal, host);
    const { run } = host;
    const log = host.log.child({ node: node.name, attempt });
    const maxAttempts = node.retry?.maxAttempts ?? 1;
    this.#context = context;
    this.#base = { run, log, node, attempt, maxAttempts, idempotencyKey, signal: this.#clock.signal };
    this.#data = new AttemptData(host, this.#base, this.#clock, {
      enter: (phase) => {
        this.#phase = phase;
      },
      alive: (goOn) => this.#alive(goOn),
    });
  }

  open(): Awaitable<void> {
    const { name: node } = this.#node;
    const { attempt } = this.#base;
    const carrier = this.#context.carrier === undefined ? {} : { carrier: this.#context.carrier };
    const recorded = this.#host.recorder.record({ type: 'node_started', node, attempt });
    const started = this.#tell('on_node_start', () => this.#hooks.on_node_start({ ...this.#base, ...carrier }));
    return recorded === undefined ? started : recorded.then(() => started);
  }

  async load(): Promise<NodeData> {
    const loaded: Record<string, unknown> = {};
    for (const name of this.#node.loads ?? this.#node.inputs) loaded[name] = await this.#data.load(name);
    return Object.freeze(loaded);
  }

  /** Hooks may put other inputs in place of the loaded ones. */
  before(loaded: NodeData): Awaitable<NodeData> {
    const { catalog } = this.#host;
    return this.#guard(() => this.#hooks.before_node_run({ ...this.#base, catalog, inputs: loaded }));
  }

  async run(inputs: NodeData): Promise<NodeData> {
    this.#inputs = inputs;
    this.#phase = 'run';
    const markCached = (): void => {
      this.#isCached = true;
    };
    const report = (said: NodeReport): void => {
      this.#report = said;
    };
    const outputs = await this.#clock.begin(() => this.#hooks.run_node({ ...this.#base, inputs, markCached, report }));
    return Object.freeze({ ...outputs });
  }

  /** Hooks may put other outputs in place of the node's. */
  after(inputs: NodeData, outputs: NodeData): Awaitable<NodeData> {
    const { catalog } = this.#host;
    this.#phase = 'hook';
    return this.#alive(() =>
      this.#clock.finish(() => this.#hooks.after_node_run({ ...this.#base, catalog, inputs, outputs })),
    );
  }

  async save(outputs: NodeData): Promise<void> {
    if (this.#node.hooks !== undefined) this.#values = outputs;
    for (const name of this.#node.outputs) await this.#data.save(name, outputs[name]);
  }

  done(): NodeResult {
    return this.#result(this.#isCached ? 'cached' : 'success');
  }

  /** What the attempt ends as when something failed it, after the hooks were told. */
  async failed(thrown: unknown): Promise<NodeResult> {
    // Of an attempt that was taken for dead nobody is told.
    await Promise.resolve(this.#alive(() => {})).catch(() => {});
    const { stop } = this.#clock;
    if (stop === 'cancelled' || this.#host.recorder.isClosed) return this.#result('cancelled');
    const error = stop === 'timed_out' ? this.#clock.stopped(thrown) : (thrown ?? this.#threwNothing(thrown));
    const delayMs = delayAfter(this.#node.retry, this.#base.attempt, error, this.#base.log);
    const willRetry = delayMs !== undefined;
    const phase =
      this.#phase === 'run' && originOf(error) !== undefined && originOf(error)?.plugin !== HOST ? 'hook' : this.#phase;
    const { catalog } = this.#host;
    const inputs = this.#inputs === undefined ? {} : { inputs: this.#inputs };
    await this.#tell('on_node_error', () =>
      this.#hooks.on_node_error({ ...this.#base, error, phase, catalog, ...inputs, willRetry }),
    );
    if (delayMs === undefined) return this.#result(stop ?? 'error', error);
    const { attempt } = this.#base;
    const { durationMs } = this.#watch.stop('retrying', attempt);
    await this.#host.recorder.record({
      type: 'node_retrying',
      node: this.#node.name,
      attempt,
      durationMs,
      delayMs,
      error: serializeError(error),
    });
    await this.#tell('on_node_retry', () =>
      this.#hooks.on_node_retry({ ...this.#base, error, nextAttempt: attempt + 1, delayMs }),
    );
    return { ...this.#result('retrying', error), delayMs };
  }

  close(): void {
    this.#clock.close();
  }

  get #hooks(): ReturnType<NodeHooks['of']> {
    return this.#host.hooks.of(this.#node);
  }

  /** Goes on, unless the attempt was taken for dead meanwhile. */
  #alive<T>(goOn: () => Awaitable<T>): Awaitable<T> {
    const beat = this.#context.heartbeat();
    return isThenable(beat) ? Promise.resolve(beat).then(goOn) : goOn();
  }

  #guard<T>(call: () => Awaitable<T>): Awaitable<T> {
    this.#phase = 'hook';
    return this.#clock.begin(call);
  }

  #tell(hook: string, call: () => Awaitable<void>): Awaitable<void> {
    const { recorder, cancellation } = this.#host;
    return tell(hook, call, recorder, cancellation.work, { node: this.#node.name, attempt: this.#base.attempt });
  }

  /** An outcome without an error would say that nothing went wrong. */
  #threwNothing(thrown: unknown): HookError<string> {
    return new HookError('NODE_THREW_NOTHING', `Node "${this.#node.name}" threw ${String(thrown)}.`, {
      hint: 'Throw an Error that says what is wrong.',
    });
  }

  #result(status: OutcomeStatus, error?: unknown): NodeResult {
    const reason = status === 'cancelled' ? this.#host.cancellation.reason : undefined;
    const details = error === undefined ? { reason } : { error, reason };
    const values = this.#values === undefined ? {} : { values: this.#values };
    return { ...this.#report, ...values, outcome: this.#watch.stop(status, this.#base.attempt, details), events: [] };
  }
}
