import { type Awaitable, HookError } from '@pintle/core';
import type { HookFailure, OutcomeStatus, RetryPolicy, RunResult } from '@pintle/hookspecs';
import { v7 as uuid } from 'uuid';
import { isPlain } from '../config/plain.js';
import { checkName } from '../describe/node-check.js';
import { type LocalOptions, withLocalSession } from '../run/local-session.js';
import type { Session } from '../run/session.js';
import { brandCarrier } from './carrier.js';
import { checkCall, checkDefinition, type Defined } from './definition-check.js';
import { type FlowContext, FlowWork } from './flow-work.js';
import { RETRY_KEYS, type RetryOptions, retryPolicy } from './retry-options.js';
import { shown } from './shown.js';
import { flowHooks, LIST_KEYS, type StateLists } from './state-lists.js';

/** What {@link flow} is told besides the function. */
export interface FlowDefinition<P> extends StateLists<P>, RetryOptions {
  /** Default: the name of the function. */
  readonly name?: string;
}

/** How a run of a flow ended. */
export interface FlowResult<R> {
  readonly runId: string;
  readonly status: OutcomeStatus;
  /** The attempt that ended it, from 1; 0 where the run could not be opened. */
  readonly attempt: number;
  /** What the flow returned; present when it succeeded. */
  readonly value?: R;
  /** What was thrown, untouched; present when it failed. */
  readonly error?: unknown;
  /** Hooks that failed without changing anything, in whichever attempt; absent where none did. */
  readonly hookFailures?: readonly HookFailure[];
}

/** Parameters may be left out where all of them may. */
export type FlowArguments<P, O> = Record<never, never> extends P ? [params?: P, options?: O] : [params: P, options?: O];

/** A function whose runs are runs, and whose tasks are their nodes. */
export interface Flow<P, R> {
  readonly name: string;
  /** The function itself. */
  readonly fn: (params: P, context: FlowContext) => Awaitable<R>;
  /**
   * Runs the flow here, in the nearest project: with the hooks of its settings and plugins, where there is one. Never
   * rejects: what fails is in the result, projects that cannot be opened included.
   *
   * @example
   * ```ts
   * const { runId, status, value, error } = await etl.runLocal({ source: 'db' });
   * ```
   */
  runLocal(...args: FlowArguments<P, LocalOptions>): Promise<FlowResult<R>>;
  /** Runs the flow in a session that is open. @throws what keeps a run from being opened at all */
  run(session: Session, ...args: FlowArguments<P, Pick<LocalOptions, 'signal'>>): Promise<FlowResult<R>>;
}

const FLOW: Defined = {
  kind: 'flow',
  code: 'FLOW_INVALID',
  example: "Write flow({ name: '…' }, async ({ source }: { source: string }) => …).",
};
const KEYS = ['name', ...LIST_KEYS, ...RETRY_KEYS];

/**
 * Makes a flow of a function: ordinary code that calls tasks, one after the other, at the same time (`Promise.all`), in
 * loops, or inside each other.
 *
 * A run of it is a run like that of a pipeline: every hook is called, and its tasks are the nodes. Its function gets one
 * object of parameters, and a {@link FlowContext}. It fails when its function throws, or when a task fails that nobody has
 * awaited; its run waits for every task that was called.
 *
 * With `retries`, a failed flow is tried again: the function is called again, with the same parameters, and calls its tasks
 * again. That is a further attempt of the same run (`run.attempt`), with resources and a catalog of its own: each has its
 * `on_run_start` and `on_run_end`, the latter with `retrying` where another follows. A flow that was cancelled is not retried.
 *
 * Where hooks are written in place and the function takes its context, too, say its type, so that both know the parameters:
 * `async ({ day }: { day: Date }, { run }: FlowContext) => …`.
 *
 * @throws HookError `FLOW_INVALID`
 * @example
 * ```ts
 * const etl = flow({ name: 'etl' }, async ({ source = 'db' }: { source?: string }) => {
 *   const raw = await extract(source);
 *   return await load(raw);
 * });
 * ```
 */
