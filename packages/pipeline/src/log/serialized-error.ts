import { originOf } from '@pintle/core';
import type { SerializedError } from '@pintle/hookspecs';
import { HOST } from '../run/host-plugin.js';

const DEPTH = 8;

/** A thrown value as plain data: name, message, code, hint, the plugin and hook it came from, stack, and the chain of causes. */
export function serializeError(thrown: unknown, depth = DEPTH): SerializedError {
  if (!(thrown instanceof Error)) return { name: 'Thrown', message: text(thrown) };
  const { code, hint, ...known } = thrown as Error & Readonly<Record<'code' | 'hint' | 'plugin' | 'hook', unknown>>;
  const origin = originOf(thrown);
  // What the host's own run_node throws is the node's error.
  const { plugin, hook } = origin === undefined || origin.plugin === HOST ? known : origin;
  const deeper = depth > 1;
  return {
    name: thrown.name,
    message: thrown.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof hint === 'string' ? { hint } : {}),
    ...(typeof plugin === 'string' ? { plugin } : {}),
    ...(typeof hook === 'string' ? { hook } : {}),
    ...(thrown.stack === undefined ? {} : { stack: thrown.stack }),
    ...(thrown.cause === undefined || !deeper ? {} : { cause: serializeError(thrown.cause, depth - 1) }),
    ...(thrown instanceof AggregateError && deeper
      ? { errors: thrown.errors.map((error: unknown) => serializeError(error, depth - 1)) }
      : {}),
  };
}

/** An error as it was before it became data: of class `Error`, with the same name, message, code, hint, stack, cause. */
export function deserializeError(data: SerializedError): Error {
  const cause = data.cause === undefined ? undefined : { cause: deserializeError(data.cause) };
  const error =
    data.errors === undefined
      ? new Error(data.message, cause)
      : new AggregateError(data.errors.map(deserializeError), data.message, cause);
  const { name, code, hint, plugin, hook, stack } = data;
  for (const [key, value] of Object.entries({ name, code, hint, plugin, hook, stack })) {
    if (value !== undefined) Object.defineProperty(error, key, { value, configurable: true, writable: true });
  }
  return error;
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
