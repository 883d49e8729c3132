import type { MessagePort } from 'node:worker_threads';
import type { Carrier, LogLevel, NodeReport, Params, SerializedError } from '@pintle/hookspecs';
import type { JobConfig } from '../job/config.js';
import type { Packed } from './wire.js';

/** A node that is to be run on another thread: where to find it, and what it is run with. */
export interface ThreadTask {
  readonly projectDir: string;
  /** The pipelines that are looked through for the node, in this order. */
  readonly pipelines: readonly string[];
  /** The run config of jobs. */
  readonly jobConfig: JobConfig;
  readonly node: string;
  readonly inputs: Packed;
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly run: ThreadRun;
  readonly carrier: Carrier;
  /** URLs of the modules to put around it. */
  readonly around: readonly string[];
  readonly port: MessagePort;
}

/** What a thread knows of the run. */
export interface ThreadRun {
  readonly runId: string;
  readonly attempt: number;
  readonly pipelineName: string;
  readonly env: string;
  readonly params: Params;
  readonly startedAt: Date;
}

/** What came of it. */
export type ThreadResult =
  | { readonly ok: true; readonly outputs: Packed; readonly report: NodeReport | undefined }
  | { readonly ok: false; readonly error: SerializedError; readonly report: NodeReport | undefined };

/** What a thread says while it runs a node. */
export interface ThreadLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Told to a thread: the attempt is over, because of this. */
export interface ThreadAbort {
  readonly reason: SerializedError;
}
