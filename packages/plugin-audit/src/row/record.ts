import { createHash } from 'node:crypto';
import type { Line } from '../run-log/lines.js';

/** What one row of a trail says: an event of the run log, or what the trail itself has observed. JSON through and through. */
export interface AuditRecord extends Readonly<Record<string, unknown>> {
  readonly type: string;
  /** Unique in all trails: written twice, it is one row. */
  readonly key: string;
  readonly runId: string;
  readonly runAttempt: number;
}

/** Reads a line of a strand. What is no record of this run becomes one that says so: nothing is passed over in silence. */
export function readRecord({ text, start }: Line, runId: string, strand: string): AuditRecord {
  const value = parse(text);
  if (isRecord(value, runId)) return value;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { type: 'unreadable', key: `${runId}/${strand}/${start}`, runId, runAttempt: 0, sha256, length: text.length };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown, runId: string): value is AuditRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { type, key, runId: ofRun, runAttempt } = value as Readonly<Record<string, unknown>>;
  return typeof type === 'string' && typeof key === 'string' && ofRun === runId && Number.isSafeInteger(runAttempt);
}
