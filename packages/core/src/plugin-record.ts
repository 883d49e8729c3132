import type { Implementation, WrittenImpl } from './impl.js';
import type { Owner } from './owner.js';

/** A method of a class instance that waits for a spec of its name. */
export interface PendingMethod {
  readonly hook: string;
  readonly written: WrittenImpl;
  /** Its age among all implementations of the manager. */
  readonly seq: number;
}

/** What the manager keeps of one registered plugin. */
export interface PluginRecord extends Owner {
  /** Installed implementations, in the order of installation. */
  impls: Implementation[];
  /** Methods that attach when their spec is added. */
  readonly methods: PendingMethod[];
  /** Undoes `observe`. */
  stopObserving: (() => void) | undefined;
}
