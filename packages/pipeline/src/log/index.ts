export { findRun, listRuns, type RunSummary, showRun } from './run-store.js';
export type { NodeRecord, RecordedStatus, RunRecord } from './run-record.js';
