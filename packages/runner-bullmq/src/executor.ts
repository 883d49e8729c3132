import { setTimeout } from 'node:timers/promises';
import type { RunInfo } from '@pintle/hookspecs';
import {
  type ExecutorCapabilities,
  type NodeExecutor,
  type NodeTask,
  type RunnerContext,
  type TaskResult,
} from '@pintle/pipeline';
import type { Redis } from 'ioredis';
import { connect, tellOutages } from './connection.js';
import { type OpenTask, OpenTasks } from './open-tasks.js';
import type { QueueHint } from './queue-hints.js';
import { type Notice, RunBoard } from './run-board.js';
import type { BullmqSettings } from './settings.js';
import { openSignals } from './signals.js';
import { TaskHistory, type ToldJob } from './task-history.js';
import { TaskJobs } from './task-jobs.js';
import { jobIdOf, startedIn } from './task-queue.js';
import { WorkerWatch } from './worker-watch.js';

/** Why nothing new starts, and which tasks that wait are taken back: those with so many attempts at most. */
interface Stop {
  readonly reason: string;
  readonly maxAttempts: number;
}

/** Milliseconds that leaving the queue may take: a server that is not there must not keep the run from ending. */
const LEAVE_MS = 5_000;

/** Has the nodes of one run executed by workers that listen to a queue. */
export class BullmqExecutor implements NodeExecutor {
  readonly capabilities: ExecutorCapabilities = { remote: true, survivesOrchestrator: true };
  readonly #context: RunnerContext;
  readonly #settings: BullmqSettings;
  readonly #redis: Redis;
  readonly #jobs: TaskJobs;
  readonly #board: RunBoard;
  readonly #open = new OpenTasks();
  readonly #ends: (() => Promise<unknown> | void)[] = [];
  #watch: WorkerWatch | undefined;
  #posted: Promise<void> | undefined;
  /** Nothing new starts. */
  #stop: Stop | undefined;

  private constructor(context: RunnerContext, settings: BullmqSettings, redis: Redis) {
    this.#context = context;
    this.#settings = settings;
    this.#redis = redis;
    this.#jobs = new TaskJobs(redis, settings, context.host.log);
    this.#board = new RunBoard(redis, settings);
  }

  /** @throws HookError `REDIS_UNREACHABLE` */
  static async open(context: RunnerContext, settings: BullmqSettings): Promise<BullmqExecutor> {
    const { log } = context.host;
    const redis = await connect(settings, log);
    tellOutages(redis, settings.url, log);
    const executor = new BullmqExecutor(context, settings, redis);
    try {
      await executor.#listen();
      return executor;
    } catch (error) {
      await executor.close();
      throw error;
    }
  }

