import type { RecordColumns } from '../row/columns.js';

/** One record of a trail. Written once, never changed. */
export interface AuditRow extends RecordColumns {
  /** `log`, or `hooks/<process>`. */
  readonly strand: string;
  /** Where in its strand it stands, from 1. */
  readonly position: number;
  /** The record as canonical JSON: what the hash is taken of. */
  readonly record: string;
  /** The hash of the record before it in its strand. */
  readonly previous: string;
  readonly hash: string;
}

/** The head of a run's chains. */
export interface HeadRow {
  readonly run_id: string;
  readonly head: string;
  readonly hash: string;
  readonly mac: string | null;
  readonly key_id: string | null;
  readonly updated_at: string;
}

/** Until when the process of an open run is believed to live. A run that has ended has none. */
export interface LeaseRow {
  readonly run_id: string;
  readonly run_attempt: number;
  readonly expires_at: string;
}

/** One attempt of a run, for people. */
export interface RunAuditRow {
  readonly run_id: string;
  readonly attempt: number;
  readonly pipeline: string | null;
  readonly env: string | null;
  readonly started_at: string | Date | null;
  readonly finished_at: string | Date | null;
  /** How it ended; `running` while its process lives, `crashed` when that is no longer believed. */
  readonly status: string;
  readonly nodes_total: number;
  readonly nodes_ok: number;
  readonly nodes_failed: number;
  readonly nodes_skipped: number;
  readonly rows: number | null;
  readonly error: string | null;
}

/** One attempt of a node, for people. */
export interface NodeAuditRow {
  readonly run_id: string;
  readonly run_attempt: number;
  readonly node: string;
  readonly attempt: number;
  readonly status: string;
  readonly started_at: string | Date | null;
  readonly finished_at: string | Date | null;
  readonly rows_affected: number | null;
  readonly elapsed_ms: number | null;
  readonly error: string | null;
}

/** The tables and views of a store. */
export interface AuditDatabase {
  audit_rows: AuditRow;
  audit_heads: HeadRow;
  audit_leases: LeaseRow;
  run_audit: RunAuditRow;
  node_audit: NodeAuditRow;
}
