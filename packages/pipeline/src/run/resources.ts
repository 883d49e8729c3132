import { HookError } from '@pintle/core';
import {
  type Clock,
  isReady,
  isResource,
  type Logger,
  type Resource,
  type ResourceContext,
  type Resources,
  type ResourceSource,
} from '@pintle/hookspecs';
import { GRACE_MS } from './cancellation.js';
import { after, systemClock } from './clock.js';

/** What a job binds: resources by key. */
export type BoundResources = ReadonlyMap<string, ResourceSource<unknown>>;

/** Nothing bound: runs without a job. */
const NOTHING_BOUND: BoundResources = new Map();

/** How long a resource may take to be let go of. */
export interface DisposeLimit {
  readonly clock: Clock;
  /** Milliseconds, for each. */
  readonly graceMs: number;
}

interface Created {
  readonly resource: Resource<unknown>;
  readonly value: unknown;
}

/** A resource that could not be let go of. */
export interface DisposeFailure {
  readonly name: string;
  readonly error: unknown;
}

/** The resources of one run: created on first need, disposed in reverse. */
export class RunResources implements Resources {
  readonly keys: readonly string[];
  readonly #context: ResourceContext;
  readonly #bound: BoundResources;
  readonly #limit: DisposeLimit;
  readonly #pending = new Map<Resource<unknown>, Promise<unknown>>();
  readonly #created: Created[] = [];
  #isDisposed = false;
  /** Nothing waits any more: what comes to be now is let go of at once. */
  #isOver = false;

  constructor(
    runId: string,
    env: string,
    log: Logger,
    bound: BoundResources = NOTHING_BOUND,
    limit: DisposeLimit = { clock: systemClock, graceMs: GRACE_MS },
  ) {
    this.keys = Object.freeze([...bound.keys()]);
    this.#context = { runId, env, log };
    this.#bound = bound;
    this.#limit = limit;
    Object.freeze(this);
  }

  get<T>(source: ResourceSource<T>, key: string = source?.name): Promise<T> {
    if (!isResource(source)) return Promise.reject(notResource(source));
    const resource = (this.#bound.get(key) ?? source) as ResourceSource<T>;
    if (!isReady(resource)) return Promise.reject(unconfigured(resource, key));
    if (this.#isDisposed) return Promise.reject(disposed(key));
    const known = this.#pending.get(resource);
    if (known !== undefined) return known as Promise<T>;
    const made = this.#create(resource, key);
    this.#pending.set(resource, made);
    // A failed creation is tried again by whoever asks next.
    made.catch(() => this.#pending.delete(resource));
    return made;
  }

  /** Lets go of all, last created first. @returns what failed, by name */
  async dispose(): Promise<readonly DisposeFailure[]> {
    this.#isDisposed = true;
    const failures = await this.#stillCreated();
    this.#isOver = true;
    for (const { resource, value } of this.#created.splice(0).reverse()) {
      const { name } = resource;
      try {
        await this.#inTime(name, async () => resource.dispose?.(value));
      } catch (cause) {
        const message = `Resource "${name}" could not be disposed: ${messageOf(cause)}`;
        failures.push({ name, error: new HookError('RESOURCE_DISPOSE_FAILED', message, { cause }) });
      }
    }
    return failures;
  }

  async #create<T>(resource: Resource<T>, key: string): Promise<T> {
    try {
      const value = await resource.create(this.#context);
      if (!this.#isOver) {
        this.#created.push({ resource, value });
        return value;
      }
      await resource.dispose?.(value);
    } catch (cause) {
      const message = `Resource "${key}" could not be created: ${messageOf(cause)}`;
      const hint = 'configured' in resource ? howToConfigure(key) : undefined;
      throw new HookError('RESOURCE_CREATE_FAILED', message, { cause, hint });
    }
    throw disposed(key);
  }

  /** Waits for what is being created, so that it can be let go of. @returns what takes too long */
  async #stillCreated(): Promise<DisposeFailure[]> {
    if (this.#pending.size === 0) return [];
    const { clock, graceMs } = this.#limit;
    const late = Promise.withResolvers<void>();
    const overtime = after(clock, graceMs, () => late.resolve());
    await Promise.race([Promise.allSettled(this.#pending.values()), late.promise]).finally(overtime);
    const done = new Set(this.#created.map(({ resource }) => resource));
    const open = [...this.#pending.keys()].filter((resource) => !done.has(resource));
    this.#pending.clear();
    return open.map(({ name }) => ({ name, error: neverCreated(name, graceMs) }));
  }

  #inTime(name: string, work: () => Promise<void>): Promise<void> {
    const { clock, graceMs } = this.#limit;
    const late = Promise.withResolvers<never>();
    const overtime = after(clock, graceMs, () => late.reject(tooSlow(name, graceMs)));
    return Promise.race([work(), late.promise]).finally(overtime);
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function tooSlow(name: string, graceMs: number): HookError<string> {
  return new HookError('RESOURCE_DISPOSE_TIMEOUT', `dispose() of "${name}" took longer than ${graceMs} ms.`);
}

function disposed(key: string): HookError<string> {
  const message = `Resource "${key}" was asked for after the run had ended and its resources were disposed.`;
  return new HookError('RESOURCE_DISPOSED', message);
}

function neverCreated(name: string, graceMs: number): HookError<string> {
  const message = `create() of "${name}" had not come to an end ${graceMs} ms after the run had.`;
  return new HookError('RESOURCE_CREATE_TIMEOUT', message, { hint: 'Give what it waits for a time limit.' });
}

function howToConfigure(key: string): string {
  return `If it wants a configuration, give it one: .configured({ … }), or resources.${key}.config in job.yml.`;
}

function unconfigured({ name }: ResourceSource<unknown>, key: string): HookError<string> {
  const message = `Resource "${key}"${key === name ? '' : ` (${name})`} has no configuration.`;
  return new HookError('RESOURCE_MISSING', message, { hint: howToConfigure(key) });
}

function notResource(resource: unknown): HookError<string> {
  const { name } = (resource ?? {}) as { readonly name?: unknown };
  const message = `resources.get() expects a resource, got ${typeof name === 'string' ? `"${name}" without create()` : typeof resource}.`;
  return new HookError('RESOURCE_INVALID', message, { hint: 'Make one with defineResource.' });
}
