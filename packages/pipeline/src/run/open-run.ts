import { isDeepStrictEqual } from 'node:util';
import { HookError } from '@pintle/core';
import type { Clock, HookFailure, Logger, RunInfo, RunRequest } from '@pintle/hookspecs';
import { v7 as uuid } from 'uuid';
import { type RunFolder, runFolder } from '../log/folder.js';
import { Lease, leaseLost } from '../log/lease.js';
import { RunLog } from '../log/run-log.js';
import { eventsOf, findRun } from '../log/run-store.js';
import { type RunRecord, recordOf } from '../log/run-record.js';
import { Cancellation } from './cancellation.js';
import type { Project } from './project.js';
import { Recorder } from './recorder.js';
import { type RunOptions, requestOf } from './request.js';
import { type BoundResources, RunResources } from './resources.js';

/** A run that has its lease, its log and its identity, and has not called any hook yet. */
export interface OpenRun {
  readonly request: RunRequest;
  readonly info: RunInfo;
  /** The one that `info` shows. */
  readonly resources: RunResources;
  readonly lease: Lease;
  readonly runLog: RunLog;
  readonly recorder: Recorder;
  readonly cancellation: Cancellation;
  readonly log: Logger;
  readonly clock: Clock;
  /** Nodes that did their work in an earlier attempt of this run. */
  readonly done: ReadonlySet<string>;
  /** Failures of hooks in the attempts before, as far as this process made them. */
  readonly failedBefore: readonly HookFailure[];
}

/**
 * Opens a run, or the next attempt of one that is resumed: takes its lease and opens its log.
 *
 * @throws HookError `RUN_REQUEST_INVALID`, `RUN_NOT_FOUND`, `RUN_AMBIGUOUS`, `RUN_LEASE_HELD`, `RUN_NOT_RESUMABLE`,
 * `RUN_LOG_UNWRITABLE`
 */
export function openRun(project: Project, options: RunOptions): OpenRun {
  const { projectDir, durability } = project;
  const runId = options.resume === undefined ? uuid() : findRun(projectDir, options.resume);
  const folder = runFolder(projectDir, runId);
  const lease = writing(folder, () => Lease.claim(folder, project.leaseMs));
  if (lease === undefined) throw leaseHeld(runId);
  try {
    const before = options.resume === undefined ? undefined : resumable(project, runId);
    const request = requestOf({ ...options, resume: before?.runId }, askedBefore(before));
    const log = project.log.child({ run: runId });
    if (before !== undefined) warnOfOtherParams(project, before, log);
    const bound = project.pipelines.resourcesOf(request.pipeline);
    const runLog = writing(folder, () => new RunLog({ path: folder.events, lease, runId, durability }));
    const attempt = (before?.attempt ?? 0) + 1;
    const done = before?.done ?? new Set<string>();
    return openAttempt(project, { runId, attempt, request, bound, lease, runLog, log, done, failedBefore: [] });
  } catch (error) {
    lease.release(true);
    throw error;
  }
}

/**
 * Opens the attempt that follows one which has ended in this process: the run has stayed ours in between. It has resources,
 * a cancellation and hook failures of its own.
 */
export function nextAttempt(project: Project, { info, recorder, failedBefore, ...run }: OpenRun): OpenRun {
  const { runId, attempt } = info;
  const bound = project.pipelines.resourcesOf(run.request.pipeline);
  return openAttempt(project, {
    ...run,
    runId,
    attempt: attempt + 1,
    bound,
    failedBefore: [...failedBefore, ...recorder.failures],
  });
}

/** What an attempt of a run is opened with. */
type Opening = Pick<OpenRun, 'request' | 'lease' | 'runLog' | 'log' | 'done' | 'failedBefore'> & {
  readonly runId: string;
  readonly attempt: number;
  readonly bound: BoundResources;
};

function openAttempt(project: Project, { runId, attempt, bound, ...opening }: Opening): OpenRun {
  const { env, params, graceMs, hooks, clock, secrets } = project;
  const { request, lease, runLog, log } = opening;
  const resources = new RunResources(runId, env, log, bound, project);
  const info: RunInfo = Object.freeze({
    runId,
    attempt,
    pipelineName: project.pipelines.nameOf(request.pipeline),
    env,
    params,
    startedAt: clock.now(),
    resources,
  });
  const cancellation = new Cancellation(clock, graceMs);
  const recorder = new Recorder({ run: info, runLog, hooks, waits: cancellation.ends, log, clock, secrets });
  lease.keep(() => {
    recorder.close();
    cancellation.abandon(leaseLost(runId));
  });
  return { ...opening, info, resources, recorder, cancellation, clock };
}

/** What is known of a run that is to be resumed. @throws HookError `RUN_NOT_RESUMABLE` */
export function resumable(project: Project, runId: string): RunRecord {
  const before = recordOf(eventsOf(project.projectDir, runId));
  if (before === undefined)
    throw new HookError('RUN_NOT_RESUMABLE', `Run ${runId} has recorded nothing to resume from.`);
  const status = before.ended?.status;
  if (status === 'success' || status === 'skipped') {
    throw new HookError('RUN_NOT_RESUMABLE', `Run ${runId} ended with ${status}: there is nothing to resume.`, {
      hint: 'Start a new run.',
    });
  }
  if (before.started.env !== project.env) {
    const message = `Run ${runId} was started in the environment "${before.started.env}", this session is in "${project.env}".`;
    throw new HookError('RUN_NOT_RESUMABLE', message, { hint: `Resume it with --env ${before.started.env}.` });
  }
  return before;
}

/** What was asked of the run that is resumed: its runner, too, which may still be executing nodes of it. */
export function askedBefore(before: RunRecord | undefined): Readonly<Record<string, unknown>> | undefined {
  return before === undefined ? undefined : { ...before.started.request, runner: before.started.runner };
}

/** What is done already was made with the parameters of before. */
function warnOfOtherParams({ secrets, params }: Project, { runId, started }: RunRecord, log: Logger): void {
  const recorded: unknown = JSON.parse(JSON.stringify(secrets.params(params)));
  const now = new Map(Object.entries(recorded as object));
  const before = new Map(Object.entries(started.params));
  const differing = [...new Set([...before.keys(), ...now.keys()])].filter(
    (name) => !isDeepStrictEqual(before.get(name), now.get(name)),
  );
  if (differing.length === 0) return;
  log.warn(`parameters are not those that run ${runId} was started with: ${differing.join(', ')}`, {
    hint: 'Nodes that are done are not run again. Give the same --params, or start a new run.',
  });
}

function writing<T>(folder: RunFolder, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new HookError('RUN_LOG_UNWRITABLE', `The run could not be recorded in ${folder.dir}: ${cause.message}.`, {
      cause,
      hint: 'Every run writes its log there: make the project folder writable.',
    });
  }
}

function leaseHeld(runId: string): HookError<string> {
  return new HookError('RUN_LEASE_HELD', `Run ${runId} is going on in another process, which holds its lease.`, {
    hint: 'Wait until it has ended, or stop that process.',
  });
}
