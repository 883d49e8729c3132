import type { Logger } from '@pintle/hookspecs';
import type { Redis } from 'ioredis';
import { connect } from './connection.js';
import { openHints, type QueueHint } from './queue-hints.js';
import { BoardListener, type Notice, type RunBoard } from './run-board.js';
import type { BullmqSettings } from './settings.js';
import type { TaskJobs } from './task-jobs.js';

/** What an orchestrator listens with. */
export interface SignalSources {
  readonly runId: string;
  readonly settings: BullmqSettings;
  readonly jobs: TaskJobs;
  readonly board: RunBoard;
  readonly redis: Redis;
  readonly log: Logger;
}

/** What an orchestrator does when it hears something. Failures are made up for at the next look. */
export interface SignalHandlers {
  /** The queue has said something of a job. */
  hear(hint: QueueHint): Promise<void>;
  /** A worker has said something of a run. */
  note(notice: Notice): void;
  /** It is time to look at the jobs themselves. */
  look(): Promise<void>;
}

/** Milliseconds after which a run that goes on is kept on the board for its time again. */
const RENEW_MS = 1_800_000;

/** Listens to the queue and to workers, and looks for itself now and then. @returns what ends that */
export async function openSignals(
  { runId, settings, jobs, board, redis, log }: SignalSources,
  { hear, note, look }: SignalHandlers,
): Promise<() => Promise<void>> {
  const inBackground = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => log.debug('the queue could not be asked', { error }));
  };
  const hints = await openHints(settings, jobs.queue, redis, log, (hint) => inBackground(hear(hint)));
  const listener = new BoardListener(await connect(settings, log), log, note);
  await listener.listen(settings);
  const looks = setInterval(() => inBackground(look()), settings.pollMs);
  const renewals = setInterval(() => inBackground(board.renew(runId)), RENEW_MS);
  return async () => {
    clearInterval(looks);
    clearInterval(renewals);
    listener.close();
    await hints.close();
  };
}
