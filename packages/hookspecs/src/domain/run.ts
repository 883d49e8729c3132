import type { Outcome } from './outcome.js';
import type { Resources } from './resource.js';

/** Parameters of a run: nested plain values, from `conf` files and `--params`. */
export type Params = Readonly<Record<string, unknown>>;

/** Which run a hook is called for. */
export interface RunInfo {
  /** A UUIDv7: unique, and sorts by time. */
  readonly runId: string;
  /** The attempt of the run, from 1: a resume raises it. */
  readonly attempt: number;
  /** The pipeline or job that was asked for; the sum of several is joined by `+`. */
  readonly pipelineName: string;
  /** The configuration environment, `local` by default. */
  readonly env: string;
  readonly params: Params;
  readonly startedAt: Date;
  readonly resources: Resources;
}

/** What was asked of a run: names and filters exactly as given; empty lists where none were. */
export interface RunRequest {
  readonly pipeline: string | undefined;
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  readonly nodes: readonly string[];
  readonly fromNodes: readonly string[];
  readonly toNodes: readonly string[];
  readonly fromInputs: readonly string[];
  readonly toOutputs: readonly string[];
  readonly tags: readonly string[];
  /** Dataset name → version to load. */
  readonly loadVersions: Readonly<Record<string, string>>;
  readonly runner: string;
  readonly concurrency: number | undefined;
  readonly onlyMissingOutputs: boolean;
  readonly keepGoing: boolean;
  /** The run id that this run resumes. */
  readonly resume: string | undefined;
}

/** What the pipeline hooks know of the run that they are part of: Kedro's `run_params`, typed. */
export interface RunParams extends RunRequest {
  readonly runId: string;
  readonly projectDir: string;
  readonly env: string;
  readonly pipelineName: string;
  readonly params: Params;
}

/** Counts of a run's selected nodes, by how they ended. */
export interface RunStats {
  readonly nodesTotal: number;
  readonly nodesSucceeded: number;
  readonly nodesFailed: number;
  readonly nodesSkipped: number;
  readonly nodesCached: number;
  readonly nodesCancelled: number;
  /** Hook failures that were recorded and did not change the outcome. */
  readonly hookFailures: number;
  readonly durationMs: number;
}

/** A failure of a hook that does not guard anything: recorded, logged, exit code 3. */
export interface HookFailure {
  readonly hook: string;
  /** The plugin, or `undefined` when it is not known. */
  readonly plugin: string | undefined;
  readonly node?: string;
  readonly attempt?: number;
  /** What was thrown, untouched. */
  readonly error: unknown;
}

/** What the nodes of a run gave: what `after_pipeline_run` is handed, before the run itself has ended. */
export interface PipelineResult {
  /** Outcome by node name, in the order in which the nodes ended. */
  readonly nodes: ReadonlyMap<string, Outcome>;
  /** Values of the outputs that no node consumes and that live in memory, by dataset name. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Loads any output of the run, persisted ones too, through the run's catalog. */
  load(datasetName: string): Promise<unknown>;
}

/** How a run ended. */
export interface RunResult extends PipelineResult {
  readonly run: RunInfo;
  readonly outcome: Outcome;
  readonly stats: RunStats;
  readonly hookFailures: readonly HookFailure[];
  /** Throws what made the run fail; returns itself when nothing did. */
  throwIfFailed(): RunResult;
}
