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
