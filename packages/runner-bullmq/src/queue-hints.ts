import type { Logger } from '@pintle/hookspecs';
import { QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { type AttemptRecord, isRecord } from './attempt-record.js';
import type { BullmqSettings } from './settings.js';
import { queueOptions, type TaskProgress, type TaskQueue } from './task-queue.js';

/** What the queue has said of a job. It may come twice, late or never: the job itself is what counts. */
export type QueueHint =
  | { readonly type: 'succeeded'; readonly jobId: string; readonly record: AttemptRecord | undefined }
  | { readonly type: 'failed' | 'delayed' | 'lost'; readonly jobId: string }
  | { readonly type: 'started'; readonly jobId: string; readonly progress: TaskProgress };

/** Hears what the queue says of its jobs, from the moment on at which it is opened. */
export async function openHints(
  settings: BullmqSettings,
  queue: TaskQueue,
  redis: Redis,
  log: Logger,
  hear: (hint: QueueHint) => void,
): Promise<QueueEvents> {
  const [last] = await redis.xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1);
  const events = new QueueEvents(settings.queue, { ...queueOptions(settings), lastEventId: last?.[0] ?? '0-0' });
  events.on('error', (error) => log.debug('events of the queue', { error }));
  events.on('completed', ({ jobId, returnvalue }) => {
    // Typed as the text that it is in Redis; BullMQ has read it already.
    const value: unknown = returnvalue;
    hear({ type: 'succeeded', jobId, record: isRecord(value) ? value : undefined });
  });
  events.on('failed', ({ jobId }) => hear({ type: 'failed', jobId }));
  events.on('delayed', ({ jobId }) => hear({ type: 'delayed', jobId }));
  events.on('stalled', ({ jobId }) => hear({ type: 'lost', jobId }));
  events.on('progress', ({ jobId, data }) => {
    if (typeof data === 'object') hear({ type: 'started', jobId, progress: data as unknown as TaskProgress });
  });
  await events.waitUntilReady();
  return events;
}
