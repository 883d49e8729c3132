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
  /** Names it in messages; what a job binds under this name stands in for it. */
  readonly name: string;
  create(context: ResourceContext): T | Promise<T>;
  dispose?(value: T): void | Promise<void>;
}

/** A resource that is ready once it is given its configuration: by `configured`, or by the run config of a job. */
export interface ResourceTemplate<T, C = never> {
  readonly name: string;
  /** The resource with this configuration. Keep it: each call makes a resource of its own. */
  configured(config: C): Resource<T>;
}

/** A resource, ready or still to be configured. */
export type ResourceSource<T> = Resource<T> | ResourceTemplate<T>;

/** What a resource gives to those who ask for it. */
export type ResourceValue<R> = R extends { create(context: ResourceContext): infer T }
  ? Awaited<T>
  : R extends { configured(config: never): { create(context: ResourceContext): infer T } }
    ? Awaited<T>
    : never;

/** Resources by the keys under which hooks require them. */
export type ResourceRequirements = Readonly<Record<string, ResourceSource<unknown>>>;

/** What hooks get for their requirements: the same keys, the resources' values. */
export type ResourceValues<R> = { readonly [K in keyof R]: ResourceValue<R[K]> };

/** No resources: what hooks without requirements need. */
export type NoResources = Readonly<Record<never, never>>;

/** The resources of one run. */
export interface Resources {
  /** The keys that the job of this run binds; absent where it runs without a job. */
  readonly keys?: readonly string[];
  /**
   * The one instance of this run, created now if need be: of what the job binds under the key, else of the resource itself.
   *
   * @param key - default: the resource's name
   * @throws HookError `RESOURCE_MISSING`, `RESOURCE_CREATE_FAILED`, `RESOURCE_DISPOSED`, `RESOURCE_INVALID`
   */
  get<T>(resource: ResourceSource<T>, key?: string): Promise<T>;
}
