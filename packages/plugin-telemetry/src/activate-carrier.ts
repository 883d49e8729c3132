import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Carrier } from '@pintle/hookspecs';
import { parentIn } from './spans/parent.js';

/**
 * Runs a function in the trace context that a carrier brought along, so that its spans become children of the node's.
 *
 * Nodes need not call it: it is done for them, on other threads and machines, too. It is for work that a node hands on by
 * itself.
 *
 * @param carrier - `carrier` of a node's context, or what `inject_context` made; `undefined` changes nothing
 * @returns what the function returns
 * @example
 * ```ts
 * import { activateCarrier } from '@pintle/plugin-telemetry';
 *
 * process.on('message', ({ carrier }: { carrier: Record<string, string> }) => activateCarrier(carrier, () => work()));
 *
 * function work(): void {}
 * ```
 */
export function activateCarrier<T>(carrier: Carrier | undefined, work: () => T): T {
  return carrier === undefined ? work() : context.with(parentIn(carrier, ROOT_CONTEXT), work);
}
