import { messageOf } from '../message-of.js';
import { Redactor } from '../redact/redactor.js';
import { RunRedactors } from '../redact/run-redactors.js';
import { runFolder } from '../run-log/folder.js';
import type { AuditSettings } from '../settings.js';
import { type AuditStore, engineOf, openStore } from '../store/store.js';
import { PendingRuns } from '../sync/pending.js';
import { type SyncStep, syncStep } from '../sync/sync-step.js';
import type { FromFollower, ToFollower } from './message.js';
import { Wakeup } from './wakeup.js';

/** Milliseconds between two looks at the files of open runs. */
const INTERVAL = 250;
/** Milliseconds between two looks at the lease of an open run. */
const RENEWAL = 5000;
/** Milliseconds between two attempts to reach a store that fails: the first ones, the longest, and those at the end. */
const RETRY = { first: 250, longest: 5000, last: 50 };
/** Milliseconds that a statement may wait for others. */
const WAIT = 500;
/** Milliseconds of the end of a process that are given to runs of others: short runs, too, get through a backlog. */
const CATCH_UP = 1000;

/**
 * Follows the files of runs, and brings what is written to them into the store. The files are its only queue: it keeps
 * nothing that a crash could lose, and a store that fails delays nobody.
 */
export class Follower {
  readonly #settings: AuditSettings;
  readonly #tell: (message: FromFollower) => void;
  readonly #pending: PendingRuns;
  readonly #wakeup = new Wakeup();
  /** Runs that this process has something to say of, and when their leases were last looked at. */
  readonly #own = new Map<string, number>();
  /** Runs of others that are not complete in the store; `undefined` until they were looked for. */
  #others: string[] | undefined;
  #redactors: RunRedactors;
  #store: AuditStore | undefined;
  /** When somebody had last written to the store, when it was last in the way. */
  #writtenAt: number | undefined;
  /** When it was told to finish. */
  #finishingSince: number | undefined;

  constructor(settings: AuditSettings, tell: (message: FromFollower) => void) {
    this.#settings = settings;
    this.#tell = tell;
    this.#pending = new PendingRuns(settings.projectDir);
    this.#redactors = new RunRedactors(new Redactor({ names: settings.secretNames }));
  }

  receive(message: ToFollower): void {
    if (message.type === 'secrets') {
      const { secrets } = message;
      this.#redactors = new RunRedactors(new Redactor({ names: this.#settings.secretNames, secrets }));
    } else if (message.type === 'follow') {
      if (!this.#own.has(message.runId)) this.#own.set(message.runId, 0);
    } else {
      this.#finishingSince = Date.now();
    }
    this.#wakeup.now();
  }

  /** Works until it is told to finish, and has. Never rejects. */
  async work(): Promise<void> {
    const fault = await this.#passes();
    await this.#store?.close().catch(() => {});
    this.#tell({ type: 'finished', left: fault === undefined ? 0 : this.#own.size, fault });
  }

  /** @returns what kept the last pass from its end */
  async #passes(): Promise<string | undefined> {
    let retry = RETRY.first;
    for (;;) {
      const isLast = this.#finishingSince !== undefined;
      try {
        await this.#pass();
        if (isLast && !this.#mayCatchUp()) return undefined;
        retry = RETRY.first;
        await this.#wakeup.after(this.#pause());
      } catch (error) {
        const fault = messageOf(error);
        if (isLast && !(await this.#isBusy(error))) return fault;
        await this.#noteWrites();
        this.#tell({ type: 'fault', fault });
        await this.#wakeup.after(isLast ? RETRY.last : retry);
        retry = Math.min(retry * 2, RETRY.longest);
      }
    }
  }

  /** Looks at all open runs once, and at one batch of a run of others. */
  async #pass(): Promise<void> {
    if (this.#own.size === 0 && this.#others === undefined) return;
    this.#store ??= await this.#open();
    for (const runId of this.#own.keys()) await this.#followRun(this.#store, runId);
    this.#others ??= this.#pending.all().filter((runId) => !this.#own.has(runId));
    const [other] = this.#others;
    if (other === undefined || !this.#mayCatchUp()) return;
    const { hasMore } = await this.#step(this.#store, other, true);
    if (!hasMore) this.#others.shift();
  }

  /** Whether there are runs of others to bring, and time for it. */
  #mayCatchUp(): boolean {
    const since = this.#finishingSince ?? Number.POSITIVE_INFINITY;
    return (this.#others ?? []).length > 0 && !(Date.now() - since > CATCH_UP);
  }

  async #followRun(store: AuditStore, runId: string): Promise<void> {
    const now = Date.now();
    const mayRenew = now - (this.#own.get(runId) ?? 0) >= RENEWAL;
    if (mayRenew) this.#own.set(runId, now);
    let step: SyncStep;
    do {
      step = await this.#step(store, runId, mayRenew);
    } while (step.hasMore);
    if (!step.isComplete) return;
    this.#own.delete(runId);
    this.#tell({ type: 'complete', runId });
  }

  async #step(store: AuditStore, runId: string, mayRenew: boolean): Promise<SyncStep> {
    const folder = runFolder(this.#settings.projectDir, runId);
    const context = { store, redactors: this.#redactors, key: this.#settings.key };
    const step = await syncStep(context, folder, mayRenew);
    if (step.added > 0) this.#tell({ type: 'progress' });
    if (step.isComplete) {
      this.#pending.remove(runId);
      this.#redactors.forget(folder);
    }
    return step;
  }

  async #open(): Promise<AuditStore> {
    const store = await openStore(this.#settings.place, { waitMs: WAIT });
    this.#tell({ type: 'progress' });
    return store;
  }

  async #isBusy(error: unknown): Promise<boolean> {
    return (await engineOf(this.#settings.place)).isBusy(error);
  }

  /** A store that others write to gets on, though not for this process yet. */
  async #noteWrites(): Promise<void> {
    const { place } = this.#settings;
    const writtenAt = (await engineOf(place)).writtenAt(place.address);
    if (writtenAt !== this.#writtenAt) this.#tell({ type: 'progress' });
    this.#writtenAt = writtenAt;
  }

  /** Milliseconds until the next pass; `undefined` when only a message can make one necessary. */
  #pause(): number | undefined {
    if (this.#mayCatchUp()) return 0;
    return this.#own.size > 0 ? INTERVAL : undefined;
  }
}
