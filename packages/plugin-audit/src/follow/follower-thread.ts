import { getCompileCacheDir } from 'node:module';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../message-of.js';
import type { AuditSettings } from '../settings.js';
import type { FollowerData, FromFollower, ToFollower } from './message.js';

/** How a follower has ended. */
export interface FollowerEnd {
  /** How many runs are not complete in the store. */
  readonly left: number;
  /** Why. */
  readonly fault: string | undefined;
}

/** A follower on a thread of its own, as its process sees it. Nothing here throws, and nothing waits but {@link finish}. */
export class FollowerThread {
  readonly #settings: AuditSettings;
  /** Runs that it knows of and has not completed. */
  readonly #followed = new Set<string>();
  #worker: Worker | undefined;
  #hasBegun = false;
  #hasEnded = false;
  /** What failed last, unless it got on since. */
  #fault: string | undefined;
  #onMessage: (message: FromFollower) => void = () => {};

  constructor(settings: AuditSettings) {
    this.#settings = settings;
  }

  /** Starts the thread, unless it has been started: what it needs takes a while to load. */
  start(): void {
    if (this.#worker !== undefined || this.#hasEnded) return;
    try {
      const workerData: FollowerData = { settings: this.#settings, compileCache: getCompileCacheDir?.() };
      // Options of this process, a debugger or loader say, are not for the thread.
      const worker = new Worker(new URL('./thread.js', import.meta.url), {
        name: 'pintle-audit',
        workerData,
        execArgv: [],
      });
      worker.unref();
      worker.on('message', (message: FromFollower) => this.#receive(message));
      worker.on('error', (error) => this.#end(messageOf(error)));
      worker.on('exit', () => this.#end('its thread has ended'));
      this.#worker = worker;
    } catch (error) {
      this.#end(messageOf(error));
    }
  }

  /** Lets it begin with the runs that it was told of, knowing what is secret in them. */
  begin(secrets: readonly string[]): void {
    if (this.#hasBegun) return;
    this.start();
    this.#hasBegun = true;
    this.#send({ type: 'secrets', secrets });
    for (const runId of this.#followed) this.#send({ type: 'follow', runId });
  }

  /** Tells it that there is something new of a run. @returns whether it did not know of the run */
  follow(runId: string): boolean {
    if (this.#followed.has(runId)) return false;
    this.#followed.add(runId);
    if (this.#hasBegun) this.#send({ type: 'follow', runId });
    return true;
  }

  /** Lets it bring what is left into the store: as long as it gets on, and not a moment longer than it may stand still. */
  async finish(): Promise<FollowerEnd> {
    const worker = this.#worker;
    if (!this.#hasBegun || worker === undefined)
      return { left: this.#fault === undefined ? 0 : this.#followed.size, fault: this.#fault };
    worker.ref();
    const end = await new Promise<FollowerEnd>((resolve) => {
      const giveUp = (): void =>
        resolve({ left: this.#followed.size, fault: this.#fault ?? 'it did not answer in time' });
      let timer = setTimeout(giveUp, this.#settings.graceMs);
      this.#onMessage = (message) => {
        if (message.type === 'fault') return;
        clearTimeout(timer);
        if (message.type === 'finished') resolve(message);
        else timer = setTimeout(giveUp, this.#settings.graceMs);
      };
      worker.once('exit', () => {
        clearTimeout(timer);
        giveUp();
      });
      this.#send({ type: 'finish' });
    });
    worker.unref();
    void worker.terminate();
    return end;
  }

  #send(message: ToFollower): void {
    this.#worker?.postMessage(message);
  }

  #receive(message: FromFollower): void {
    if (message.type === 'complete') this.#followed.delete(message.runId);
    if (message.type === 'fault') this.#fault = message.fault;
    else if (message.type === 'progress') this.#fault = undefined;
    this.#onMessage(message);
  }

  #end(fault: string): void {
    this.#worker = undefined;
    this.#hasEnded = true;
    this.#fault ??= fault;
  }
}
