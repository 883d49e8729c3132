import type { Params, RunRequest } from '@pintle/hookspecs';
import type { Plain } from '../config/plain.js';

/** What a process would execute, but for its pipelines. */
export interface ProjectCode {
  /** The hash of all parts. */
  readonly settingsHash: string;
  /** Versions of packages and plugins, and hashes of files, by name: what tells two processes what they differ in. */
  readonly parts: Readonly<Record<string, string>>;
}

/**
 * What all tasks of a run have in common, as it can be sent anywhere: JSON through and through, and without secrets. What
 * the configuration says is read again where the ticket is used, with the environment that is there.
 */
export interface RunTicket {
  readonly runId: string;
  readonly runAttempt: number;
  /** The name under which the pipeline is found. */
  readonly pipelineName: string;
  readonly pipelineHash: string;
  readonly code: ProjectCode;
  readonly env: string;
  /** Those that were given over the ones in `conf`. */
  readonly params: Params;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly request: RunRequest;
  /** The run config of jobs that was given over the one in `conf`, as it is written. */
  readonly jobConfig: Plain;
  /** Digests of what the environment has put into parameters and run config, by `<file>: <key>`. */
  readonly variables: Readonly<Record<string, string>>;
  /** The folder of configuration, where it is not `conf`. */
  readonly confSource?: string;
}
