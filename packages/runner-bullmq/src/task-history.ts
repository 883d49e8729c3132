import { HookError } from '@pintle/core';
import type { Outcome, OutcomeStatus, RunInfo, SerializedError } from '@pintle/hookspecs';
import {
  draftOf,
  type EventDraft,
  type NodeResult,
  RECALLED,
  type RunKey,
  serializeError,
  type TaskResult,
  unpackResult,
} from '@pintle/pipeline';
import { type AttemptRecord, isRecord, recordIn } from './attempt-record.js';
import { type StartedAttempt, startedIn, type TaskJob } from './task-queue.js';

/** What a job tells of the attempts of its task. */
export type ToldJob = Pick<
  TaskJob,
  'name' | 'progress' | 'stacktrace' | 'returnvalue' | 'attemptsStarted' | 'finishedOn' | 'timestamp'
>;

/** The attempts of a task, as its job keeps them: those that ended, those that were lost, and the one under way. */
export class TaskHistory {
  readonly #job: ToldJob;
  readonly #run: RunKey;
  readonly #records: ReadonlyMap<number, AttemptRecord>;
  readonly #started: ReadonlyMap<number, StartedAttempt>;

  constructor(job: ToldJob, run: Pick<RunInfo, 'runId' | 'attempt'>) {
    this.#job = job;
    this.#run = run;
    const ended = (job.stacktrace ?? []).flatMap((stack) => recordIn(stack) ?? []);
    const committed = isRecord(job.returnvalue) ? [job.returnvalue] : [];
    this.#records = new Map([...ended, ...committed].map((record) => [record.result.outcome.attempt, record]));
    this.#started = new Map(startedIn(job).map((noted) => [noted.attempt, noted]));
  }

  /** The record of the last attempt that ended. */
  get last(): AttemptRecord | undefined {
    return this.#records.get(Math.max(0, ...this.#records.keys()));
  }

  /** The result of the task, once its job is finished. */
  result(): TaskResult {
    const { last } = this;
    const noted = Math.max(0, ...this.#records.keys(), ...this.#started.keys());
    if (last === undefined || last.result.outcome.attempt < noted) {
      // To take a task that has lost too many workers, and to find that out, counts as an attempt for BullMQ.
      return this.#crashed(Math.max(1, noted, this.#job.attemptsStarted - 1));
    }
    const result = unpackResult(last.result, this.#run);
    const { attempt, status } = result.outcome;
    // The run was cancelled before this attempt could begin.
    if (status === 'cancelled' && result.events.length === 0) return this.cancelled(result.outcome.reason, attempt - 1);
    return { ...result, outcome: this.#whole(result.outcome), ...this.#told(attempt) };
  }

  /** The result of a task that was taken out of the queue because its run is cancelled. */
  cancelled(
    reason = 'cancelled',
    attempt: number = Math.max(0, ...this.#records.keys(), ...this.#started.keys()),
  ): TaskResult {
    if (attempt === 0) return RECALLED;
    return { outcome: this.#outcome('cancelled', attempt, { reason }), ...this.#told(attempt) };
  }

  /** The events of all attempts so far, whole attempts first to last, and the start of the one under way. */
  events(): readonly EventDraft[] {
    return this.#eventsTo(this.#job.attemptsStarted);
  }

  #told(attempt: number): Pick<NodeResult, 'events' | 'lostAttempts'> {
    const lost = [...this.#started.values()].filter((noted) => !this.#records.has(noted.attempt));
    const events = this.#eventsTo(attempt);
    return lost.length === 0 ? { events } : { events, lostAttempts: lost.map(({ attemptId }) => attemptId) };
  }

  #eventsTo(last: number): readonly EventDraft[] {
    const events: EventDraft[] = [];
    for (let attempt = 1; attempt <= last; attempt++) {
      const record = this.#records.get(attempt);
      if (record === undefined) events.push(...this.#startOf(attempt));
      else events.push(...unpackResult(record.result, this.#run).events);
      // An attempt that announces another has said so itself.
      if (attempt < last && record?.result.outcome.status !== 'retrying') events.push(this.#handedOn(attempt, record));
    }
    return events;
  }

  #startOf(attempt: number): readonly EventDraft[] {
    const noted = this.#started.get(attempt);
    if (noted === undefined) return [];
    return [draftOf(this.#run, { type: 'node_started', node: this.#node, attempt }, new Date(noted.at), 0)];
  }

  /** An attempt that did not end itself with the promise of another: its worker died or stopped, or its run did. */
  #handedOn(attempt: number, record: AttemptRecord | undefined): EventDraft {
    const start = this.#started.get(attempt)?.at ?? record?.result.outcome.startedAt;
    const next = this.#started.get(attempt + 1)?.at ?? this.#records.get(attempt + 1)?.result.outcome.startedAt;
    const end = new Date(record?.result.outcome.finishedAt ?? next ?? start ?? this.#job.timestamp);
    const durationMs = start === undefined ? 0 : Math.max(0, end.getTime() - new Date(start).getTime());
    const error: SerializedError =
      record?.result.outcome.error ??
      serializeError(record === undefined ? this.#lost(attempt) : this.#stopped(attempt, record));
    return draftOf(
      this.#run,
      { type: 'node_retrying', node: this.#node, attempt, durationMs, delayMs: 0, error },
      end,
      0,
    );
  }

  #crashed(attempt: number): NodeResult {
    const error = new HookError<string>(
      'NODE_WORKER_LOST',
      `Node "${this.#node}" lost its worker ${attempt} times, and is not tried again.`,
      { hint: 'Does it take more memory than its workers have? maxLost in conf/<env>/bullmq.yml allows more.' },
    );
    return { outcome: this.#outcome('crashed', attempt, { error }), ...this.#told(attempt) };
  }

  #lost(attempt: number): HookError<string> {
    const worker = this.#started.get(attempt)?.worker;
    const who = worker === undefined ? 'Its worker' : `Worker ${worker}`;
    return new HookError('NODE_WORKER_LOST', `${who} went silent in attempt ${attempt} of node "${this.#node}".`);
  }

  #stopped(attempt: number, { result }: AttemptRecord): HookError<string> {
    const reason = result.outcome.reason ?? result.outcome.status;
    return new HookError('NODE_STOPPED', `Attempt ${attempt} of node "${this.#node}" was stopped: ${reason}.`);
  }

  /** From the start of the first attempt to the end of the last. */
  #whole(outcome: Outcome): Outcome {
    const startedAt = this.#firstStart();
    if (outcome.attempt === 1 || startedAt === undefined) return outcome;
    const durationMs = Math.max(outcome.durationMs, outcome.finishedAt.getTime() - startedAt.getTime());
    return { ...outcome, startedAt, durationMs };
  }

  #outcome(
    status: OutcomeStatus,
    attempt: number,
    details: { readonly error?: unknown; readonly reason?: string },
  ): Outcome {
    const finishedAt = new Date(this.#job.finishedOn ?? Date.now());
    const startedAt = this.#firstStart() ?? finishedAt;
    const durationMs = Math.max(0, finishedAt.getTime() - startedAt.getTime());
    return { status, startedAt, finishedAt, durationMs, attempt, ...details };
  }

  #firstStart(): Date | undefined {
    const starts = [
      ...[...this.#started.values()].map(({ at }) => Date.parse(at)),
      ...[...this.#records.values()].map(({ result }) => Date.parse(result.outcome.startedAt)),
    ];
    return starts.length === 0 ? undefined : new Date(Math.min(...starts));
  }

  get #node(): string {
    return this.#job.name;
  }
}
