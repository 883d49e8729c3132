import type { Clock, Logger, RunInfo } from '@pintle/hookspecs';
import type { RunCatalog } from '../catalog/index.js';
import type { Cancellation } from './cancellation.js';
import type { NodeHooks } from './hooks.js';
import type { AttemptRecorder } from './recorder.js';

/** What the attempts of a run have in common, on whichever machine they run. */
export interface AttemptHost {
  readonly run: RunInfo;
  readonly catalog: RunCatalog;
  readonly hooks: NodeHooks;
  readonly recorder: AttemptRecorder;
  readonly cancellation: Cancellation;
  readonly log: Logger;
  readonly clock: Clock;
  /** Milliseconds that an attempt may take to stop after its `timeoutMs`. */
  readonly graceMs: number;
}
