import { HookError } from '@pintle/core';
import type { NodeContext, NodeData, Outcome } from '@pintle/hookspecs';
import { runAttempts } from '../executor/attempts.js';
import type { AttemptHost } from '../run/attempt-host.js';
import { cancelled } from '../run/cancellation.js';
import type { NodeSteps } from '../run/node-steps.js';
import { hasOutputs } from '../run/outcome.js';
import { flowScope, type TaskRunner } from './scope.js';
import { type TaskCall, taskCall } from './task-call.js';
import { type TaskDescription, type TaskNode, taskNode } from './task-node.js';

/** A flow that is running: each call of a task is a node of its run. */
export class FlowRun implements TaskRunner {
  readonly #host: AttemptHost;
  readonly #steps: NodeSteps;
  readonly #counts = new Map<string, number>();
  readonly #names = new Set<string>();
  readonly #pending = new Set<Promise<unknown>>();
  readonly #failed: { readonly call: TaskCall<unknown>; readonly error: unknown }[] = [];
  #isOver = false;

  constructor(host: AttemptHost, steps: NodeSteps) {
    this.#host = host;
    this.#steps = steps;
  }

  call<A extends readonly unknown[], R>(task: TaskDescription<A, R>, args: A, parent?: NodeContext): TaskCall<R> {
    const performed = this.#isOver ? Promise.reject<R>(tooLate(task.name)) : this.#perform(task, args, parent);
    const call = taskCall(performed);
    const settled = performed
      .then(
        () => {},
        (error: unknown) => void this.#failed.push({ call, error }),
      )
      .finally(() => this.#pending.delete(settled));
    this.#pending.add(settled);
    return call;
  }

  /** Waits for all tasks that were called. @returns the failures that nobody has waited for */
  async end(): Promise<readonly unknown[]> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
    this.#isOver = true;
    return this.#failed.filter(({ call }) => !call.isAwaited).map(({ error }) => error);
  }

  async #perform<A extends readonly unknown[], R>(
    task: TaskDescription<A, R>,
    args: A,
    parent: NodeContext | undefined,
  ): Promise<R> {
    const { cancellation } = this.#host;
    if (cancellation.isCancelled) throw cancelled(cancellation.reason ?? 'cancelled');
    const called = taskNode(task, this.#nameOf(task.name), args, (context, call) =>
      flowScope.run({ runner: this, context }, call),
    );
    const { outcome, values } = await this.#live(called, parent?.signal ?? cancellation.signal);
    if (hasOutputs(outcome.status)) return called.valueOf(values);
    // What the task threw travels untouched, whatever it is.
    const thrown: unknown = outcome.error ?? cancelled(outcome.reason ?? 'cancelled');
    throw thrown;
  }

  /** The life of the node that a call is, from its start to its end. */
  async #live(
    { node, args }: TaskNode<unknown>,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: Outcome; readonly values: NodeData }> {
    const { catalog, log } = this.#host;
    for (const [name, value] of args) await catalog.get(name).save(value);
    const prepared = await this.#steps.prepare(node);
    const given = 'outcome' in prepared ? prepared : await runAttempts(this.#host, node, signal);
    const result = await this.#steps.commit(node, given);
    const outcome = await this.#steps.end(node, result);
    for (const name of [...node.inputs, ...node.outputs]) {
      await catalog.release(name).catch((error: unknown) => log.warn(`could not release ${name}`, { error }));
    }
    return { outcome, values: result.values ?? {} };
  }

  /** `extract`, then `extract:2`, in the order of the calls; but for names that tasks have themselves. */
  #nameOf(task: string): string {
    const count = (this.#counts.get(task) ?? 0) + 1;
    this.#counts.set(task, count);
    const name = count === 1 ? task : `${task}:${count}`;
    if (this.#names.has(name)) return this.#nameOf(task);
    this.#names.add(name);
    return name;
  }
}

function tooLate(task: string): HookError<string> {
  return new HookError(
    'TASK_AFTER_FLOW',
    `Task "${task}" was called after its flow, or that attempt of it, had ended.`,
    {
      hint: 'Await in the flow what calls it.',
    },
  );
}
