import type { Awaitable } from '@pintle/core';
import type { Outcome } from '@pintle/hookspecs';

/** What a hook of a task or a flow knows of the call that it is told about. */
export interface RunContext<P = unknown> {
  /** The name of the task or the flow. */
  readonly name: string;
  readonly runId: string;
  /** From 1, each retry counts: of a flow that of its run, of a task that of its call, anew in each attempt of the flow. */
  readonly attempt: number;
  /** What the task was called with, a list; what the flow was called with, an object. */
  readonly parameters: P;
}

/** An attempt has begun. */
export interface RunningState {
  readonly type: 'RUNNING';
  readonly message?: string;
}
/** It returned; or, `SKIPPED`, a plugin answered for it and it did not execute. */
export interface CompletedState {
  readonly type: 'COMPLETED' | 'SKIPPED';
  readonly message?: string;
}
/** An attempt failed and another follows. */
export interface RetryingState {
  readonly type: 'RETRYING';
  readonly message: string;
  /** What was thrown, untouched. */
  readonly error: unknown;
}
/** It failed for good, ran over its time, or was called off: then `error` may be missing. */
export interface FailedState {
  readonly type: 'FAILED' | 'TIMED_OUT' | 'CANCELLED';
  readonly message: string;
  /** What was thrown, untouched. */
  readonly error?: unknown;
}

/** Where a task or a flow stands. */
export type State = RunningState | CompletedState | RetryingState | FailedState;

/** A hook of tasks and flows. */
export type StateHook<P = unknown, S extends State = State> = (ctx: RunContext<P>, state: S) => Awaitable<void>;

/** The state of what ended so, or of which an attempt did. */
export function endState({ status, error, reason }: Outcome): State {
  switch (status) {
    case 'retrying':
      return { type: 'RETRYING', message: messageOf(error), error };
    case 'success':
      return { type: 'COMPLETED' };
    case 'cached':
    case 'skipped':
      return { type: 'SKIPPED', ...(reason === undefined ? {} : { message: reason }) };
    case 'cancelled':
      return { type: 'CANCELLED', message: reason ?? 'cancelled', ...(error === undefined ? {} : { error }) };
    case 'timed_out':
      return { type: 'TIMED_OUT', message: messageOf(error), error };
    default:
      return { type: 'FAILED', message: error === undefined ? (reason ?? status) : messageOf(error), error };
  }
}

/** What a thrown value says of itself. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
