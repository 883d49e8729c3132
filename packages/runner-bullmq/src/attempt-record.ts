import type { SentResult } from '@pintle/pipeline';
import { UnrecoverableError } from 'bullmq';

/** What a job keeps of an attempt that has ended. */
export interface AttemptRecord {
  /** The attempt of the run for which it was executed. */
  readonly runAttempt: number;
  readonly result: SentResult;
}

/** Whether a value is the record of an attempt. */
export function isRecord(value: unknown): value is AttemptRecord {
  return typeof value === 'object' && value !== null && 'result' in value && 'runAttempt' in value;
}

const MARK = '\n#pintle ';

/**
 * The end of an attempt that failed, as BullMQ takes it: an error. Its stack carries the record, since BullMQ adds the stacks
 * of all failures to the job in the same step in which it checks the lock and hands the job on.
 */
export class AttemptFailed extends Error {
  /** Milliseconds until the next attempt. */
  readonly delayMs: number;

  constructor(record: AttemptRecord) {
    const { outcome, delayMs = 0 } = record.result;
    super(`${outcome.status}: ${outcome.error?.message ?? outcome.reason ?? ''}`);
    this.name = 'AttemptFailed';
    this.delayMs = delayMs;
    this.stack = stackOf(record);
  }
}

/** The same for the last attempt of a task: no other follows. */
export class TaskFailed extends UnrecoverableError {
  constructor(record: AttemptRecord) {
    const { outcome } = record.result;
    super(`${outcome.status}: ${outcome.error?.message ?? outcome.reason ?? ''}`);
    this.stack = stackOf(record);
  }
}

/** The record in the stack of a failure; `undefined` for failures that are not of our making. */
export function recordIn(stack: string): AttemptRecord | undefined {
  const at = stack.lastIndexOf(MARK);
  return at === -1 ? undefined : (JSON.parse(stack.slice(at + MARK.length)) as AttemptRecord);
}

function stackOf(record: AttemptRecord): string {
  const { error, status } = record.result.outcome;
  return `${error?.stack ?? status}${MARK}${JSON.stringify(record)}`;
}
