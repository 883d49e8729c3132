import { existsSync, readdirSync } from 'node:fs';
import { HookError, isHookError } from '@pintle/core';
import type { OutcomeStatus, RunEvent } from '@pintle/hookspecs';
import { openDir, runFolder, runsDir } from './folder.js';
import { isRunHeld } from './lease.js';
import { readEvents } from './read-log.js';
import { endOf, type RunRecord, recordOf } from './run-record.js';

/** One line of a listing of runs. */
export interface RunSummary {
  readonly runId: string;
  readonly attempt: number;
  readonly pipeline: string;
  readonly env: string;
  /** ISO 8601, UTC: when the last attempt started. */
  readonly startedAt: string;
  /** `running`, or `retrying` between two attempts, while a living process holds it; `crashed` when none does, reconciled or not. */
  readonly status: OutcomeStatus | 'running';
  /** Of the last attempt. Absent for a run that goes on, or that was not reconciled. */
  readonly durationMs?: number;
  readonly record: RunRecord;
}

/**
 * The runs of a project, newest first.
 *
 * @param limit - how many at most; default 20
 * @param onUnreadable - told of each run whose log cannot be read, with `RUN_LOG_CORRUPT`; without it, that is thrown
 */
export function listRuns(
  projectDir: string,
  limit = 20,
  onUnreadable?: (error: HookError<string>) => void,
): readonly RunSummary[] {
  const found: RunSummary[] = [];
  for (const runId of runIds(projectDir)) {
    if (found.length >= limit) break;
    try {
      const record = recordOf(eventsOf(projectDir, runId));
      if (record !== undefined) found.push(summaryOf(projectDir, record));
    } catch (error) {
      if (onUnreadable === undefined || !isHookError(error)) throw error;
      onUnreadable(error);
    }
  }
  return found;
}

/**
 * One run with its events.
 *
 * @param name - the run's id, the beginning of it, or `last`
 * @throws HookError `RUN_NOT_FOUND`, `RUN_AMBIGUOUS`, `RUN_LOG_CORRUPT`
 */
export function showRun(
  projectDir: string,
  name: string,
): { readonly summary: RunSummary; readonly events: readonly RunEvent[] } {
  const runId = findRun(projectDir, name);
  const events = eventsOf(projectDir, runId);
  const record = recordOf(events);
  if (record === undefined)
    throw new HookError('RUN_NOT_FOUND', `Run ${runId} has recorded nothing: it died while it was being opened.`);
  return { summary: summaryOf(projectDir, record), events };
}

/**
 * The id of a run.
 *
 * @param name - the run's id, the beginning of it, or `last`
 * @throws HookError `RUN_NOT_FOUND`, `RUN_AMBIGUOUS`
 */
export function findRun(projectDir: string, name: string): string {
  const ids = runIds(projectDir);
  const matches = name === 'last' ? ids.slice(0, 1) : ids.filter((id) => id.startsWith(name));
  const [match] = matches;
  if (match === undefined || name === '') {
    const message = ids.length === 0 ? 'This project has no runs yet.' : `No run begins with "${name}".`;
    throw new HookError('RUN_NOT_FOUND', message, {
      hint: ids.length === 0 ? 'Start one: pintle run.' : 'See: pintle runs list.',
    });
  }
  if (matches.length > 1 && !matches.includes(name)) {
    throw new HookError(
      'RUN_AMBIGUOUS',
      `"${name}" is the beginning of ${matches.length} runs: ${matches.slice(0, 5).join(', ')}.`,
      {
        hint: 'Write more of the id.',
      },
    );
  }
  return matches.includes(name) ? name : match;
}

/** Ids of the runs that were opened and not ended, whether their process lives or not. */
export function openRuns(projectDir: string): readonly string[] {
  const dir = openDir(projectDir);
  return existsSync(dir) ? readdirSync(dir).sort() : [];
}

/** The events of a run, by its full id; none for a run that recorded nothing. */
export function eventsOf(projectDir: string, runId: string): readonly RunEvent[] {
  const { events } = runFolder(projectDir, runId);
  return existsSync(events) ? readEvents(events) : [];
}

/** The last run that is recorded, but for the one that asks; `undefined` where there is none. */
export function lastRun(projectDir: string, asking?: string): RunRecord | undefined {
  for (const runId of runIds(projectDir)) {
    if (runId === asking) continue;
    const record = recordOf(eventsOf(projectDir, runId));
    if (record !== undefined) return record;
  }
  return undefined;
}

function summaryOf(projectDir: string, record: RunRecord): RunSummary {
  const { runId, attempt, started, ended } = record;
  const end = endOf(record);
  return {
    runId,
    attempt,
    pipeline: started.pipeline,
    env: started.env,
    startedAt: started.time,
    status: end?.status ?? (isRunHeld(runFolder(projectDir, runId)) ? (ended?.status ?? 'running') : 'crashed'),
    ...(end === undefined ? {} : { durationMs: end.durationMs }),
    record,
  };
}

/** Newest first: ids are UUIDv7, which sort by time. */
function runIds(projectDir: string): readonly string[] {
  const dir = runsDir(projectDir);
  return existsSync(dir) ? readdirSync(dir).sort().reverse() : [];
}
