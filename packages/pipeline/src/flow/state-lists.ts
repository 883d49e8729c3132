import { type AttachedHooks, DUE, type HookArgs, HOOK_TIMEOUT_MS } from '@pintle/hookspecs';
import {
  type CompletedState,
  endState,
  type FailedState,
  messageOf,
  type RetryingState,
  type RunningState,
  type State,
  type StateHook,
} from './state.js';

/**
 * The lists of a task or a flow. Each hook of a list is called, in order; one that fails is recorded and changes nothing.
 */
export interface StateLists<P> {
  /** Called when it begins: of a task, each attempt; of a flow, the first. */
  readonly on_running?: readonly StateHook<P, RunningState>[];
  /** Called when it has ended well. */
  readonly on_completion?: readonly StateHook<P, CompletedState>[];
  /** Called when it has failed for good, ran over its time, or was cancelled. */
  readonly on_failure?: readonly StateHook<P, FailedState>[];
  /** Called when an attempt has failed and another follows, before its delay. */
  readonly on_retry?: readonly StateHook<P, RetryingState>[];
  /** Milliseconds that what a hook of a list awaits may take; running over is `IMPL_TIMEOUT`. Default 30,000. */
  readonly hookTimeoutMs?: number;
}

/** The keys of the lists themselves. */
export const LISTS = ['on_running', 'on_completion', 'on_failure', 'on_retry'] as const;
type ListName = (typeof LISTS)[number];

/** The keys of {@link StateLists}. */
export const LIST_KEYS = [...LISTS, 'hookTimeoutMs'] as const;

/** Which list is told of which state. */
const LIST_OF: Readonly<Record<State['type'], ListName>> = {
  RUNNING: 'on_running',
  RETRYING: 'on_retry',
  COMPLETED: 'on_completion',
  SKIPPED: 'on_completion',
  FAILED: 'on_failure',
  TIMED_OUT: 'on_failure',
  CANCELLED: 'on_failure',
};

type NodeCall = Pick<HookArgs<'on_node_start'>, 'run' | 'attempt'>;

/** The lists of a task as hooks of the node that a call of it is; without parameters for listings, which call none. */
export function taskHooks<P>(name: string, lists: StateLists<P>, parameters?: P): AttachedHooks {
  const context = ({ run, attempt }: NodeCall) => Object.freeze({ name, runId: run.runId, attempt, parameters });
  const call = callerOf(name, lists);
  const ended = (args: HookArgs<'on_node_end'>): Handed => [context(args), endState(args.outcome)];
  return {
    name,
    hooks: {
      on_node_start: call('on_running', (args: NodeCall) => [context(args), { type: 'RUNNING' }]),
      on_node_retry: call('on_retry', (args: HookArgs<'on_node_retry'>) => [
        context(args),
        { type: 'RETRYING', message: messageOf(args.error), error: args.error },
      ]),
      on_node_end: [...call('on_completion', ended), ...call('on_failure', ended)],
    },
  };
}

/** The lists of a flow as hooks of its run; without parameters for listings, which call none. */
export function flowHooks<P>(name: string, lists: StateLists<P>, parameters?: P): AttachedHooks {
  const context = ({ run }: Pick<HookArgs<'on_run_start'>, 'run'>) =>
    Object.freeze({ name, runId: run.runId, attempt: run.attempt, parameters });
  // A hook that only watches must not fail the run, which on_run_start guards.
  const call = callerOf(name, lists, { onError: 'warn' });
  const began = (args: HookArgs<'on_run_start'>): Handed =>
    args.run.attempt === 1 ? [context(args), { type: 'RUNNING' }] : undefined;
  const ended = (args: HookArgs<'on_run_end'>): Handed => [context(args), endState(args.outcome)];
  return {
    name,
    hooks: {
      on_run_start: call('on_running', began),
      on_run_end: [...call('on_retry', ended), ...call('on_completion', ended), ...call('on_failure', ended)],
    },
  };
}

/** What a hook of a list is handed; nothing where none is meant. */
type Handed = readonly [ctx: object, state: State] | undefined;
type Impl = Readonly<Record<PropertyKey, unknown>>;
type Caller = (list: ListName, hand: (args: never) => Handed) => readonly Impl[];

function callerOf(name: string, lists: StateLists<never>, options: Impl = {}): Caller {
  const { hookTimeoutMs: timeoutMs = HOOK_TIMEOUT_MS } = lists;
  return (list, hand) =>
    (lists[list] ?? []).map((hook, position) => ({
      label: `${name}.${list}[${position}]`,
      timeoutMs,
      ...options,
      [DUE]: (args: never) => listOf(hand(args)) === list,
      handler: (args: never) => (hook as (...handed: unknown[]) => unknown)(...(hand(args) ?? [])),
    }));
}

function listOf(handed: Handed): ListName | undefined {
  return handed === undefined ? undefined : LIST_OF[handed[1].type];
}
