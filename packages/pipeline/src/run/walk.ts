import { type Awaitable, isThenable } from '@pintle/core';
import type { Outcome, PipelineNode, SkipReason } from '@pintle/hookspecs';
import TinyQueue from 'tinyqueue';
import { type Graph, reach } from '../describe/graph.js';
import {
  type NodeExecutor,
  type NodeResult,
  type NodeTask,
  RECALLED,
  type TaskResult,
} from '../executor/node-executor.js';
import type { Cancellation } from './cancellation.js';
import { hasOutputs } from './outcome.js';

/** What a walk does with nodes. A step that rejects ends the walk: the run itself cannot go on. */
export interface WalkSteps {
  /** Before the first attempt of a node: its task, or its result when it fails before any attempt. */
  prepare(node: PipelineNode): Awaitable<NodeTask | NodeResult>;
  /** A task has its result: what attempts elsewhere recorded and saved is put where it belongs. The result as it counts. */
  commit(node: PipelineNode, result: NodeResult): Awaitable<NodeResult>;
  /** A node has ended with its final attempt. */
  end(node: PipelineNode, result: NodeResult): Promise<Outcome>;
  /** A node ends without executing. */
  skip(node: PipelineNode, reason: SkipReason): Promise<Outcome>;
  /** The walk waits, and starts nothing for now: what was recorded is on disk when this returns. */
  idle(): void;
}

/** What to walk, and how. */
export interface WalkOptions {
  readonly runId: string;
  /** Its nodes are in topological order. */
  readonly graph: Graph;
  readonly executor: NodeExecutor;
  /** Nodes that may run at the same time, at least 1. */
  readonly concurrency: number;
  /** After a failure, go on with what does not depend on it. */
  readonly keepGoing: boolean;
  readonly cancellation: Cancellation;
  /** Nodes whose outputs are there already: they are skipped when their turn comes. */
  readonly answered: ReadonlyMap<string, SkipReason>;
  /** Nodes of which one at a time may run. */
  readonly oneByOne: ReadonlySet<PipelineNode>;
}

/**
 * Walks the graph: starts each node when all that it depends on have ended well, and ends each node exactly once.
 *
 * Of the nodes that could start, the first in topological order does, so that a walk of concurrency 1 is that order.
 */
export async function walk(options: WalkOptions, steps: WalkSteps): Promise<void> {
  await new Walk(options, steps).run();
}

class Walk {
  readonly #options: WalkOptions;
  readonly #steps: WalkSteps;
  /** Positions of nodes that can start. */
  readonly #ready = new TinyQueue<number>([], (a, b) => a - b);
  /** Those of them that wait for one another. */
  readonly #inTurn = new TinyQueue<number>([], (a, b) => a - b);
  readonly #waitsFor: number[];
  /** Positions of nodes that were started or skipped. */
  readonly #begun = new Set<number>();
  /** Positions of nodes that end without outputs. */
  readonly #failed = new Set<number>();
  /** Who waits for the result of a node. */
  readonly #awaited = new Map<string, (result: TaskResult) => void>();
  /** Nodes that have ended since the walk was last idle. */
  readonly #ended: string[] = [];
  readonly #drained = Promise.withResolvers<void>();
  readonly #over = new AbortController();
  readonly #lives = new Set<Promise<void>>();
  #running = 0;
  /** Whether one of the nodes runs that wait for one another. */
  #isTurn = false;

