import type { Logger } from '@pintle/hookspecs';
import type { NodeTask } from '@pintle/pipeline';
import type { Redis } from 'ioredis';
import type { BullmqSettings } from './settings.js';
import { takeBack } from './take-back.js';
import { openQueue, type TaskJob, type TaskQueue } from './task-queue.js';

/** Attempts as BullMQ counts them; how many there are is decided by the retry policy of the node, where it runs. */
const ATTEMPTS = 1_000_000;
const HOUR_S = 3_600;

/** The jobs of an orchestrator's tasks: one a task, by its id. */
export class TaskJobs {
  readonly queue: TaskQueue;
  readonly #redis: Redis;
  readonly #settings: BullmqSettings;
  readonly #log: Logger;
  readonly #removing = new Set<Promise<unknown>>();

  constructor(redis: Redis, settings: BullmqSettings, log: Logger) {
    this.queue = openQueue(settings);
    this.#redis = redis;
    this.#settings = settings;
    this.#log = log;
    this.queue.on('error', (error) => log.debug('the queue', { error }));
  }

  get(jobId: string): Promise<TaskJob | undefined> {
    return this.queue.getJob(jobId);
  }

  /** Adds a job; one that is there is left as it is. */
  async add(jobId: string, task: NodeTask): Promise<void> {
    const age = this.#settings.keepHours * HOUR_S;
    const kept = { removeOnComplete: { age }, removeOnFail: { age } };
    await this.queue.add(task.node, task, { jobId, attempts: ATTEMPTS, backoff: { type: 'pintle' }, ...kept });
  }

  /** Goes on with a job that an earlier attempt of the run has left: what failed there is tried again. */
  async adopt(job: TaskJob, task: NodeTask): Promise<void> {
    const state = await job.getState();
    if (state !== 'active' && state !== 'completed') await job.updateData(task);
    if (state === 'failed') await job.retry('failed');
  }

  /** Of these jobs, those that are finished, and those that the server does not have. */
  async settled(jobIds: readonly string[]): Promise<readonly string[]> {
    const pipeline = this.#redis.pipeline();
    for (const jobId of jobIds) pipeline.hmget(this.queue.toKey(jobId), 'name', 'finishedOn');
    const replies = (await pipeline.exec()) ?? [];
    return jobIds.filter((_, index) => {
      const [name, finishedOn] = (replies[index]?.[1] ?? ['?']) as readonly (string | null | undefined)[];
      return name === null || typeof finishedOn === 'string';
    });
  }

  /**
   * Takes a job that waits out of the queue.
   *
   * @param maxAttempts - leaves jobs of which more attempts have begun
   * @returns the job as it was; `undefined` when it does not wait
   */
  async takeBack(jobId: string, maxAttempts: number): Promise<TaskJob | undefined> {
    const toKey = (name: string): string => this.queue.toKey(name);
    if (!(await takeBack(this.#redis, toKey, jobId, maxAttempts))) return undefined;
    const job = await this.get(jobId);
    this.remove(jobId);
    return job;
  }

  /** Removes a job, without waiting for that. */
  remove(jobId: string): void {
    const removing: Promise<unknown> = this.queue.remove(jobId).catch((error: unknown) => {
      this.#log.debug('a job was left in the queue', { jobId, error });
    });
    this.#removing.add(removing);
    void removing.then(() => this.#removing.delete(removing));
  }

  /** Lets go of the queue, when all that is being removed is gone. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#removing);
    await this.queue.close();
  }
}
