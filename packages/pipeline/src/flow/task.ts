import { type Awaitable, HookError } from '@pintle/core';
import { checkName, checkTraits } from '../describe/node-check.js';
import { brandCarrier } from './carrier.js';
import { checkCall, checkDefinition, type Defined } from './definition-check.js';
import { flowScope } from './scope.js';
import { RETRY_KEYS, type RetryOptions, retryPolicy } from './retry-options.js';
import { LIST_KEYS, type StateLists, taskHooks } from './state-lists.js';
import type { TaskDescription } from './task-node.js';

/** What {@link task} is told besides the function. */
export interface TaskDefinition<A extends readonly unknown[]> extends StateLists<A>, RetryOptions {
  /** Default: the name of the function. */
  readonly name?: string;
  /** Milliseconds that one attempt may take. Default: no limit. */
  readonly timeoutMs?: number;
  /** What hooks select by. */
  readonly tags?: readonly string[];
  /** Free data for hooks. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** A function whose calls, in a flow, are nodes of its run. */
export interface Task<A extends readonly unknown[], R> {
  (...args: A): Promise<R>;
  readonly name: string;
  /** The function itself: what a test calls without a flow. */
  readonly fn: (...args: A) => Awaitable<R>;
}

const TASK: Defined = {
  kind: 'task',
  code: 'TASK_INVALID',
  example: "Write task({ name: '…' }, async (source: string) => …).",
};
const KEYS = ['name', ...LIST_KEYS, ...RETRY_KEYS, 'timeoutMs', 'tags', 'meta'];

/**
 * Makes a task of a function: a step of flows that is called like the function itself, and is retried, timed, recorded and
 * watched by hooks like a node.
 *
 * Its arguments are the inputs of the node (`extract.args.0`, …), what it returns is its output (`extract.result`): hooks
 * see them by these names. Called outside of a flow it rejects with `TASK_OUTSIDE_FLOW`; its function is `task.fn`.
 *
 * @throws HookError `TASK_INVALID`
 * @example
 * ```ts
 * const extract = task({ name: 'extract', on_failure: [page], retries: 2 }, async (source: string) => await read(source));
 * ```
 */
export function task<const A extends readonly unknown[], R>(
  definition: TaskDefinition<A>,
  fn: (...args: A) => Awaitable<R>,
): Task<A, R> {
  const description = describeTask(definition, fn);
  const { name } = description;
  const call = (...args: A): Promise<R> => {
    const scope = flowScope.getStore();
    return scope === undefined
      ? Promise.reject(outsideFlow(name))
      : scope.runner.call(description, args, scope.context);
  };
  const made = Object.defineProperties(call, {
    name: { value: name, enumerable: true },
    fn: { value: fn, enumerable: true },
  });
  const hooks = taskHooks(name, description.lists);
  return Object.freeze(brandCarrier(made, { kind: 'task', name, hooks })) as Task<A, R>;
}

function describeTask<A extends readonly unknown[], R>(
  definition: TaskDefinition<A>,
  fn: (...args: A) => Awaitable<R>,
): TaskDescription<A, R> {
  checkCall(TASK, definition, fn);
  const { name = fn.name, timeoutMs, tags = [], meta = {} } = definition;
  checkName(name, TASK.kind, TASK.code);
  const who = `Task "${name}"`;
  checkDefinition(definition, who, KEYS, TASK);
  checkTraits(who, definition, TASK.code);
  const retry = retryPolicy(who, definition, TASK.code);
  return { name, fn, lists: { ...definition }, retry, timeoutMs, tags: Object.freeze([...tags]), meta };
}

function outsideFlow(name: string): HookError<string> {
  return new HookError('TASK_OUTSIDE_FLOW', `Task "${name}" was called outside of a flow: no hook would see it.`, {
    hint: `Call it in a flow; in a test of its function alone, call ${name}.fn(…).`,
  });
}
