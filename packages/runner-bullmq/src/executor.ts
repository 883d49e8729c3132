import type { RunInfo } from '@pintle/hookspecs';
import {
  type ExecutorCapabilities,
  type NodeExecutor,
  type NodeTask,
  RECALLED,
  ResultQueue,
  type RunnerContext,
  type TaskResult,
} from '@pintle/pipeline';
import type { QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { connect } from './connection.js';
import { openHints, type QueueHint } from './queue-hints.js';
import { BoardListener, type Notice, RunBoard } from './run-board.js';
import type { BullmqSettings } from './settings.js';
import { takeBack } from './take-back.js';
import { TaskHistory } from './task-history.js';
import { jobIdOf, openQueue, type TaskJob, type TaskQueue } from './task-queue.js';
import { WorkerWatch } from './worker-watch.js';

/** A task that has no result yet. */
interface OpenTask {
  readonly task: NodeTask;
  /** Whether its job is in the queue, as far as is known here. */
  isQueued: boolean;
  /** The last attempt that was heard of; 0 before the first. */
  attempt: number;
}

const HOUR_MS = 3_600_000;

/** Attempts as BullMQ counts them; how many there are is decided by the retry policy of the node, where it runs. */
const ATTEMPTS = 1_000_000;

/** Has the nodes of one run executed by workers that listen to a queue. */
export class BullmqExecutor implements NodeExecutor {
  readonly capabilities: ExecutorCapabilities = { remote: true, survivesOrchestrator: true };
  readonly #context: RunnerContext;
  readonly #settings: BullmqSettings;
  readonly #redis: Redis;
  readonly #queue: TaskQueue;
  readonly #board: RunBoard;
  readonly #results = new ResultQueue();
  /** By job id. */
  readonly #open = new Map<string, OpenTask>();
  readonly #forgetting = new Set<Promise<unknown>>();
  readonly #ends: (() => Promise<unknown> | void)[] = [];
  #watch: WorkerWatch | undefined;
  #posted: Promise<void> | undefined;
  /** Nothing new starts: why. */
  #stopped: string | undefined;

  private constructor(context: RunnerContext, settings: BullmqSettings, redis: Redis) {
    this.#context = context;
    this.#settings = settings;
    this.#redis = redis;
    this.#queue = openQueue(settings);
    this.#board = new RunBoard(redis, settings);
    this.#queue.on('error', (error) => context.host.log.debug('queue', { error }));
  }

  /** @throws HookError `REDIS_UNREACHABLE` */
  static async open(context: RunnerContext, settings: BullmqSettings): Promise<BullmqExecutor> {
    const { log } = context.host;
    const executor = new BullmqExecutor(context, settings, await connect(settings.url, log));
    try {
      await executor.#listen();
      return executor;
    } catch (error) {
      await executor.close();
      throw error;
    }
  }

  async submit(task: NodeTask): Promise<void> {
    if (this.#stopped !== undefined) return this.#results.push(task.node, RECALLED);
    const jobId = jobIdOf(task.runId, task.node);
    if (this.#open.has(jobId)) return;
    const open: OpenTask = { task, isQueued: false, attempt: 0 };
    this.#open.set(jobId, open);
    await (this.#posted ??= this.#post());
    // A run that is resumed may find tasks that its earlier attempt has left.
    const left = task.runAttempt > 1 ? await this.#queue.getJob(jobId) : undefined;
    if (left === undefined) await this.#add(jobId, task);
    else await this.#adopt(left, task);
    open.isQueued = true;
    // What finished before it was known to be ours was heard of in vain.
    if (left !== undefined) await this.#look(jobId);
  }

  results(_runId: string, signal: AbortSignal): AsyncIterable<readonly [string, TaskResult]> {
    return this.#results.until(signal);
  }

  async cancel(runId: string, reason: string): Promise<void> {
    const { recorder, graceMs } = this.#context.host;
    this.#stopped = reason;
    // The run was taken over: its tasks are another's.
    if (recorder.isClosed) return this.#giveUp(reason);
    const timer = setTimeout(() => this.#giveUp(reason), graceMs / 2);
    this.#ends.push(() => clearTimeout(timer));
    await this.#board.cancel(runId, reason);
    await this.#takeBack(Number.MAX_SAFE_INTEGER, reason);
  }

  async recall(): Promise<void> {
    this.#stopped = 'run_stopped';
    await this.#takeBack(0, this.#stopped);
  }

  forget(nodes: readonly string[]): void {
    for (const node of nodes) this.#remove(jobIdOf(this.#run.runId, node));
  }

  async close(): Promise<void> {
    const { log, recorder } = this.#context.host;
    for (const end of this.#ends.splice(0).reverse()) await end();
    if (this.#run.attempt > 1 && !recorder.isClosed) this.#removeLeft();
    await Promise.allSettled(this.#forgetting);
    try {
      if (this.#posted !== undefined && !recorder.isClosed) await this.#board.remove(this.#run.runId);
      await this.#queue.close();
    } catch (error) {
      log.warn('the queue could not be left in order', { error });
    }
    this.#redis.disconnect();
  }

  get #run(): RunInfo {
    return this.#context.run;
  }

  async #listen(): Promise<void> {
    const { log } = this.#context.host;
    const events: QueueEvents = await openHints(this.#settings, this.#queue, this.#redis, log, (hint) =>
      this.#inBackground(this.#hear(hint)),
    );
    this.#ends.push(() => events.close());
    const listener = new BoardListener(await connect(this.#settings.url, log), log, (notice) => this.#note(notice));
    this.#ends.push(() => listener.close());
    await listener.listen(this.#settings);
    const { pollMs } = this.#settings;
    const poll = setInterval(() => this.#inBackground(this.#reconcile()), pollMs);
    const renewal = setInterval(() => this.#inBackground(this.#board.renew(this.#run.runId)), HOUR_MS / 2);
    this.#ends.push(() => clearInterval(poll));
    this.#ends.push(() => clearInterval(renewal));
  }

  async #post(): Promise<void> {
    const ticket = this.#context.ticket();
    this.#watch = new WorkerWatch(this.#board, this.#settings, ticket.code.settingsHash, this.#context.host.log);
    await this.#board.post(ticket);
  }

  async #add(jobId: string, task: NodeTask): Promise<void> {
    const age = this.#settings.keepHours * (HOUR_MS / 1000);
    const backoff = { type: 'pintle' };
    const kept = { removeOnComplete: { age }, removeOnFail: { age } };
    await this.#queue.add(task.node, task, { jobId, attempts: ATTEMPTS, backoff, ...kept });
  }

  /** Goes on with what an earlier attempt of the run has left: what failed there is tried again. */
  async #adopt(job: TaskJob, task: NodeTask): Promise<void> {
    const state = await job.getState();
    if (state !== 'active' && state !== 'completed') await job.updateData(task);
    if (state === 'failed') await job.retry('failed');
  }

  async #hear(hint: QueueHint): Promise<void> {
    const { jobId } = hint;
    const open = this.#open.get(jobId);
    if (open === undefined) return;
    // A task that is refused is delayed, too, which is no sign that anybody works.
    if (hint.type !== 'delayed') this.#watch?.heard();
    const name = open.task.node;
    if (hint.type === 'lost') {
      this.#context.host.log.warn('lost its worker; another takes it over', { node: name, attempt: open.attempt });
    } else if (hint.type === 'succeeded' && hint.record?.result.outcome.attempt === 1) {
      // There is no more to know of it than what it says.
      const told = { name, progress: {}, stacktrace: [], returnvalue: hint.record, attemptsStarted: 1, timestamp: 0 };
      this.#deliver(jobId, new TaskHistory(told, this.#run).result());
    } else if (hint.type === 'succeeded' || hint.type === 'failed') {
      await this.#look(jobId);
    } else if (hint.type === 'started' && hint.progress.started.length === 1) {
      const told = { name, progress: hint.progress, stacktrace: [], attemptsStarted: 1, timestamp: 0 };
      await this.#foretell(open, { ...told, returnvalue: undefined });
    } else {
      const job = await this.#queue.getJob(jobId);
      if (job !== undefined) await this.#foretell(open, job);
    }
  }

  /** Says of attempts that go on what is known already. */
  async #foretell(open: OpenTask, job: ConstructorParameters<typeof TaskHistory>[0]): Promise<void> {
    open.attempt = Math.max(open.attempt, job.attemptsStarted);
    for (const event of new TaskHistory(job, this.#run).events()) {
      if (!this.#open.has(jobIdOf(this.#run.runId, open.task.node))) return;
      await this.#context.foretell(event);
    }
  }

  /** Looks at the job itself: its result is taken if it has one; a job that the server has lost is added again. */
  async #look(jobId: string): Promise<void> {
    const open = this.#open.get(jobId);
    if (open?.isQueued !== true) return;
    const job = await this.#queue.getJob(jobId);
    // It may have been delivered meanwhile, and forgotten.
    if (this.#open.get(jobId) !== open) return;
    if (job === undefined) return await this.#add(jobId, open.task);
    if (job.finishedOn === undefined) return;
    const history = new TaskHistory(job, this.#run);
    const { last } = history;
    const isOld = last !== undefined && last.runAttempt < this.#run.attempt;
    // It was stopped for an earlier attempt of the run, not for this one.
    if (isOld && last.result.outcome.status === 'cancelled') return await this.#adopt(job, open.task);
    this.#deliver(jobId, history.result());
  }

  #deliver(jobId: string, result: TaskResult): void {
    const open = this.#open.get(jobId);
    if (!this.#open.delete(jobId) || open === undefined) return;
    this.#watch?.heard();
    this.#results.push(open.task.node, result);
  }

  /** Hints may be missed; what is in the server is not. */
  async #reconcile(): Promise<void> {
    const queued = [...this.#open].filter(([, { isQueued }]) => isQueued).map(([jobId]) => jobId);
    if (queued.length === 0) return;
    const pipeline = this.#redis.pipeline();
    for (const jobId of queued) pipeline.hmget(this.#queue.toKey(jobId), 'name', 'finishedOn');
    for (const [index, reply] of ((await pipeline.exec()) ?? []).entries()) {
      const [name, finishedOn] = (reply[1] ?? []) as readonly (string | null)[];
      const jobId = queued[index];
      if (jobId !== undefined && (name === null || typeof finishedOn === 'string')) await this.#look(jobId);
    }
    await this.#watch?.look();
  }

  #note(notice: Notice): void {
    if (notice.type !== 'refused' || notice.runId !== this.#run.runId) return;
    this.#context.host.log.warn(`worker ${notice.worker} refuses this run: ${notice.message}`);
  }

  async #takeBack(maxAttempts: number, reason: string): Promise<void> {
    const toKey = (name: string): string => this.#queue.toKey(name);
    const taking = [...this.#open.keys()].map(async (jobId) => {
      if (!(await takeBack(this.#redis, toKey, jobId, maxAttempts))) return;
      const job = await this.#queue.getJob(jobId);
      this.#deliver(jobId, job === undefined ? RECALLED : new TaskHistory(job, this.#run).cancelled(reason));
      this.#remove(jobId);
    });
    await Promise.all(taking);
  }

  /** Waits no longer for what does not stop. */
  #giveUp(reason: string): void {
    for (const [jobId, { attempt }] of this.#open) {
      const now = this.#context.host.clock.now();
      const outcome = { status: 'cancelled', startedAt: now, finishedAt: now, durationMs: 0, attempt, reason } as const;
      this.#deliver(jobId, attempt === 0 ? RECALLED : { outcome, events: [] });
    }
  }

  /** What the orchestrator of an earlier attempt had entered into the log, and had no time to forget. */
  #removeLeft(): void {
    const jobIds = this.#context.pipeline.nodes.map((node) => jobIdOf(this.#run.runId, node.name));
    for (const jobId of jobIds) if (!this.#open.has(jobId)) this.#remove(jobId);
  }

  #remove(jobId: string): void {
    const removing: Promise<unknown> = this.#queue.remove(jobId).catch((error: unknown) => {
      this.#context.host.log.debug('a job was left in the queue', { jobId, error });
    });
    this.#forgetting.add(removing);
    void removing.then(() => this.#forgetting.delete(removing));
  }

  #inBackground(work: Promise<unknown>): void {
    // The next look at the jobs makes up for it.
    work.catch((error: unknown) => this.#context.host.log.debug('the queue could not be asked', { error }));
  }
}