  async submit(task: NodeTask): Promise<void> {
    if (this.#stop !== undefined) return this.#open.refuse(task);
    const jobId = jobIdOf(task.runId, task.node);
    const open = this.#open.add(jobId, task);
    if (open === undefined) return;
    await (this.#posted ??= this.#post());
    // A run that is resumed may find tasks that its earlier attempt has left.
    const left = task.runAttempt > 1 ? await this.#jobs.get(jobId) : undefined;
    if (left === undefined) await this.#jobs.add(jobId, task);
    else await this.#jobs.adopt(left, task);
    open.isQueued = true;
    // What finished before it was known to be ours was heard of in vain.
    if (left !== undefined) await this.#look(jobId);
    await this.#takeBack(jobId);
  }

  results(_runId: string, signal: AbortSignal): AsyncIterable<readonly [string, TaskResult]> {
    return this.#open.results(signal);
  }

  async cancel(runId: string, reason: string): Promise<void> {
    const { recorder, graceMs, clock } = this.#context.host;
    this.#stop = { reason, maxAttempts: Number.MAX_SAFE_INTEGER };
    // The run was taken over: its tasks are another's.
    if (recorder.isClosed) return this.#open.giveUp(reason, clock);
    this.#ends.push(callAfter(graceMs / 2, () => this.#open.giveUp(reason, clock)));
    await this.#board.cancel(runId, this.#context.withoutSecrets(reason));
    await this.#takeAllBack();
  }

  async recall(): Promise<void> {
    this.#stop ??= { reason: 'run_stopped', maxAttempts: 0 };
    await this.#takeAllBack();
  }

  forget(nodes: readonly string[]): void {
    for (const node of nodes) this.#jobs.remove(jobIdOf(this.#run.runId, node));
  }

  async close(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
    const timer = new AbortController();
    const left = this.#leave().finally(() => timer.abort());
    await Promise.race([left, setTimeout(LEAVE_MS, undefined, { signal: timer.signal }).catch(() => left)]);
    this.#redis.disconnect();
  }

  get #run(): RunInfo {
    return this.#context.run;
  }

  async #listen(): Promise<void> {
    const { host, run } = this.#context;
    const sources = { runId: run.runId, settings: this.#settings, jobs: this.#jobs, board: this.#board };
    const close = await openSignals(
      { ...sources, redis: this.#redis, log: host.log },
      { hear: (hint) => this.#hear(hint), note: (notice) => this.#note(notice), look: () => this.#reconcile() },
    );
    this.#ends.push(close);
  }

  async #post(): Promise<void> {
    const ticket = this.#context.ticket();
    this.#watch = new WorkerWatch(this.#board, this.#settings, ticket, this.#context.host.log);
    await this.#board.post(ticket);
  }

  async #leave(): Promise<void> {
    const { log, recorder } = this.#context.host;
    try {
      if (this.#posted !== undefined && !recorder.isClosed) await this.#sayThatItIsOver();
      await this.#jobs.close();
    } catch (error) {
      log.warn('the queue could not be left in order', { error });
    }
  }

  /** Tells the workers, and removes what an earlier orchestrator had no time to forget. */
  async #sayThatItIsOver(): Promise<void> {
    const { runId, attempt } = this.#run;
    await this.#board.remove(runId);
    if (attempt === 1) return;
    const left = this.#context.pipeline.nodes.map((node) => jobIdOf(runId, node.name));
    for (const jobId of left) if (this.#open.get(jobId) === undefined) this.#jobs.remove(jobId);
  }

  async #hear(hint: QueueHint): Promise<void> {
    const { jobId } = hint;
    const open = this.#open.get(jobId);
    if (open === undefined) return;
    // A task that is refused is delayed, too, which is no sign that anybody works.
    if (hint.type !== 'delayed') this.#watch?.heard();
    const first = { name: open.task.node, stacktrace: [], attemptsStarted: 1, timestamp: 0 };
    if (hint.type === 'lost') {
      const { node } = open.task;
      this.#context.host.log.warn('lost its worker; another takes it over', { node, attempt: open.attempt });
    } else if (hint.type === 'succeeded' && hint.record?.result.outcome.attempt === 1) {
      // There is no more to know of it than what the hint says.
      const told = { ...first, progress: {}, returnvalue: hint.record };
      this.#deliver(jobId, new TaskHistory(told, this.#run).result());
    } else if (hint.type === 'succeeded' || hint.type === 'failed') {
      await this.#look(jobId);
    } else if (hint.type === 'started' && hint.progress.started.length === 1) {
      await this.#foretell(jobId, open, { ...first, progress: hint.progress, returnvalue: undefined });
    } else {
      const job = await this.#jobs.get(jobId);
      if (job !== undefined) await this.#foretell(jobId, open, job);
    }
  }

  /** Says of attempts that go on what is known already. */
  async #foretell(jobId: string, open: OpenTask, job: ToldJob): Promise<void> {
    open.attempt = Math.max(open.attempt, job.attemptsStarted);
    const [first] = startedIn(job);
    if (first !== undefined) open.startedAt ??= new Date(first.at);
    for (const event of new TaskHistory(job, this.#run).events()) {
      if (this.#open.get(jobId) !== open) return;
      await this.#context.foretell(event);
    }
  }

  /** Looks at the job itself: its result is taken if it has one; a job that the server has lost is added again. */
  async #look(jobId: string): Promise<void> {
    const open = this.#open.get(jobId);
    if (open?.isQueued !== true) return;
    const job = await this.#jobs.get(jobId);
    // It may have been delivered meanwhile, and forgotten.
    if (this.#open.get(jobId) !== open) return;
    if (job === undefined) return await this.#jobs.add(jobId, open.task);
    if (job.finishedOn === undefined) return;
    const history = new TaskHistory(job, this.#run);
    const { last } = history;
    const isOld = last !== undefined && last.runAttempt < this.#run.attempt;
    // It was stopped for an earlier attempt of the run, not for this one.
    if (isOld && last.result.outcome.status === 'cancelled') return await this.#jobs.adopt(job, open.task);
    this.#deliver(jobId, history.result());
  }

  #deliver(jobId: string, result: TaskResult): void {
    if (this.#open.close(jobId, result)) this.#watch?.heard();
  }

  /** Hints may be missed; what is in the server is not. */
  async #reconcile(): Promise<void> {
    const queued = this.#open.queued();
    if (queued.length === 0) return;
    for (const jobId of await this.#jobs.settled(queued)) await this.#look(jobId);
    await this.#watch?.look();
  }

  #note(notice: Notice): void {
    if (notice.type !== 'refused' || notice.runId !== this.#run.runId) return;
    this.#context.host.log.warn(`worker ${notice.worker} refuses this run: ${notice.message}`);
  }

  async #takeAllBack(): Promise<void> {
    await Promise.all(this.#open.ids().map((jobId) => this.#takeBack(jobId)));
  }

  /** Takes a task back that still waits although nothing new starts. */
  async #takeBack(jobId: string): Promise<void> {
    if (this.#stop === undefined) return;
    const { reason, maxAttempts } = this.#stop;
    const job = await this.#jobs.takeBack(jobId, maxAttempts);
    if (job !== undefined) this.#deliver(jobId, new TaskHistory(job, this.#run).cancelled(reason));
  }
}

/** Calls back after so many milliseconds. @returns what calls that off */
function callAfter(ms: number, call: () => void): () => void {
  const timer = new AbortController();
  setTimeout(ms, undefined, { signal: timer.signal }).then(call, () => {});
  return () => timer.abort();
}
