import type { OutcomeStatus, RunEvent, SerializedError } from '@pintle/hookspecs';
import type { HookCalled } from '../journal/call-record.js';
import { statusOfSkip } from '../row/status-of-skip.js';
import { type HookUse, hookUses } from './hook-use.js';

/** How something stands; `running` while the process of its run is believed to live. */
export type TrailStatus = OutcomeStatus | 'running';

/** One load or save. */
export interface DatasetUse {
  readonly operation: 'load' | 'save';
  readonly dataset: string;
  readonly rows?: number;
  readonly version?: string;
  /** `sha256:…` of the bytes, where they were seen. */
  readonly contentHash?: string;
  readonly durationMs?: number;
  /** What it failed with. */
  readonly error?: SerializedError;
}

/** One attempt of a node. */
export interface NodeAttemptTrail {
  /** From 1; 0 where none was started. */
  readonly attempt: number;
  readonly status: TrailStatus;
  readonly durationMs?: number;
  readonly error?: SerializedError;
  readonly datasets: readonly DatasetUse[];
  readonly hooks: readonly HookUse[];
}

/** What a trail says of one node in one attempt of a run. */
export interface NodeTrail {
  readonly node: string;
  readonly status: TrailStatus | 'pending';
  /** Of all attempts, and of what lies between them. */
  readonly durationMs?: number;
  readonly reason?: string;
  readonly rowsAffected?: number;
  readonly attempts: readonly NodeAttemptTrail[];
}

/** An event that is about a node. */
type NodeEvent = Extract<RunEvent, { readonly node: string; readonly attempt: number }>;

/**
 * Puts together what became of a node.
 *
 * @param events - of this node, in order
 * @param calls - of hooks of this node, in order
 * @param open - what a node is that has started and not ended
 */
export function nodeTrail(
  node: string,
  events: readonly NodeEvent[],
  calls: readonly HookCalled[],
  open: 'running' | 'crashed',
): NodeTrail {
  const end = events.find((event) => event.type === 'node_ended');
  const skip = events.find((event) => event.type === 'node_skipped');
  const numbers = new Set([...events, ...calls].map(({ attempt = 0 }) => attempt));
  const attempts = [...numbers]
    .sort((a, b) => a - b)
    .map((attempt) => attemptTrail(attempt, events.filter(of(attempt)), calls.filter(of(attempt)), open));
  const status = end?.status ?? (skip === undefined ? undefined : statusOfSkip(skip.reason));
  const reason = end?.reason ?? skip?.reason;
  return {
    node,
    status: status ?? (events.length === 0 ? 'pending' : open),
    ...(end === undefined ? {} : { durationMs: end.durationMs }),
    ...(reason === undefined ? {} : { reason }),
    ...(end?.rowsAffected === undefined ? {} : { rowsAffected: end.rowsAffected }),
    attempts,
  };
}

function of(attempt: number): (one: { readonly attempt?: number }) => boolean {
  return (one) => (one.attempt ?? 0) === attempt;
}

function attemptTrail(
  attempt: number,
  events: readonly NodeEvent[],
  calls: readonly HookCalled[],
  open: 'running' | 'crashed',
): NodeAttemptTrail {
  const start = events.find((event) => event.type === 'node_started');
  const end = events.find((event) => event.type === 'node_ended');
  const retry = events.find((event) => event.type === 'node_retrying');
  const skip = events.find((event) => event.type === 'node_skipped');
  const error = end?.error ?? retry?.error;
  // The end of a node tells the time of all its attempts. Clocks are set back now and then.
  const ownTime =
    attempt > 1 && start !== undefined && end !== undefined
      ? Math.max(0, Date.parse(end.time) - Date.parse(start.time))
      : end?.durationMs;
  const durationMs = ownTime ?? retry?.durationMs;
  return {
    attempt,
    status:
      end?.status ??
      (skip === undefined ? undefined : statusOfSkip(skip.reason)) ??
      (retry === undefined ? open : 'retrying'),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(error === undefined ? {} : { error }),
    datasets: events.flatMap(datasetUse),
    hooks: hookUses(calls),
  };
}

function datasetUse(event: NodeEvent): readonly DatasetUse[] {
  if (event.type === 'dataset_failed')
    return [{ operation: event.operation, dataset: event.dataset, error: event.error }];
  if (event.type !== 'dataset_loaded' && event.type !== 'dataset_saved') return [];
  const { dataset, rows, version, contentHash, durationMs } = event;
  return [
    {
      operation: event.type === 'dataset_loaded' ? 'load' : 'save',
      dataset,
      ...(rows === undefined ? {} : { rows }),
      ...(version === undefined ? {} : { version }),
      ...(contentHash === undefined ? {} : { contentHash }),
      durationMs,
    },
  ];
}
