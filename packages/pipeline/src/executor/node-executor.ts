import type { Awaitable } from '@pintle/core';
import type { Carrier, NodeData, Outcome, Pipeline, ProjectContext, RetryPolicy, RunInfo } from '@pintle/hookspecs';
import type { DatasetRef } from '../catalog/index.js';
import type { EventDraft } from '../log/draft.js';
import type { JobConfig } from '../job/config.js';
import type { AttemptHost } from '../run/attempt-host.js';
import type { RunBody } from '../run/host-plugin.js';
import type { RunTicket } from './run-ticket.js';

/** A node to be executed, as it can be sent anywhere: names, references and policies, no code and no data. */
export interface NodeTask {
  readonly runId: string;
  readonly runAttempt: number;
  readonly pipeline: string;
  /** Says which nodes and datasets the sender means; empty where the task stays in its process. */
  readonly pipelineHash: string;
  /** Says which plugins, policies and sources the sender has; empty where the task stays in its process. */
  readonly settingsHash: string;
  readonly node: string;
  /** By dataset name. */
  readonly inputs: Readonly<Record<string, DatasetRef>>;
  readonly retry: Omit<RetryPolicy, 'when'>;
  readonly timeoutMs?: number;
  /** What hooks put in to travel along: trace context. */
  readonly carrier: Carrier;
}

/** What one attempt of a task is told by what executes it. */
export interface AttemptContext {
  /** From 1. */
  readonly attempt: number;
  /** A fencing token: no two attempts of anything have the same. */
  readonly attemptId: string;
  /** `runId/node`: the same for all attempts. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
  /** That of the task, for attempts that are not run where the task was made. */
  readonly carrier?: Carrier;
  /**
   * Says that the attempt is alive, where something watches. Called before anything is done that would tell on the
   * outside that it succeeded.
   *
   * @throws HookError `ATTEMPT_LOST` when it was taken for dead, so that another attempt may have begun
   */
  heartbeat(): Awaitable<void>;
}

/** How an attempt ended, or a task with its last one. */
export interface NodeResult {
  /** Status, times, attempt and error. `retrying` only between attempts, never as the result of a task. */
  readonly outcome: Outcome;
  /** By dataset name; what the committed attempt saved, where that is not the dataset itself. */
  readonly outputs?: Readonly<Record<string, DatasetRef>>;
  /** What the node returned, by dataset name: of nodes with hooks of their own that ran in this process. */
  readonly values?: NodeData;
  /** Milliseconds until the next attempt, of an attempt that is retried. */
  readonly delayMs?: number;
  /** As the node reported. */
  readonly rowsAffected?: number;
  /** As the node reported. */
  readonly elapsedMs?: number;
  /** Events that are still to be entered into the run log: those of attempts on other machines. */
  readonly events: readonly EventDraft[];
  /** Attempts of the task that ended with the process they ran in: what copies of outputs they left is to be removed. */
  readonly lostAttempts?: readonly string[];
}

/** Stands for the result of a task that was taken back before any attempt of it had begun. */
export const RECALLED = 'recalled';

/** What becomes of a task. */
export type TaskResult = NodeResult | typeof RECALLED;

/** What an executor can do. */
export interface ExecutorCapabilities {
  /** Tasks leave this process: their data must not live in its memory. */
  readonly remote: boolean;
  /** Tasks go on when this process dies, and their results wait for the one that resumes the run. */
  readonly survivesOrchestrator: boolean;
}

/** Executes nodes for the walk: retries included, hooks of attempts included. One DAG walk for all of them. */
export interface NodeExecutor {
  readonly capabilities: ExecutorCapabilities;
  /** Takes a task; taking it again, by run and node, does nothing. */
  submit(task: NodeTask): Promise<void>;
  /** Results as they come, until the signal aborts. They may repeat, and are never lost. */
  results(runId: string, signal: AbortSignal): AsyncIterable<readonly [node: string, result: TaskResult]>;
  /** Stops what goes on for a run: its attempts get their signal. */
  cancel(runId: string, reason: string): Promise<void>;
  /**
   * Takes back the tasks of which no attempt has begun: nothing new is to start. Their results are {@link RECALLED}.
   * Absent where tasks begin when they are submitted.
   */
  recall?(runId: string): Promise<void>;
  /** These results are in the run log, on disk: what is kept of them elsewhere can go. */
  forget?(nodes: readonly string[]): void;
  /** Lets go of what it holds here. Results that were not forgotten wait for whoever resumes the run. */
  close(): Promise<void>;
}

/** What a runner is made with, once per run. */
export interface RunnerContext {
  readonly run: RunInfo;
  readonly projectDir: string;
  /** The selected nodes. */
  readonly pipeline: Pipeline;
  /** Nodes that may run at the same time, as asked for. */
  readonly concurrency: number | undefined;
  /** Names of the pipelines that the selected nodes come from. */
  readonly pipelines: readonly string[];
  /** The run config of jobs. */
  readonly jobConfig: JobConfig;
  /** The session's surroundings: where a runner reads its own settings, `config.get('<name>')`. */
  readonly project: ProjectContext;
  /** URLs of the modules that packages put around each node on another thread. */
  aroundThreads(): readonly string[];
  /** Runs attempts in this process. */
  readonly host: AttemptHost;
  /** What other processes need to execute attempts of this run. @throws HookError `RUN_NOT_TRANSFERABLE` */
  ticket(): RunTicket;
  /** A text as it may leave this process: without secrets. */
  withoutSecrets(text: string): string;
  /** Enters an event of an attempt elsewhere ahead of the result that holds it, too: what begins is seen when it begins. */
  foretell(event: EventDraft): Awaitable<void>;
  /** Has the functions of this run's nodes run by something else than a call: hooks stay where they are. */
  runWith(body: RunBody): void;
}

/** Makes the executor of a run. What the modules that manifests name under `runners` export by default. */
export interface Runner {
  readonly name: string;
  /** How many tasks are given to the executor at the same time. */
  concurrency(asked: number | undefined): number;
  open(context: RunnerContext): Awaitable<NodeExecutor>;
}

/** Gives a runner as it is. */
export function defineRunner(runner: Runner): Runner {
  return runner;
}
