import type { Awaitable } from '@pintle/core';
import { HookError } from '@pintle/core';
import type { Resource, ResourceContext, ResourceTemplate } from '@pintle/hookspecs';

/** What {@link defineResource} is told. */
export interface ResourceDefinition<T, C> {
  /** Names it in messages; what a job binds under this name stands in for it. Default `resource`. */
  readonly name?: string;
  /** Makes it, on first need. `config` is what `configured()` or the run config says, else `undefined`. */
  create(config: C, context: ResourceContext): Awaitable<T>;
  /** Lets go of it, at the end of the run. */
  dispose?(value: T): Awaitable<void>;
}

/** What {@link defineResource} gives: a resource that is ready, or, where `create` wants a configuration, its template. */
export type DefinedResource<T, C> = undefined extends C ? Resource<T> & ResourceTemplate<T, C> : ResourceTemplate<T, C>;

/**
 * Describes something that nodes and hooks need while a run lasts: a client, a connection, a pool.
 *
 * It is created once per run, when it is first asked for, and disposed at the end of the run, before all that were
 * created earlier. A resource whose `create` takes no config is ready as it is; else call `configured`, or let the run
 * config of a job say it.
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
export function defineResource<T, C = undefined>(definition: ResourceDefinition<T, C>): DefinedResource<T, C>;
export function defineResource<T, C>(definition: ResourceDefinition<T, C>): Resource<T> & ResourceTemplate<T, C> {
  const { name = 'resource', create, dispose } = definition ?? {};
  const isFunction = typeof create === 'function' && (dispose === undefined || typeof dispose === 'function');
  if (typeof name !== 'string' || name === '' || !isFunction) {
    throw new HookError('RESOURCE_INVALID', `defineResource${name === '' ? '' : ` "${name}"`} cannot work.`, {
      hint: 'It expects { name?, create, dispose? }: a non-empty string and functions.',
    });
  }
  const made = (config: C): Resource<T> => ({
    name,
    create: (context) => definition.create(config, context),
    ...(dispose === undefined ? {} : { dispose: (value: T) => definition.dispose?.(value) }),
  });
  return Object.freeze({
    ...made(undefined as C),
    configured: (config: C): Resource<T> => Object.freeze(made(config)),
  });
}

/**
 * A resource that is this value, whatever configuration it is given: what tests bind in place of the real one.
 *
 * @example
 * ```ts
 * const sent: string[] = [];
 * const quiet = notify.forEnv('test', { resources: { slack: mockResource({ post: (text: string) => void sent.push(text) }) } });
 * ```
 */
export function mockResource<T>(value: T): Resource<T> & ResourceTemplate<T, unknown> {
  const mock: Resource<T> & ResourceTemplate<T, unknown> = Object.freeze({
    name: 'mock',
    create: () => value,
    configured: () => mock,
  });
  return mock;
}
