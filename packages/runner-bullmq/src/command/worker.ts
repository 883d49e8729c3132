import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { HookError } from '@pintle/core';
import { type CommandSession, defineCommand } from '@pintle/hookspecs';
import type { Session } from '@pintle/pipeline';
import { readSettings, shownUrl } from '../settings.js';

/** Milliseconds that leaving the queue may take: a server that is not there must not keep the worker from ending. */
const LEAVE_MS = 7_000;

/** `pintle worker` */
export default defineCommand({
  description: 'execute nodes for runs of this project, here or on other machines (pintle run --runner bullmq)',
  options: {
    concurrency: { type: 'number', min: 1, default: 1, description: 'nodes at the same time' },
    name: { type: 'string', description: 'what runs and logs call this worker (default: host and process)' },
    grace: {
      type: 'number',
      min: 0,
      value: 'seconds',
      default: 10,
      description: 'how long nodes may take to end when the worker is stopped; then another worker begins them again',
    },
    local: {
      type: 'number',
      min: 1,
      value: 'workers',
      description: 'to try it out: start a Redis server for this project, and so many workers',
    },
  },
  // It keeps its own time: that of its nodes, and a moment to let go of the queue.
  graceMs: Number.POSITIVE_INFINITY,
  async run({ options, session: open, log, signal }) {
    const session = sessionOf(await open());
    const { runLocally, watchParent } = await import('./local.js');
    if (options.local !== undefined) {
      return await runLocally(options.local, { ...session.context, log, signal });
    }
    const { TaskWorker } = await import('../worker/task-worker.js');
    const { WorkerView } = await import('../worker/worker-view.js');
    const { concurrency, grace, name = `${hostname()}:${process.pid}` } = options;
    const settings = await readSettings(session.context);
    const view = new WorkerView(log);
    // Before anything is loaded later that the code could have changed under.
    const { settingsHash } = session.code();
    const worker = await TaskWorker.start({ session, settings, name, concurrency, log, watcher: view });
    const afterwards = watchParent(settings.url, signal);
    const many = concurrency === 1 ? 'one node at a time' : `${concurrency} nodes at a time`;
    log.info(`worker ${name} takes ${many} from queue "${settings.queue}" at ${shownUrl(settings.url)}`, {
      env: session.env,
      code: settingsHash.slice(0, 8),
    });
    try {
      await Promise.race([aborted(signal), worker.failed]);
    } finally {
      const { underWay } = view;
      if (underWay > 0) log.info(`worker ${name} stops: ${underWay} under way, with ${grace} s to end`);
      const hasLeft = await inTime(worker.stop(grace * 1000), grace * 1000 + LEAVE_MS);
      await afterwards?.();
      log.info(`worker ${name} has stopped: ${view.summary}`);
      if (!hasLeft && underWay > 0)
        log.warn('it could not hand on what was under way: that is noticed when its locks run out');
    }
    return 0;
  },
});

/** Waits for something, for so long at most. @returns whether it came to its end */
async function inTime(work: Promise<void>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = setTimeout(ms, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    timer.abort();
  }
}

function sessionOf(session: CommandSession): Session {
  if ('join' in session) return session as Session;
  throw new HookError('WORKER_NEEDS_PINTLE', 'This command runs in the command of another host than pintle.', {
    hint: 'Run it as: pintle worker.',
  });
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