  constructor(options: WalkOptions, steps: WalkSteps) {
    this.#options = options;
    this.#steps = steps;
    this.#waitsFor = options.graph.parents.map((parents) => parents.length);
    this.#waitsFor.forEach((count, position) => {
      if (count === 0) this.#offer(position);
    });
  }

  async run(): Promise<void> {
    const { cancellation, executor, runId } = this.#options;
    const onCancel = (): void => {
      executor.cancel(runId, cancellation.reason ?? 'cancelled').catch(this.#drained.reject);
    };
    cancellation.signal.addEventListener('abort', onCancel, { once: true });
    try {
      this.#collect().catch(this.#drained.reject);
      this.#proceed();
      await this.#drained.promise;
      await this.#skipRest();
      this.#idle();
    } catch (error) {
      await this.#halt();
      throw error;
    } finally {
      cancellation.signal.removeEventListener('abort', onCancel);
      this.#over.abort();
    }
  }

  /** Stops what still goes on, and waits for it. */
  async #halt(): Promise<void> {
    const { executor, runId } = this.#options;
    await executor.cancel(runId, 'run_failed').catch(() => {});
    await Promise.allSettled(this.#lives);
  }

  /** Hands results to those who wait for them; one that comes again has nobody. */
  async #collect(): Promise<void> {
    const { executor, runId } = this.#options;
    for await (const [name, result] of executor.results(runId, this.#over.signal)) {
      this.#awaited.get(name)?.(result);
      this.#awaited.delete(name);
    }
  }

  /** Starts what can start; the walk is over when nothing runs and nothing can start. */
  #proceed(): void {
    const { concurrency, cancellation, keepGoing } = this.#options;
    const before = this.#running;
    const mayStart = (): boolean => !cancellation.isCancelled && (keepGoing || this.#failed.size === 0);
    while (this.#running < concurrency && mayStart()) {
      const position = this.#next();
      if (position === undefined) break;
      this.#running++;
      this.#begun.add(position);
      const living = this.#live(position).finally(() => this.#lives.delete(living));
      this.#lives.add(living);
      living.catch(this.#drained.reject);
    }
    if (this.#running === 0) this.#drained.resolve();
    else if (this.#running <= before) this.#idle();
  }

  /** Takes the first that can start. */
  #next(): number | undefined {
    const free = this.#ready.peek();
    const inTurn = this.#isTurn ? undefined : this.#inTurn.peek();
    if (inTurn === undefined || (free !== undefined && free < inTurn)) return this.#ready.pop();
    this.#isTurn = true;
    return this.#inTurn.pop();
  }

  #offer(position: number): void {
    (this.#isOneByOne(position) ? this.#inTurn : this.#ready).push(position);
  }

  #isOneByOne(position: number): boolean {
    return this.#options.oneByOne.has(this.#node(position));
  }

  #idle(): void {
    this.#steps.idle();
    if (this.#ended.length > 0) this.#options.executor.forget?.(this.#ended.splice(0));
  }

  /** The life of one node, from its turn to its end. */
  async #live(position: number): Promise<void> {
    const node = this.#node(position);
    const reason = this.#options.answered.get(node.name);
    if (reason === undefined) await this.#perform(position, node);
    else await this.#steps.skip(node, reason);
    // A task that was taken back ends with those nodes that never got their turn.
    if (this.#begun.has(position)) await this.#passOn(position);
    this.#running--;
    if (this.#isOneByOne(position)) this.#isTurn = false;
    this.#proceed();
  }

  async #passOn(position: number): Promise<void> {
    const { keepGoing, cancellation } = this.#options;
    if (!this.#failed.has(position)) this.#release(position);
    else if (keepGoing && !cancellation.isCancelled) await this.#giveUpAfter(position);
  }

  async #perform(position: number, node: PipelineNode): Promise<void> {
    const prepared = this.#steps.prepare(node);
    // Not even a moment lies between the decision to start a node and its start, unless something is to be waited for.
    const ready = isThenable(prepared) ? await prepared : prepared;
    const given = 'outcome' in ready ? ready : await this.#execute(ready);
    if (given === RECALLED) return void this.#begun.delete(position);
    const committed = this.#steps.commit(node, given);
    const result = isThenable(committed) ? await committed : committed;
    // Known before any hook is told: nothing else starts after that.
    if (!hasOutputs(result.outcome.status)) await this.#fail(position);
    await this.#steps.end(node, result);
    this.#ended.push(node.name);
  }

  /** After the first failure nothing new starts, tasks that wait elsewhere included. */
  async #fail(position: number): Promise<void> {
    const { executor, runId, keepGoing } = this.#options;
    this.#failed.add(position);
    if (!keepGoing && this.#failed.size === 1) await executor.recall?.(runId);
  }

  #execute(task: NodeTask): Promise<TaskResult> {
    return new Promise((resolve, reject) => {
      this.#awaited.set(task.node, resolve);
      this.#options.executor.submit(task).catch(reject);
    });
  }

  #release(position: number): void {
    for (const child of this.#options.graph.children[position] ?? []) {
      const left = (this.#waitsFor[child] ?? 0) - 1;
      this.#waitsFor[child] = left;
      if (left === 0) this.#offer(child);
    }
  }

  async #giveUpAfter(position: number): Promise<void> {
    const doomed = [...reach([position], this.#options.graph.children)].filter((one) => !this.#begun.has(one));
    await this.#skip(doomed, 'upstream_failed');
  }

  /** Ends all nodes that never got their turn. */
  async #skipRest(): Promise<void> {
    const { cancellation, graph } = this.#options;
    const rest = [...graph.nodes.keys()].filter((position) => !this.#begun.has(position));
    if (cancellation.isCancelled) return await this.#skip(rest, 'cancelled');
    const doomed = reach(this.#failed, graph.children);
    for (const position of rest) await this.#skip([position], doomed.has(position) ? 'upstream_failed' : 'run_stopped');
  }

  async #skip(positions: readonly number[], reason: SkipReason): Promise<void> {
    for (const position of positions) this.#begun.add(position);
    for (const position of [...positions].sort((a, b) => a - b)) await this.#steps.skip(this.#node(position), reason);
  }

  #node(position: number): PipelineNode {
    return this.#options.graph.nodes[position] as PipelineNode;
  }
}
