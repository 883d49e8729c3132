import type { AttachedHooks } from '@pintle/hookspecs';

/** A task or a flow, with its lists as hooks of the nodes or of the run that its calls are. */
export interface HookCarrier {
  readonly kind: 'task' | 'flow';
  readonly name: string;
  readonly hooks: AttachedHooks;
}

const CARRIER = Symbol.for('pintle.carrier');

/** Marks a task or a flow as what it is, for every copy of this package. */
export function brandCarrier<T extends object>(value: T, carrier: HookCarrier): T {
  return Object.defineProperty(value, CARRIER, { value: carrier });
}

/** What a value carries; `undefined` for what is neither a task nor a flow. */
export function carrierOf(value: unknown): HookCarrier | undefined {
  const isThing = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isThing ? (value as { readonly [CARRIER]?: HookCarrier })[CARRIER] : undefined;
}
