import type { OutcomeStatus, SkipReason } from './outcome.js';
import type { RunStats } from './run.js';

/** A thrown value as plain data. */
export interface SerializedError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly hint?: string;
  /** The plugin that threw it, or that it is about. */
  readonly plugin?: string;
  /** The hook that the plugin was implementing. */
  readonly hook?: string;
  readonly stack?: string;
  readonly cause?: SerializedError;
  /** The members of an AggregateError. */
  readonly errors?: readonly SerializedError[];
}

interface EventBase {
  /** Counts from 1 within `(runId, runAttempt)`, without gaps. */
  readonly seq: number;
  /** ISO 8601, UTC, with milliseconds. */
  readonly time: string;
  readonly runId: string;
  readonly runAttempt: number;
  /** Unique in all logs: writing it twice is one record. */
  readonly key: string;
}

interface NodeEventBase extends EventBase {
  readonly node: string;
  /** From 1; 0 where no attempt was started. */
  readonly attempt: number;
}

/** A run was opened; says all that a reader needs to know of it. */
export interface RunStartedEvent extends EventBase {
  readonly type: 'run_started';
  readonly pipeline: string;
  readonly env: string;
  readonly runner: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly plugins: readonly { readonly name: string; readonly version?: string }[];
  readonly pid: number;
  readonly host: string;
  /** The filters of the request that were set. */
  readonly request: Readonly<Record<string, unknown>>;
}
/** Selection is done; these nodes will each get one `node_ended` or `node_skipped`. */
export interface RunPlannedEvent extends EventBase {
  readonly type: 'run_planned';
  readonly nodes: readonly string[];
}
/** A run ended; nothing of its attempt follows. */
export interface RunEndedEvent extends EventBase {
  readonly type: 'run_ended';
  readonly status: OutcomeStatus;
  readonly durationMs: number;
  readonly stats: RunStats;
  readonly reason?: string;
  readonly error?: SerializedError;
}
/** An attempt of a node was opened. */
export interface NodeStartedEvent extends NodeEventBase {
  readonly type: 'node_started';
}
/** An attempt failed and another follows. */
export interface NodeRetryingEvent extends NodeEventBase {
  readonly type: 'node_retrying';
  readonly durationMs: number;
  readonly delayMs: number;
  readonly error: SerializedError;
}
/** A selected node ended without executing. */
export interface NodeSkippedEvent extends NodeEventBase {
  readonly type: 'node_skipped';
  readonly reason: SkipReason;
}
/** A node ended, its final attempt included. */
export interface NodeEndedEvent extends NodeEventBase {
  readonly type: 'node_ended';
  readonly status: OutcomeStatus;
  readonly durationMs: number;
  readonly reason?: string;
  readonly error?: SerializedError;
  readonly rowsAffected?: number;
}
/** A dataset was loaded or saved for a node. Never carries the data. */
export interface DatasetEvent extends NodeEventBase {
  readonly type: 'dataset_loaded' | 'dataset_saved';
  readonly dataset: string;
  readonly durationMs: number;
  readonly version?: string;
  /** Rows, where counting them costs nothing. */
  readonly rows?: number;
  /** `sha256:…` of the bytes that were read or written, where the dataset tells it. */
  readonly contentHash?: string;
}
/** A load or save failed. */
export interface DatasetFailedEvent extends NodeEventBase {
  readonly type: 'dataset_failed';
  readonly dataset: string;
  readonly operation: 'load' | 'save';
  readonly error: SerializedError;
}
/** A hook that guards nothing failed: recorded, and the run went on. */
export interface HookFailedEvent extends EventBase {
  readonly type: 'hook_failed';
  readonly hook: string;
  readonly plugin?: string;
  readonly node?: string;
  readonly attempt?: number;
  readonly error: SerializedError;
}

/** One record of the run log; JSON through and through. */
export type RunEvent =
  | RunStartedEvent
  | RunPlannedEvent
  | RunEndedEvent
  | NodeStartedEvent
  | NodeRetryingEvent
  | NodeSkippedEvent
  | NodeEndedEvent
  | DatasetEvent
  | DatasetFailedEvent
  | HookFailedEvent;

/** The `type` of a {@link RunEvent}. */
export type RunEventType = RunEvent['type'];
