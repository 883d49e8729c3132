import type { AuditRecord } from '../row/record.js';

/** One implementation's part in a call of a hook. */
export interface HookCalled extends AuditRecord {
  readonly type: 'hook_called';
  /** When it ended. ISO 8601, UTC, with milliseconds. */
  readonly time: string;
  readonly hook: string;
  readonly plugin: string;
  /** The version of the plugin's package, else the one that the plugin states. */
  readonly pluginVersion?: string;
  /** `plugin#n`: the n-th implementation that this plugin has of the hook, from 1. */
  readonly implementation: string;
  /** What listings call the implementation. */
  readonly label?: string;
  /** A wrapper's time includes what ran inside it. */
  readonly wrapper?: true;
  readonly node?: string;
  readonly attempt?: number;
  readonly dataset?: string;
  /** `unsettled`: the call ended without waiting for it. */
  readonly status: 'success' | 'error' | 'unsettled';
  readonly durationMs: number;
  readonly error?: CallError;
}

/** What an implementation threw, in short: what it did to the run is told by the run log. */
export interface CallError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

/** A process takes part in an attempt of a run: it calls hooks of it. The first record of each of its strands. */
export interface ProcessJoined extends AuditRecord {
  readonly type: 'process_joined';
  readonly time: string;
  readonly host: string;
  readonly pid: number;
  /** `name` of the project's package.json. */
  readonly project: string;
  /** The version of Node. */
  readonly nodeVersion: string;
  /** The version of this package. */
  readonly auditVersion: string;
  /** The variables that may be recorded, as far as they are set. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Calls that could not be recorded, because their file could not be written to for too long. */
export interface CallsLost extends AuditRecord {
  readonly type: 'calls_lost';
  readonly time: string;
  readonly count: number;
}

/** What an error says of itself, in short. */
export function callError(thrown: unknown): CallError {
  if (!(thrown instanceof Error)) return { name: 'Thrown', message: String(thrown) };
  const { code } = thrown as { readonly code?: unknown };
  return { name: thrown.name, message: thrown.message, ...(typeof code === 'string' ? { code } : {}) };
}
