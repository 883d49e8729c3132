import type { Awaitable } from '@pintle/core';
import { HookError } from '@pintle/core';
import type { Resource, ResourceContext } from '@pintle/hookspecs';

/** What {@link defineResource} is told. */
export interface ResourceDefinition<T, C> {
  /** Names it in messages. */
  readonly name: string;
  /** Makes it, on first need. `config` is what `configured()` was given, else `undefined`. */
  create(config: C, context: ResourceContext): Awaitable<T>;
  /** Lets go of it, at the end of the run. */
  dispose?(value: T): Awaitable<void>;
}

/** A resource that is ready once it is given its configuration. */
export interface ResourceTemplate<T, C> {
  readonly name: string;
  /** The resource with this configuration. Keep it: each call makes a resource of its own. */
  configured(config: C): Resource<T>;
}

/**
 * Describes something that nodes and hooks need while a run lasts: a client, a connection, a pool.
 *
 * It is created once per run, when it is first asked for, and disposed at the end of the run, after all that were
 * created later. A resource whose `create` takes no config is ready as it is; else call `configured`.
 *
 * @throws HookError `RESOURCE_INVALID`
 * @example
 * ```ts
 * const slack = defineResource({
 *   name: 'slack',
 *   create: (config: { token: string }) => new SlackClient(config.token),
 *   dispose: (client) => client.close(),
 * }).configured({ token: process.env.SLACK_TOKEN });
 *
 * const post = node({ name: 'post', inputs: 'report' }, async (report, { resources }) => {
 *   await (await resources.get(slack)).post(report);
 * });
 * ```
 */
export function defineResource<T, C = undefined>(
  definition: ResourceDefinition<T, C>,
): undefined extends C ? Resource<T> & ResourceTemplate<T, C> : ResourceTemplate<T, C>;
export function defineResource<T, C>(definition: ResourceDefinition<T, C>): Resource<T> & ResourceTemplate<T, C> {
  const { name, create } = definition;
  if (typeof name !== 'string' || name === '' || typeof create !== 'function') {
    throw new HookError(
      'RESOURCE_INVALID',
      'defineResource expects { name, create }, a non-empty string and a function.',
    );
  }
  const made = (config: C): Resource<T> => ({
    name,
    create: (context) => definition.create(config, context),
    ...(definition.dispose === undefined ? {} : { dispose: (value: T) => definition.dispose?.(value) }),
  });
  return Object.freeze({
    ...made(undefined as C),
    configured: (config: C): Resource<T> => Object.freeze(made(config)),
  });
}
