import { AsyncLocalStorage } from 'node:async_hooks';
import { HookError } from '@pintle/core';
import type { NodeContext } from '@pintle/hookspecs';
import type { TaskCall } from './task-call.js';
import type { TaskDescription } from './task-node.js';

/** What performs the tasks of a flow. */
export interface TaskRunner {
  call<A extends readonly unknown[], R>(task: TaskDescription<A, R>, args: A, parent?: NodeContext): TaskCall<R>;
}

/** Where code of a flow runs. */
export interface FlowScope {
  readonly runner: TaskRunner;
  /** Of the task that runs; absent in the flow's own function. */
  readonly context?: NodeContext;
}

/** Follows the calls of a flow, through everything that it awaits. */
export const flowScope = new AsyncLocalStorage<FlowScope>();

/**
 * The context of the task that is running: its signal, log, attempt, run and resources, as the functions of nodes get them.
 *
 * @throws HookError `TASK_OUTSIDE_FLOW` outside of a task
 * @example
 * ```ts
 * const download = task({ name: 'download', timeoutMs: 5_000 }, async (url: string) => {
 *   const { signal } = taskContext();
 *   return await (await fetch(url, { signal })).text();
 * });
 * ```
 */
export function taskContext(): NodeContext {
  const context = flowScope.getStore()?.context;
  if (context !== undefined) return context;
  throw new HookError('TASK_OUTSIDE_FLOW', 'taskContext() was called outside of a task.', {
    hint: 'Call it in the function of a task, while a flow runs it.',
  });
}
