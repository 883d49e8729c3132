import type { EventEmitter } from 'eventemitter3';
import { messageOf } from './describe.js';
import type { HookImpl } from './hook-impl.js';

/** A fault that `onError: 'warn'` or `'disable'` kept from the caller. */
export interface HookFault {
  readonly hook: string;
  readonly plugin: string;
  readonly impl: HookImpl;
  /** What was thrown, untouched. */
  readonly error: unknown;
  readonly policy: 'warn' | 'disable';
}

/** The events of `pm.events` and what their listeners get. */
export interface ManagerEvents {
  'plugin:registered': [name: string, plugin: object];
  'plugin:unregistered': [name: string, plugin: object];
  'plugin:blocked': [name: string];
  /** A fault under `onError: 'disable'`: the plugin is masked, and unregistered when the calls under way have ended. */
  'plugin:disabled': [name: string, error: unknown];
  'spec:added': [hook: string, namespace: string];
  'hook:error': [fault: HookFault];
}

/** Tells listeners; one that throws changes nothing. @returns whether there are any */
export function tell<Name extends keyof ManagerEvents>(
  events: EventEmitter<ManagerEvents>,
  event: Name,
  ...args: EventEmitter.EventArgs<ManagerEvents, Name>
): boolean {
  if (events.listenerCount(event) === 0) return false;
  try {
    return events.emit(event, ...args);
  } catch (error) {
    process.emitWarning(`A listener of "${event}" failed: ${messageOf(error)}`, { code: 'PINTLE_LISTENER_FAILED' });
    return true;
  }
}
