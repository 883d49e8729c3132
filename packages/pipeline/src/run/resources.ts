import { HookError } from '@pintle/core';
import type { Logger, Resource, ResourceContext, Resources } from '@pintle/hookspecs';

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
  readonly #context: ResourceContext;
  readonly #pending = new Map<Resource<unknown>, Promise<unknown>>();
  readonly #created: Created[] = [];
  #isDisposed = false;

  constructor(runId: string, env: string, log: Logger) {
    this.#context = { runId, env, log };
  }

  get<T>(resource: Resource<T>): Promise<T> {
    if (typeof resource?.create !== 'function') return Promise.reject(notReady(resource));
    if (this.#isDisposed) {
      const message = `Resource "${resource.name}" was asked for after the run had ended and its resources were disposed.`;
      return Promise.reject(new HookError('RESOURCE_DISPOSED', message));
    }
    const known = this.#pending.get(resource);
    if (known !== undefined) return known as Promise<T>;
    const made = this.#create(resource);
    this.#pending.set(resource, made);
    // A failed creation is tried again by whoever asks next.
    made.catch(() => this.#pending.delete(resource));
    return made;
  }

  /** Lets go of all, last created first. @returns what failed, by name */
  async dispose(): Promise<readonly DisposeFailure[]> {
    this.#isDisposed = true;
    await Promise.allSettled(this.#pending.values());
    const failures: DisposeFailure[] = [];
    for (const { resource, value } of this.#created.splice(0).reverse()) {
      try {
        await resource.dispose?.(value);
      } catch (error) {
        failures.push({ name: resource.name, error });
      }
    }
    return failures;
  }

  async #create<T>(resource: Resource<T>): Promise<T> {
    const value = await resource.create(this.#context);
    this.#created.push({ resource, value });
    return value;
  }
}

function notReady(resource: unknown): HookError<string> {
  const { name } = (resource ?? {}) as { readonly name?: unknown };
  const message = `resources.get() expects a resource, got ${typeof name === 'string' ? `"${name}" without create()` : typeof resource}.`;
  return new HookError('RESOURCE_INVALID', message, { hint: 'Make one with defineResource.' });
}
