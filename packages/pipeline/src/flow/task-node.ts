import type { NodeContext, NodeData, PipelineNode, RetryPolicy } from '@pintle/hookspecs';
import type { Awaitable } from '@pintle/core';
import { type StateLists, taskHooks } from './state-lists.js';

/** What a task is, however it is called. */
export interface TaskDescription<A extends readonly unknown[], R> {
  readonly name: string;
  readonly fn: (...args: A) => Awaitable<R>;
  readonly lists: StateLists<A>;
  readonly retry: RetryPolicy;
  readonly timeoutMs: number | undefined;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, unknown>>;
}

/** One call of a task as a node: its arguments are datasets, and so is what it returns. */
export interface TaskNode<R> {
  readonly node: PipelineNode;
  /** The arguments by dataset name. */
  readonly args: readonly (readonly [dataset: string, value: unknown])[];
  /** What the call gives, of what the node gave. */
  valueOf(outputs: NodeData): R;
}

/**
 * @param name - of this call, unique in its flow
 * @param enter - calls the function where it can call other tasks
 */
export function taskNode<A extends readonly unknown[], R>(
  task: TaskDescription<A, R>,
  name: string,
  args: A,
  enter: (context: NodeContext, call: () => Awaitable<R>) => Awaitable<R>,
): TaskNode<R> {
  const { tags, meta, retry, timeoutMs } = task;
  const inputs = args.map((_, position) => `${name}.args.${position}`);
  const output = `${name}.result`;
  let isNothing = false;
  const node: PipelineNode = {
    name,
    kind: 'task',
    inputs,
    outputs: [output],
    tags,
    meta,
    retry,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    hooks: [taskHooks(task.name, task.lists, Object.freeze([...args]) as A)],
    async run(data, context) {
      const given = inputs.map((input) => data[input]) as unknown as A;
      const value = await enter(context, () => task.fn(...given));
      // A dataset holds something: null stands for nothing, and is nothing again for who called.
      isNothing = value === undefined;
      return { [output]: value ?? null };
    },
  };
  return {
    node: Object.freeze(node),
    args: inputs.map((input, position) => [input, args[position]] as const),
    valueOf: (outputs) => (isNothing && outputs[output] === null ? undefined : outputs[output]) as R,
  };
}