export function flow<P extends object = Record<never, never>, R = void>(
  definition: FlowDefinition<P>,
  fn: (params: P, context: FlowContext) => Awaitable<R>,
): Flow<P, R> {
  checkCall(FLOW, definition, fn);
  const { name = fn.name } = definition;
  checkName(name, FLOW.kind, FLOW.code);
  const who = `Flow "${name}"`;
  checkDefinition(definition, who, KEYS, FLOW);
  return new DefinedFlow<P, R>(name, { ...definition }, retryPolicy(who, definition, FLOW.code), fn);
}

class DefinedFlow<P extends object, R> implements Flow<P, R> {
  readonly name: string;
  readonly fn: (params: P, context: FlowContext) => Awaitable<R>;
  readonly #lists: StateLists<P>;
  readonly #retry: RetryPolicy;

  constructor(
    name: string,
    lists: StateLists<P>,
    retry: RetryPolicy,
    fn: (params: P, context: FlowContext) => Awaitable<R>,
  ) {
    this.name = name;
    this.#lists = lists;
    this.#retry = retry;
    this.fn = fn;
    Object.freeze(brandCarrier(this, { kind: 'flow', name, hooks: flowHooks(name, lists) }));
  }

  async runLocal(...[params, options = {}]: FlowArguments<P, LocalOptions>): Promise<FlowResult<R>> {
    try {
      checkParameters(this.name, params);
      return await withLocalSession(options, [], (session) => this.#run(session, params, options.signal));
    } catch (error) {
      return { runId: uuid(), status: 'error', attempt: 0, error };
    }
  }

  async run(
    session: Session,
    ...[params, options]: FlowArguments<P, Pick<LocalOptions, 'signal'>>
  ): Promise<FlowResult<R>> {
    checkParameters(this.name, params);
    return await this.#run(session, params, options?.signal);
  }

  async #run(session: Session, given: P | undefined, signal: AbortSignal | undefined): Promise<FlowResult<R>> {
    const parameters = Object.freeze({ ...given }) as P;
    let done: FlowWork<R> | undefined;
    const result = await session.perform(
      {
        name: this.name,
        params: recordable(parameters),
        hooks: flowHooks(this.name, this.#lists, parameters),
        makeWork: (stage) => (done = new FlowWork<R>(stage, this.#retry, (context) => this.fn(parameters, context))),
      },
      { signal },
    );
    return flowResult(result, done?.returned);
  }
}

function checkParameters(flow: string, given: unknown): void {
  if (given === undefined || isPlain(given)) return;
  // A text may be a secret that has lost its name.
  const got = typeof given === 'string' ? 'a string' : shown(given);
  throw new HookError('FLOW_INVALID', `Flow "${flow}" was run with ${got}, expected one object of parameters.`, {
    hint: `Write ${flow}.runLocal({ source: 'db' }).`,
  });
}

function flowResult<R>(
  { run, outcome, hookFailures }: RunResult,
  returned: { readonly value: R } | undefined,
): FlowResult<R> {
  const { status, attempt, error } = outcome;
  return Object.freeze({
    runId: run.runId,
    status,
    attempt,
    ...(status === 'success' && returned !== undefined ? { value: returned.value } : {}),
    ...(status === 'success' || error === undefined ? {} : { error }),
    ...(hookFailures.length === 0 ? {} : { hookFailures }),
  });
}

/** What of the parameters the run log can hold: data. */
function recordable(parameters: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => isData(value, [])));
}

/** @param around - what it is in: what is in itself is no data */
function isData(value: unknown, around: readonly unknown[]): boolean {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (around.length > MOST_DEPTH || around.includes(value)) return false;
  const inside = Array.isArray(value)
    ? (value as readonly unknown[])
    : isPlain(value)
      ? Object.values(value)
      : undefined;
  return inside?.every((inner) => isData(inner, [...around, value])) ?? false;
}

/** Data that the run log keeps is not nested deeper than this. */
const MOST_DEPTH = 20;
