import type { PintlePlugin } from '@pintle/hookspecs';

/** Watches hook calls. */
export type CallObserver = NonNullable<PintlePlugin['observe']>;

/** A call that has ended. */
export type CallEnd = Parameters<NonNullable<CallObserver['after']>>[0];

/** One implementation's part in a call. */
export type CallStep = CallEnd['steps'][number];
