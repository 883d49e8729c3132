import { isDeepStrictEqual } from 'node:util';
import { HookError } from '@pintle/core';
import type { Params, RunRequest } from '@pintle/hookspecs';
import { quoted } from '../describe/node-check.js';
import { pipelineHash, type ProjectCode, projectCode } from '../run/fingerprint.js';
import type { OpenRun } from '../run/open-run.js';
import type { Project } from '../run/project.js';

/** What all tasks of a run have in common, as it can be sent anywhere: JSON through and through. */
export interface RunTicket {
  readonly runId: string;
  readonly runAttempt: number;
  /** The name under which the pipeline is found. */
  readonly pipelineName: string;
  readonly pipelineHash: string;
  readonly code: ProjectCode;
  readonly env: string;
  readonly params: Params;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly request: RunRequest;
  /** The folder of configuration, where it is not `conf`. */
  readonly confSource?: string;
}

/**
 * Writes the ticket of a run.
 *
 * @throws HookError `RUN_NOT_TRANSFERABLE` for parameters that are no plain data
 */
export function ticketOf(project: Project, { info, request }: Pick<OpenRun, 'info' | 'request'>): RunTicket {
  const { runId, attempt: runAttempt, pipelineName, env, params, startedAt } = info;
  const { confSource, pipelines } = project;
  checkParams(params);
  return {
    runId,
    runAttempt,
    pipelineName,
    pipelineHash: pipelineHash(pipelines.find(pipelineName)),
    code: projectCode(project),
    env,
    params,
    startedAt: startedAt.toISOString(),
    request,
    ...(confSource === undefined ? {} : { confSource }),
  };
}

function checkParams(params: Params): void {
  const culprits = Object.keys(params).filter((key) => !survives(params[key]));
  if (culprits.length === 0) return;
  const message = `These parameters cannot be sent to other machines: ${quoted(culprits)}.`;
  throw new HookError('RUN_NOT_TRANSFERABLE', message, {
    hint: 'Parameters are plain data there: text, numbers, booleans, null, lists and objects of these.',
  });
}

function survives(value: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
  } catch {
    return false;
  }
}
