import type { RunAuditRow } from '../store/schema.js';
import type { AuditStore } from '../store/store.js';

/** Which runs to list. */
export interface RunFilter {
  readonly limit: number;
  readonly pipeline: string | undefined;
  /** Any of these; all where there are none. */
  readonly status: readonly string[];
}

/** One attempt of a run in a list. */
export interface ListedRun {
  readonly runId: string;
  readonly attempt: number;
  readonly pipeline: string;
  readonly env: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt?: string;
  /** How it ended; `running` while its process is believed to live, else `crashed`. */
  readonly status: string;
  readonly nodesTotal: number;
  readonly nodesOk: number;
  readonly nodesFailed: number;
  readonly nodesSkipped: number;
  readonly rows?: number;
  readonly error?: string;
}

/** Attempts of runs, the newest first. */
export async function listRuns(
  { db }: AuditStore,
  { limit, pipeline, status }: RunFilter,
): Promise<readonly ListedRun[]> {
  let query = db.selectFrom('run_audit').selectAll().orderBy('run_id', 'desc').orderBy('attempt', 'desc').limit(limit);
  if (pipeline !== undefined) query = query.where('pipeline', '=', pipeline);
  if (status.length > 0) query = query.where('status', 'in', status);
  return (await query.execute()).map(listed);
}

function listed(row: RunAuditRow): ListedRun {
  const { started_at, finished_at, rows, error } = row;
  return {
    runId: row.run_id,
    attempt: row.attempt,
    pipeline: row.pipeline ?? '',
    env: row.env ?? '',
    startedAt: started_at === null ? '' : isoTime(started_at),
    ...(finished_at === null ? {} : { finishedAt: isoTime(finished_at) }),
    status: row.status,
    nodesTotal: row.nodes_total,
    nodesOk: row.nodes_ok,
    nodesFailed: row.nodes_failed,
    nodesSkipped: row.nodes_skipped,
    ...(rows === null ? {} : { rows }),
    ...(error === null ? {} : { error }),
  };
}

/** Postgres gives times as such, SQLite as text. */
function isoTime(time: string | Date): string {
  return time instanceof Date ? time.toISOString() : time;
}
