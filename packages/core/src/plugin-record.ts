import type { Implementation, WrittenImpl } from './impl.js';

/** A method of a class instance that waits for a spec of its name. */
export interface PendingMethod {
  readonly hook: string;
  readonly written: WrittenImpl;
  readonly seq: number;
}

/** What the manager keeps of one registered plugin. */
export interface PluginRecord {
  readonly name: string;
  readonly plugin: object;
  /** Whether the plugin is a class instance, which its implementations get as `this`. */
  readonly isInstance: boolean;
  /** Installed implementations, in the order of installation. */
  readonly impls: Implementation[];
  /** Methods that attach when their spec is added. */
  readonly methods: PendingMethod[];
  /** Whether a failing implementation takes the plugin out: its calls are counted then. */
  readonly disableable: boolean;
  /** Set once an implementation under `onError: 'disable'` failed: nothing of the plugin is called any more. */
  masked: boolean;
  /** Calls under way that include a disableable plugin. */
  inFlight: number;
  /** Undoes `observe`. */
  stopObserving: (() => void) | undefined;
}
