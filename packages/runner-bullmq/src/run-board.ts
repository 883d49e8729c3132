import type { Logger } from '@pintle/hookspecs';
import type { RunTicket } from '@pintle/pipeline';
import type { Redis } from 'ioredis';
import type { BullmqSettings } from './settings.js';

/** What the board says of a run. */
export interface PostedRun {
  readonly ticket: RunTicket;
  /** Why the run is cancelled; `undefined` while it is not. */
  readonly cancelled: string | undefined;
}

/** What orchestrators and workers tell each other. Whoever misses it finds the same on the board. */
export type Notice =
  | { readonly type: 'cancelled'; readonly runId: string; readonly reason: string }
  | { readonly type: 'over'; readonly runId: string }
  /** A worker cannot execute tasks of the run, and has given one back. */
  | { readonly type: 'refused'; readonly runId: string; readonly worker: string; readonly message: string };

/** How many workers listen. */
export interface Presence {
  readonly workers: number;
  /** Those that have the code of the run. */
  readonly able: number;
}

type BoardSettings = Pick<BullmqSettings, 'prefix' | 'queue' | 'keepHours'>;

const HOUR_MS = 3_600_000;

/** Where the runs of a queue are posted: what their tasks have in common, and whether they are cancelled. */
export class RunBoard {
  readonly #redis: Redis;
  readonly #settings: BoardSettings;

  constructor(redis: Redis, settings: BoardSettings) {
    this.#redis = redis;
    this.#settings = settings;
  }

  /** Posts a run, anew when it is resumed. */
  async post(ticket: RunTicket): Promise<void> {
    const key = this.#key(ticket.runId);
    await this.#redis
      .multi()
      .hset(key, 'ticket', JSON.stringify(ticket))
      .hdel(key, 'cancelled')
      .pexpire(key, this.#settings.keepHours * HOUR_MS)
      .exec();
  }

  /** Keeps a run posted for as long again. */
  async renew(runId: string): Promise<void> {
    await this.#redis.pexpire(this.#key(runId), this.#settings.keepHours * HOUR_MS);
  }

  /** What is posted of a run; `undefined` for runs that are over. */
  async read(runId: string): Promise<PostedRun | undefined> {
    const [ticket, cancelled] = await this.#redis.hmget(this.#key(runId), 'ticket', 'cancelled');
    if (ticket === null || ticket === undefined) return undefined;
    return { ticket: JSON.parse(ticket) as RunTicket, cancelled: cancelled ?? undefined };
  }

  async cancel(runId: string, reason: string): Promise<void> {
    await this.#redis.hset(this.#key(runId), 'cancelled', reason);
    await this.tell({ type: 'cancelled', runId, reason });
  }

  /** Takes a run off the board. */
  async remove(runId: string): Promise<void> {
    await this.#redis.del(this.#key(runId));
    await this.tell({ type: 'over', runId });
  }

  async tell(notice: Notice): Promise<void> {
    await this.#redis.publish(noticesOf(this.#settings), JSON.stringify(notice));
  }

  /** Counts the workers that listen, by the channels that they have subscribed to. */
  async presence(settingsHash: string): Promise<Presence> {
    const channels = [workersOf(this.#settings), workersOf(this.#settings, settingsHash)] as const;
    const counts = (await this.#redis.pubsub('NUMSUB', ...channels)) as readonly unknown[];
    return { workers: Number(counts[1]), able: Number(counts[3]) };
  }

  #key(runId: string): string {
    const { prefix, queue } = this.#settings;
    return `${prefix}-run:${queue}:${runId}`;
  }
}

/** A connection that hears what is told about the runs of a queue. */
export class BoardListener {
  readonly #redis: Redis;

  /**
   * @param redis - a connection of its own: it can do nothing else from now on
   * @param hear - is called for each notice
   * @param missed - is called when some may have been missed: at the start, and after the connection was lost
   */
  constructor(redis: Redis, log: Logger, hear: (notice: Notice) => void, missed: () => void = () => {}) {
    this.#redis = redis;
    redis.on('message', (_channel: string, text: string) => {
      try {
        hear(JSON.parse(text) as Notice);
      } catch (error) {
        log.warn('a notice could not be read', { error });
      }
    });
    redis.on('ready', missed);
  }

  /** Begins to listen. Workers are counted by the code that they have. */
  async listen(settings: BoardSettings, worker?: { readonly settingsHash: string }): Promise<void> {
    const channels = [noticesOf(settings)];
    if (worker !== undefined) channels.push(workersOf(settings), workersOf(settings, worker.settingsHash));
    await this.#redis.subscribe(...channels);
  }

  close(): void {
    this.#redis.disconnect();
  }
}

function noticesOf({ prefix, queue }: BoardSettings): string {
  return `${prefix}-notices:${queue}`;
}

function workersOf({ prefix, queue }: BoardSettings, settingsHash = ''): string {
  return `${prefix}-workers:${queue}:${settingsHash}`;
}
