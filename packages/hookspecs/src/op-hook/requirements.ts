import { didYouMean, HookError } from '@pintle/core';
import type { AttachedHooks } from '../domain/attached-hooks.js';
import type { PipelineNode } from '../domain/node.js';
import type { Resource, ResourceRequirements, ResourceSource } from '../domain/resource.js';

/** Whether a value is a resource, ready or still to be configured. */
export function isResource(value: unknown): value is ResourceSource<unknown> {
  const { create, configured } = (value ?? {}) as { readonly create?: unknown; readonly configured?: unknown };
  return typeof create === 'function' || typeof configured === 'function';
}

/** Whether a resource can be created as it is. */
export function isReady<T>(resource: ResourceSource<T>): resource is Resource<T> {
  return typeof (resource as Partial<Resource<T>>).create === 'function';
}

/** What an attached hook requires, by key. */
export function requirementsOf(attached: AttachedHooks): ResourceRequirements {
  return (attached as { readonly requires?: ResourceRequirements }).requires ?? {};
}

/** Whose resources something requires, for messages: `job "nightly"`. */
export interface ResourceProvider {
  readonly who: string;
  readonly keys: readonly string[];
}

/** The error of a hook whose resource nobody provides. */
export function resourceMissing(
  attached: Pick<AttachedHooks, 'name'>,
  node: Pick<PipelineNode, 'name'>,
  key: string,
  { who, keys }: ResourceProvider,
): HookError<string> {
  const there = keys.length === 0 ? 'It has no resources.' : `Its resources: ${keys.join(', ')}.`;
  const message = `Hook "${attached.name}" on op "${node.name}" requires the resource "${key}", which ${who} does not provide.`;
  return new HookError('RESOURCE_MISSING', `${message} ${there}`, {
    hint: didYouMean(key, keys) ?? `Give the job resources: { ${key}: … }.`,
  });
}
