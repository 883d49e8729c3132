import type { RunEvent } from '@pintle/hookspecs';

type Without<E, K extends PropertyKey> = E extends unknown ? Omit<E, K> : never;

/** What happened, before it is known where in the log it stands. */
export type EventBody = Without<RunEvent, 'seq' | 'time' | 'runId' | 'runAttempt' | 'key'>;

/** An event that waits to be entered into the log: all but its `seq`. What travels back from other machines. */
export type EventDraft = Without<RunEvent, 'seq'>;

/** The run, and its attempt, that events are about. */
export interface RunKey {
  readonly runId: string;
  readonly attempt: number;
}

/**
 * Stamps an event with time and key.
 *
 * @param ordinal - tells events apart that may occur several times in one place (hook failures)
 */
export function draftOf(run: RunKey, body: EventBody, time: Date, ordinal: number): EventDraft {
  return {
    ...body,
    time: time.toISOString(),
    runId: run.runId,
    runAttempt: run.attempt,
    key: keyOf(run, body, ordinal),
  };
}

/** An event of an earlier attempt of the run as one of this attempt, in whose log it is entered. */
export function restamped(draft: EventDraft, run: RunKey): EventDraft {
  if (draft.runAttempt === run.attempt) return draft;
  const rest = draft.key.slice(`${draft.runId}/${draft.runAttempt}`.length);
  return { ...draft, runAttempt: run.attempt, key: `${run.runId}/${run.attempt}${rest}` };
}

/** Unique in all logs: an event that is written twice has the same key both times. */
function keyOf(run: RunKey, body: EventBody, ordinal: number): string {
  const base = `${run.runId}/${run.attempt}`;
  switch (body.type) {
    case 'run_started':
    case 'run_planned':
    case 'run_ended':
      return `${base}/${body.type}`;
    // A node ends once in a run, in whichever attempt.
    case 'node_skipped':
    case 'node_ended':
      return `${base}/${body.node}/${body.type}`;
    case 'node_started':
    case 'node_retrying':
      return `${base}/${body.node}/${body.attempt}/${body.type}`;
    case 'dataset_loaded':
    case 'dataset_saved':
      return `${base}/${body.node}/${body.attempt}/${body.type}/${body.dataset}`;
    case 'dataset_failed':
      return `${base}/${body.node}/${body.attempt}/${body.type}/${body.operation}/${body.dataset}`;
    case 'hook_failed':
      return `${base}/${body.node ?? ''}/${body.attempt ?? 0}/${body.type}/${body.hook}/${ordinal}`;
  }
}
