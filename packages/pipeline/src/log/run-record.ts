import type {
  OutcomeStatus,
  RunEndedEvent,
  RunEvent,
  RunStartedEvent,
  RunStats,
  SerializedError,
  SkipReason,
} from '@pintle/hookspecs';

/** How a node stands in a run record: `pending` before it started, `running` until its end is recorded. */
export type RecordedStatus = OutcomeStatus | 'pending' | 'running';

/** What a run log says of one selected node, in the last attempt of the run in which it was selected. */
export interface NodeRecord {
  readonly node: string;
  readonly status: RecordedStatus;
  /** From 1; 0 where no attempt was started. */
  readonly attempt: number;
  readonly startedAt?: string;
  readonly durationMs?: number;
  readonly reason?: SkipReason | string;
  readonly error?: SerializedError;
  readonly rowsAffected?: number;
}

/** What a run log says of a run, its last attempt foremost. */
export interface RunRecord {
  readonly runId: string;
  /** The last attempt of the run. */
  readonly attempt: number;
  /** What opened the last attempt. */
  readonly started: RunStartedEvent;
  /** What ended that attempt; absent for a run that goes on, or whose process died. */
  readonly ended: RunEndedEvent | undefined;
  /** Selected nodes in order of execution. */
  readonly nodes: ReadonlyMap<string, NodeRecord>;
  /** Nodes that did their work in this attempt of the run or an earlier one. */
  readonly done: ReadonlySet<string>;
  readonly stats: RunStats | undefined;
  /** The number of the last event of the last attempt. */
  readonly seq: number;
}

/** What ended the run, which the end of an attempt that another follows does not. */
export function endOf({ ended }: RunRecord): RunEndedEvent | undefined {
  return ended?.status === 'retrying' ? undefined : ended;
}

/** The attempt that was to follow the last one, as if it had begun when that ended. */
export function followingAttempt(record: RunRecord): RunRecord {
  const { attempt, started, ended = started } = record;
  const began = { ...started, time: ended.time };
  return {
    ...record,
    attempt: attempt + 1,
    started: began,
    ended: undefined,
    nodes: new Map(),
    stats: undefined,
    seq: 0,
  };
}

/** Reads a record from events; `undefined` when no attempt was opened. */
export function recordOf(events: readonly RunEvent[]): RunRecord | undefined {
  const started = events.findLast((event): event is RunStartedEvent => event.type === 'run_started');
  if (started === undefined) return undefined;
  const { runId, runAttempt } = started;
  const own = events.filter((event) => event.runAttempt === runAttempt);
  const ended = own.find((event): event is RunEndedEvent => event.type === 'run_ended');
  return {
    runId,
    attempt: runAttempt,
    started,
    ended,
    nodes: nodesOf(own),
    done: doneIn(events),
    stats: ended?.stats,
    seq: own.reduce((last, { seq }) => Math.max(last, seq), 0),
  };
}

function nodesOf(events: readonly RunEvent[]): Map<string, NodeRecord> {
  const nodes = new Map<string, NodeRecord>();
  for (const event of events) {
    if (event.type === 'run_planned') {
      for (const node of event.nodes) nodes.set(node, { node, status: 'pending', attempt: 0 });
    } else if (event.type === 'node_started') {
      const { node, attempt, time } = event;
      nodes.set(node, { node, status: 'running', attempt, startedAt: nodes.get(node)?.startedAt ?? time });
    } else if (event.type === 'node_skipped') {
      const { node, attempt, reason } = event;
      nodes.set(node, { node, status: statusOfSkip(reason), attempt, reason });
    } else if (event.type === 'node_ended') {
      const { node, attempt, status, durationMs, reason, error, rowsAffected } = event;
      const startedAt = nodes.get(node)?.startedAt;
      nodes.set(node, {
        node,
        status,
        attempt,
        durationMs,
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(reason === undefined ? {} : { reason }),
        ...(error === undefined ? {} : { error }),
        ...(rowsAffected === undefined ? {} : { rowsAffected }),
      });
    }
  }
  return nodes;
}

function doneIn(events: readonly RunEvent[]): Set<string> {
  const done = new Set<string>();
  for (const event of events) {
    if (event.type === 'node_ended' && (event.status === 'success' || event.status === 'cached')) done.add(event.node);
  }
  return done;
}

/** How a node that was skipped ended: an output that was there already stands in for the work. */
export function statusOfSkip(reason: SkipReason): OutcomeStatus {
  if (reason === 'cancelled') return 'cancelled';
  return reason === 'cached' || reason === 'outputs_exist' ? 'cached' : 'skipped';
}
