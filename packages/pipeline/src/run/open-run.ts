import { isDeepStrictEqual } from 'node:util';
import { HookError } from '@pintle/core';
import type { Clock, Logger, RunInfo, RunRequest } from '@pintle/hookspecs';
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
import { RunResources } from './resources.js';

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
}

/**
 * Opens a run, or the next attempt of one that is resumed: takes its lease and opens its log.
 *
 * @throws HookError `RUN_REQUEST_INVALID`, `RUN_NOT_FOUND`, `RUN_AMBIGUOUS`, `RUN_LEASE_HELD`, `RUN_NOT_RESUMABLE`,
 * `RUN_LOG_UNWRITABLE`
 */
export function openRun(project: Project, options: RunOptions): OpenRun {
  const { projectDir, env, params, durability, graceMs, hooks, clock, secrets } = project;
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
    const resources = new RunResources(runId, env, log, bound, project);
    const info: RunInfo = Object.freeze({
      runId,
      attempt: (before?.attempt ?? 0) + 1,
      pipelineName: project.pipelines.nameOf(request.pipeline),
      env,
      params,
      startedAt: clock.now(),
      resources,
    });
    const cancellation = new Cancellation(clock, graceMs);
    const runLog = writing(folder, () => new RunLog({ path: folder.events, lease, runId, durability }));
    const recorder = new Recorder({ run: info, runLog, hooks, waits: cancellation.ends, log, clock, secrets });
    lease.keep(() => {
      recorder.close();
      cancellation.abandon(leaseLost(runId));
    });
    return {
      request,
      info,
      resources,
      lease,
      runLog,
      recorder,
      cancellation,
      log,
      clock,
      done: before?.done ?? new Set(),
    };
  } catch (error) {
    lease.release(true);
    throw error;
  }
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
