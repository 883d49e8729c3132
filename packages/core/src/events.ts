import type { HookImpl } from './impl.js';

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
