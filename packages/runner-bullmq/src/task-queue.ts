import { type Job, Queue } from 'bullmq';
import type { NodeTask } from '@pintle/pipeline';
import { RECONNECTING } from './connection.js';
import type { BullmqSettings } from './settings.js';

/** What is noted of an attempt when it has begun, so that it is known of if its worker dies. */
export interface StartedAttempt {
  readonly attempt: number;
  readonly attemptId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly worker: string;
}

/** What the `progress` of a job holds: its attempts so far, as far as they were noted. */
export interface TaskProgress {
  readonly started: readonly StartedAttempt[];
}

/** A task in the queue. */
export type TaskJob = Job<NodeTask, unknown>;

/** The queue of BullMQ that tasks wait in. */
export type TaskQueue = Queue<NodeTask, unknown>;

/** How BullMQ is told where the queue is. */
export function queueOptions({ url, prefix }: Pick<BullmqSettings, 'url' | 'prefix'>): {
  readonly connection: { readonly url: string } & typeof RECONNECTING;
  readonly prefix: string;
} {
  return { connection: { url, ...RECONNECTING }, prefix };
}

/** Opens the queue. */
export function openQueue(settings: Pick<BullmqSettings, 'url' | 'prefix' | 'queue'>): TaskQueue {
  return new Queue(settings.queue, queueOptions(settings));
}

/** The id of a task's job: one job per run and node. */
export function jobIdOf(runId: string, node: string): string {
  // Ids of jobs must not contain colons; names of nodes may.
  return `${runId}~${node.replaceAll(':', '~')}`;
}

/** The attempts that are noted in a job, first to last. */
export function startedIn(job: Pick<TaskJob, 'progress'>): readonly StartedAttempt[] {
  const { started } = (typeof job.progress === 'object' ? job.progress : {}) as Partial<TaskProgress>;
  return started ?? [];
}
