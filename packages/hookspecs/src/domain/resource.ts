import type { Logger } from './logger.js';

/** What a resource's `create` is handed besides its config. */
export interface ResourceContext {
  readonly runId: string;
  readonly env: string;
  readonly log: Logger;
}

/**
 * Something with a life of its own that nodes and hooks need: a client, a connection, a pool.
 *
 * Created once per run on first need, disposed in reverse order of creation when the run ends, however it ends.
 */
export interface Resource<T> {
  /** Names it in messages. */
  readonly name: string;
  create(context: ResourceContext): T | Promise<T>;
  dispose?(value: T): void | Promise<void>;
}

/** The resources of one run. */
export interface Resources {
  /** The one instance of this run, created now if need be. */
  get<T>(resource: Resource<T>): Promise<T>;
}
