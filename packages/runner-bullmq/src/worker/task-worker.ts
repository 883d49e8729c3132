import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Logger, Outcome } from '@pintle/hookspecs';
import { isAttemptLost, type NodeResult, type NodeTask, packResult, type Session } from '@pintle/pipeline';
import { DelayedError, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { AttemptFailed, type AttemptRecord, TaskFailed } from '../attempt-record.js';
import { connect, tellOutages } from '../connection.js';
import { BoardListener, RunBoard } from '../run-board.js';
import type { BullmqSettings } from '../settings.js';
import { openQueue, queueOptions, startedIn, type TaskJob, type TaskQueue } from '../task-queue.js';
import { Heartbeat } from './heartbeat.js';
import { JoinedRuns, type WorkedRun } from './joined-runs.js';

/** What a worker is started with. */
export interface TaskWorkerOptions {
  readonly session: Session;
  readonly settings: BullmqSettings;
  /** Shown where its attempts are. */
  readonly name: string;
  /** Nodes at the same time. */
  readonly concurrency: number;
  readonly log: Logger;
  readonly watcher: TaskWatcher;
}

/** Is told what a worker does. */
export interface TaskWatcher {
  started(attempt: WorkedAttempt): void;
  ended(attempt: WorkedAttempt, outcome: Outcome): void;
  /** The attempt was taken for dead, or is stopped with the worker: another worker takes over. */
  handedOn(attempt: WorkedAttempt, why: string): void;
  refused(task: NodeTask, error: unknown): void;
}

/** An attempt, to those who watch. */
export interface WorkedAttempt {
  readonly runId: string;
  readonly node: string;
  readonly attempt: number;
}

/** Milliseconds after which a task that was refused is offered again. */
const REFUSED_MS = 500;
const STOPPED = 'worker_stopped';

/** Executes attempts of nodes for runs of other processes. */
export class TaskWorker {
  readonly #options: TaskWorkerOptions;
  readonly #redis: Redis;
  readonly #queue: TaskQueue;
  readonly #board: RunBoard;
  readonly #runs: JoinedRuns;
  readonly #heartbeat: Heartbeat;
  readonly #worker: Worker<NodeTask, AttemptRecord>;
  readonly #stop = new AbortController();
  readonly #ends: (() => Promise<unknown> | void)[] = [];
  readonly #refused = new Set<string>();
  #isStopping = false;
  /** Rejects when the worker cannot go on. */
  readonly failed: Promise<never>;

  private constructor(options: TaskWorkerOptions, redis: Redis) {
    const { session, settings, name, concurrency, log } = options;
    this.#options = options;
    this.#redis = redis;
    this.#queue = openQueue(settings);
    this.#board = new RunBoard(redis, settings);
    this.#runs = new JoinedRuns(this.#board, (ticket) => session.join(ticket), log);
    const { promise, reject } = Promise.withResolvers<never>();
    this.failed = promise;
    promise.catch(() => {});
    this.#heartbeat = new Heartbeat(
      { url: settings.url, prefix: settings.prefix, queue: settings.queue, lockMs: settings.lockMs },
      reject,
    );
    this.#worker = new Worker(settings.queue, (job, token) => this.#process(job, token ?? ''), {
      ...queueOptions(settings),
      name,
      concurrency,
      autorun: false,
      // The heartbeat does it, on a thread that no node can keep busy.
      skipLockRenewal: true,
      lockDuration: settings.lockMs,
      stalledInterval: settings.checkMs,
      maxStalledCount: settings.maxLost,
      runRetryDelay: 1_000,
      settings: { backoffStrategy: (_made, _type, error) => (error instanceof AttemptFailed ? error.delayMs : 0) },
    });
    const onError = (error: unknown): void => log.debug('the queue', { error });
    this.#queue.on('error', onError);
    this.#worker.on('error', onError);
  }

  /** Connects and begins to take tasks. @throws HookError `REDIS_UNREACHABLE` */
  static async start(options: TaskWorkerOptions): Promise<TaskWorker> {
    const { session, settings, log } = options;
    const redis = await connect(settings, log);
    tellOutages(redis, settings.url, log);
    const worker = new TaskWorker(options, redis);
    const refresh = (): void => void worker.#runs.refresh().catch((error: unknown) => log.debug('board', { error }));
    const listener = new BoardListener(
      await connect(settings, log),
      log,
      (notice) => worker.#runs.hear(notice),
      refresh,
    );
    await listener.listen(settings, session.code());
    const timer = setInterval(refresh, settings.lockMs);
    worker.#ends.push(
      () => clearInterval(timer),
      () => listener.close(),
    );
    await worker.#worker.waitUntilReady();
    worker.#worker.run().catch((error: unknown) => log.error('the queue cannot be read', { error }));
    return worker;
  }

  /** Takes no more tasks, gives those under way so many milliseconds to end, and hands on the rest. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    await this.#worker.pause(true);
    const grace = new AbortController();
    setTimeout(graceMs, undefined, { signal: grace.signal }).then(
      () => this.#stop.abort(STOPPED),
      () => {},
    );
    await this.#worker.close();
    grace.abort();
    for (const end of this.#ends) await end();
    await this.#heartbeat.close();
    await this.#runs.close();
    await this.#queue.close();
    this.#redis.disconnect();
  }

  async #process(job: TaskJob, token: string): Promise<AttemptRecord> {
    if (this.#isStopping) return await this.#giveBack(job, token, 0);
    let record: AttemptRecord | undefined;
    try {
      record = await this.#runs.with(job.data, (run) => this.#attempt(job, token, run));
    } catch (error) {
      if (isSettled(error)) throw error;
      await this.#refuse(job, error);
      return await this.#giveBack(job, token, REFUSED_MS);
    }
    if (record === undefined) throw new UnrecoverableError('the run is over');
    return record;
  }

  async #attempt(job: TaskJob, token: string, { run, signal: cancel }: WorkedRun): Promise<AttemptRecord> {
    const { data: task, attemptsStarted: attempt } = job;
    const { name, watcher } = this.#options;
    if (cancel.aborted) throw new TaskFailed(neverBegun(run.ticket.runAttempt, attempt, String(cancel.reason)));
    const about: WorkedAttempt = { runId: task.runId, node: task.node, attempt };
    const attemptId = randomUUID();
    const lost = new AbortController();
    const noted = { attempt, attemptId, at: new Date().toISOString(), worker: name };
    const progress = { started: [...startedIn(job), noted] };
    const jobId = job.id ?? '';
    const pulse = this.#heartbeat.keep(job, { attemptId, jobId, token, progress }, (error) => lost.abort(error));
    const signal = AbortSignal.any([lost.signal, cancel, this.#stop.signal]);
    let result: NodeResult;
    try {
      watcher.started(about);
      const idempotencyKey = `${task.runId}/${task.node}`;
      result = await run.attempt(task, { attempt, attemptId, idempotencyKey, signal, heartbeat: () => pulse.check() });
    } finally {
      pulse.stop();
    }
    const { outcome } = result;
    const record: AttemptRecord = { runAttempt: run.ticket.runAttempt, result: packResult(result) };
    if (isAttemptLost(signal.reason)) {
      watcher.handedOn(about, 'it was taken for dead');
      throw new DelayedError('handed on');
    }
    if (outcome.status === 'cancelled' && outcome.reason === STOPPED) {
      watcher.handedOn(about, 'this worker stops');
      throw new AttemptFailed(record);
    }
    watcher.ended(about, outcome);
    if (outcome.status === 'success' || outcome.status === 'cached') return record;
    throw outcome.status === 'retrying' ? new AttemptFailed(record) : new TaskFailed(record);
  }

  async #refuse({ data: task }: TaskJob, error: unknown): Promise<void> {
    const { watcher, name } = this.#options;
    if (this.#refused.has(task.runId)) return;
    this.#refused.add(task.runId);
    watcher.refused(task, error);
    const message = error instanceof Error ? error.message : String(error);
    await this.#board.tell({ type: 'refused', runId: task.runId, worker: name, message });
  }

  /** Gives a task back as if it had never been taken. */
  async #giveBack(job: TaskJob, token: string, delayMs: number): Promise<never> {
    // Taking it has counted as an attempt, which it was not.
    await this.#redis.hincrby(this.#queue.toKey(job.id ?? ''), 'ats', -1);
    if (delayMs === 0) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    await job.moveToDelayed(Date.now() + delayMs, token);
    // When it is offered again, this worker is not the first to ask.
    await setTimeout(2 * delayMs);
    throw new DelayedError();
  }
}

/** The record of an attempt that was not made, since its run is cancelled. */
function neverBegun(runAttempt: number, attempt: number, reason: string): AttemptRecord {
  const now = new Date().toISOString();
  const outcome = { status: 'cancelled', startedAt: now, finishedAt: now, durationMs: 0, attempt, reason } as const;
  return { runAttempt, result: { outcome, events: [] } };
}

/** Whether an error tells BullMQ what has become of the job. */
function isSettled(error: unknown): boolean {
  return error instanceof AttemptFailed || error instanceof TaskFailed || error instanceof DelayedError;
}
