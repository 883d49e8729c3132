import type { AuditRecord } from './record.js';
import { statusOfSkip } from './status-of-skip.js';

/** What of a record can be asked for by SQL. All of it follows from the record, so that nobody can change the one alone. */
export interface RecordColumns {
  readonly key: string;
  readonly run_id: string;
  readonly run_attempt: number;
  /** The record's type: `node_ended`, `dataset_saved`, `hook_called`, … */
  readonly event: string;
  /** ISO 8601, UTC, with milliseconds. */
  readonly time: string | null;
  readonly pipeline: string | null;
  readonly env: string | null;
  readonly node: string | null;
  readonly attempt: number | null;
  readonly dataset: string | null;
  /** The version of the dataset. */
  readonly version: string | null;
  /** `sha256:…` of the bytes that were loaded or saved. */
  readonly content_hash: string | null;
  readonly hook: string | null;
  readonly plugin: string | null;
  readonly plugin_version: string | null;
  /** `plugin#n`: the n-th implementation that this plugin has of the hook. */
  readonly implementation: string | null;
  readonly status: string | null;
  readonly reason: string | null;
  /** How many nodes a run has planned. */
  readonly nodes: number | null;
  /** Rows of a dataset, or that a node has affected. */
  readonly rows: number | null;
  readonly duration_ms: number | null;
  /** The error's message. */
  readonly error: string | null;
}

/** The names of the columns, in the order of exports. */
export const RECORD_COLUMNS: readonly (keyof RecordColumns)[] = [
  'key',
  'run_id',
  'run_attempt',
  'event',
  'time',
  'pipeline',
  'env',
  'node',
  'attempt',
  'dataset',
  'version',
  'content_hash',
  'hook',
  'plugin',
  'plugin_version',
  'implementation',
  'status',
  'reason',
  'nodes',
  'rows',
  'duration_ms',
  'error',
];

/** Derives the columns of a record. */
export function columnsOf(record: AuditRecord): RecordColumns {
  const { nodes, rows, rowsAffected, error } = record as Readonly<Record<string, unknown>>;
  const word = (name: string): string | null => text(record[name]);
  return {
    key: text(record.key) ?? '',
    run_id: record.runId,
    run_attempt: record.runAttempt,
    event: text(record.type) ?? '',
    time: time(record['time']),
    pipeline: word('pipeline'),
    env: record.type === 'run_started' ? word('env') : null,
    node: word('node'),
    attempt: count(record['attempt']),
    dataset: word('dataset'),
    version: record.type.startsWith('dataset_') ? word('version') : null,
    content_hash: word('contentHash'),
    hook: word('hook'),
    plugin: word('plugin'),
    plugin_version: word('pluginVersion'),
    implementation: word('implementation'),
    status: statusOf(record),
    reason: word('reason'),
    nodes: Array.isArray(nodes) ? nodes.length : null,
    rows: count(rows ?? rowsAffected),
    duration_ms: number(record['durationMs']),
    error: typeof error === 'object' && error !== null ? text((error as { message?: unknown }).message) : null,
  };
}

function statusOf(record: AuditRecord): string | null {
  switch (record.type) {
    case 'node_retrying':
      return 'retrying';
    case 'node_skipped':
      return statusOfSkip(record['reason']);
    case 'dataset_failed':
    case 'hook_failed':
      return 'error';
    default:
      return text(record['status']);
  }
}

/** Text as every database can keep it: Postgres takes no NUL, and no half of a surrogate pair survives UTF-8. */
function text(value: unknown): string | null {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : null;
}

function time(value: unknown): string | null {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) ? value : null;
}

function count(value: unknown): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
