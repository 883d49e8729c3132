// Renews the locks of the tasks that this process holds, on a thread of its own: a node that keeps the main thread busy for
// minutes is alive all the same. A process that is killed or stopped renews nothing.
import { parentPort, workerData } from 'node:worker_threads';
import { openQueue } from '../task-queue.js';
import {
  type Beat,
  type HeartbeatData,
  type HeldTask,
  type Moment,
  moment,
  since,
  type ToHeartbeat,
} from './heartbeat-message.js';

interface Held {
  readonly task: HeldTask;
  readonly since: Moment;
  renewedAt: Moment;
  isNoted: boolean;
}

/** Milliseconds after which an attempt is noted in its job: those that end sooner are known by their results. */
const NOTE_MS = 100;

const data = workerData as HeartbeatData;
const { lockMs } = data;
const queue = openQueue(data);
const held = new Map<string, Held>();

queue.on('error', () => {
  // The connection comes back; locks that ran out meanwhile are found lost.
});

function hear(message: ToHeartbeat): void {
  if (message.type === 'hold') {
    const now = moment();
    held.set(message.task.attemptId, { task: message.task, since: now, renewedAt: now, isNoted: false });
  } else if (message.type === 'drop') {
    held.delete(message.attemptId);
  } else {
    clearInterval(timer);
    parentPort?.close();
    void queue.close();
  }
}

let isBeating = false;

async function beat(): Promise<void> {
  if (isBeating) return;
  isBeating = true;
  try {
    await Promise.all([note(), renew()]);
  } catch {
    // Tried again at the next beat.
  } finally {
    isBeating = false;
  }
}

async function note(): Promise<void> {
  const due = [...held.values()].filter((one) => !one.isNoted && since(one.since) >= NOTE_MS);
  for (const one of due) {
    one.isNoted = true;
    // A job that is finished and gone needs no note.
    await queue
      .getBackend()
      .updateProgress(one.task.jobId, one.task.progress)
      .catch(() => {});
  }
}

async function renew(): Promise<void> {
  const due = [...held.values()].filter((one) => since(one.renewedAt) >= lockMs / 3 && !isOverdue(one));
  if (due.length === 0) return;
  const at = moment();
  const gone = await queue.getBackend().extendLocks(
    due.map(({ task }) => task.jobId),
    due.map(({ task }) => task.token),
    lockMs,
  );
  const [renewed, lost]: [string[], string[]] = [[], []];
  for (const one of due) {
    const { attemptId, jobId } = one.task;
    one.renewedAt = at;
    (gone.includes(jobId) ? lost : renewed).push(attemptId);
  }
  for (const attemptId of lost) held.delete(attemptId);
  const told: Beat = { at, renewed, lost };
  parentPort?.postMessage(told, []);
}

function isOverdue({ task, since: start }: Held): boolean {
  return task.maxMs !== undefined && since(start) > task.maxMs;
}

parentPort?.on('message', hear);
const timer = setInterval(() => void beat(), Math.min(NOTE_MS / 2, lockMs / 6));
