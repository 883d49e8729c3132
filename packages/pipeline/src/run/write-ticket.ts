import { isDeepStrictEqual } from 'node:util';
import { HookError } from '@pintle/core';
import type { Params } from '@pintle/hookspecs';
import { quoted } from '../describe/node-check.js';
import type { RunTicket } from '../executor/run-ticket.js';
import { pipelineHash, projectCode } from './fingerprint.js';
import type { OpenRun } from './open-run.js';
import type { Project } from './project.js';

/**
 * Writes the ticket of a run.
 *
 * @throws HookError `RUN_NOT_TRANSFERABLE` for parameters and run config that are no plain data
 */
export function ticketOf(project: Project, { info, request }: Pick<OpenRun, 'info' | 'request'>): RunTicket {
  const { runId, attempt: runAttempt, pipelineName, env, startedAt } = info;
  const { confSource, pipelines, secrets } = project;
  const { params, jobConfig } = project.given;
  checkPlain(params, 'parameters');
  checkPlain(jobConfig, 'parts of the run config');
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
    jobConfig,
    variables: secrets.digests(runId),
    ...(confSource === undefined ? {} : { confSource }),
  };
}

function checkPlain(values: Params, what: string): void {
  const culprits = Object.keys(values).filter((key) => !survives(values[key]));
  if (culprits.length === 0) return;
  throw new HookError('RUN_NOT_TRANSFERABLE', `These ${what} cannot be sent to other machines: ${quoted(culprits)}.`, {
    hint: 'Plain data can: text, numbers, booleans, null, lists and objects of these.',
  });
}

function survives(value: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
  } catch {
    return false;
  }
}
