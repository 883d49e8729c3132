import { Worker } from 'node:worker_threads';
import { attemptLost } from '@pintle/pipeline';
import type { TaskJob } from '../task-queue.js';
import {
  type Beat,
  type HeartbeatData,
  type HeldTask,
  type Moment,
  moment,
  since,
  type ToHeartbeat,
} from './heartbeat-message.js';

/** Keeps one task while its attempt goes on. */
export interface Pulse {
  /**
   * Makes sure that the task is still ours: by the clock while its lock cannot have run out, else by renewing it.
   *
   * @throws HookError `ATTEMPT_LOST`
   */
  check(): Promise<void>;
  /** The attempt has ended. */
  stop(): void;
}

interface Kept {
  renewedAt: Moment;
  readonly lose: () => void;
}

/** Says for a worker that it is alive: keeps the locks of its tasks, from another thread. */
export class Heartbeat {
  readonly #thread: Worker;
  readonly #lockMs: number;
  readonly #kept = new Map<string, Kept>();

  /** @param onError - is called when the thread has failed: nothing is renewed any more */
  constructor(data: HeartbeatData, onError: (error: unknown) => void) {
    this.#lockMs = data.lockMs;
    this.#thread = new Worker(new URL('./heartbeat-thread.js', import.meta.url), { workerData: data, stdin: false });
    this.#thread.on('message', (beat: Beat) => this.#hear(beat));
    this.#thread.on('error', onError);
  }

  /**
   * Keeps the task of a job.
   *
   * @param onLost - is called when it was handed on: the attempt must not go on
   */
  keep(
    job: Pick<TaskJob, 'extendLock' | 'name' | 'attemptsStarted'>,
    task: HeldTask,
    onLost: (error: Error) => void,
  ): Pulse {
    const { attemptId, token } = task;
    const error = attemptLost(job.name, job.attemptsStarted);
    const kept: Kept = { renewedAt: moment(), lose: () => onLost(error) };
    this.#kept.set(attemptId, kept);
    this.#tell({ type: 'hold', task });
    return {
      check: async () => {
        if (since(kept.renewedAt) < this.#lockMs / 2) return;
        const at = moment();
        if ((await job.extendLock(token, this.#lockMs)) !== 1) throw error;
        kept.renewedAt = at;
      },
      stop: () => {
        this.#kept.delete(attemptId);
        this.#tell({ type: 'drop', attemptId });
      },
    };
  }

  async close(): Promise<void> {
    const over = new Promise((resolve) => this.#thread.once('exit', resolve));
    this.#tell({ type: 'close' });
    await over;
  }

  #hear({ at, renewed, lost }: Beat): void {
    for (const attemptId of renewed) {
      const kept = this.#kept.get(attemptId);
      if (kept !== undefined) kept.renewedAt = at;
    }
    for (const attemptId of lost) this.#kept.get(attemptId)?.lose();
  }

  #tell(message: ToHeartbeat): void {
    this.#thread.postMessage(message, []);
  }
}
