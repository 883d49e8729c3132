import type { Model, OutcomeStatus } from '@pintle/hookspecs';
import type { Connections } from '../connection/connections.js';
import type { HookDefinition } from '../project-file/hook-definition.js';
import type { AnyHookArgs } from './hook-args.js';
import type {
  ProjectHookContext,
  ProjectHookModel,
  ProjectHookNode,
  ProjectHookRun,
  ProjectHookStats,
} from './project-hook.js';
import type { ModelCounts } from './tally.js';

/** Makes what a hook of a project file is handed. */
export function hookContext(
  { when, params }: HookDefinition,
  args: AnyHookArgs,
  counts: ModelCounts,
  { engine, env }: Pick<Connections, 'engine' | 'env'>,
): ProjectHookContext {
  const status = runStatus(when, args);
  const stats = statsOf(counts, status);
  return {
    when,
    run: runOf(args, status, counts, engine.name),
    ...(args.model === undefined ? {} : { model: modelOf(args.model) }),
    ...(args.node === undefined ? {} : { node: nodeOf(args) }),
    env,
    params,
    stats,
    runStats: stats,
    log: args.log,
  };
}

function runStatus(when: string, { outcome, willRetry }: AnyHookArgs): OutcomeStatus | 'running' {
  switch (when) {
    case 'on_run_end':
      return outcome?.status ?? 'running';
    case 'after_pipeline_run':
      return 'success';
    case 'on_pipeline_error':
      return willRetry === true ? 'retrying' : 'error';
    default:
      return 'running';
  }
}

function runOf(
  { run, outcome, error, node }: AnyHookArgs,
  status: string,
  { rows }: ModelCounts,
  engineName: string,
): ProjectHookRun {
  const { runId, attempt, pipelineName, env: envName, startedAt } = run;
  const cause = node === undefined ? (outcome?.error ?? error) : undefined;
  return {
    runId,
    attempt,
    pipelineName,
    envName,
    engineName,
    startedAt,
    status,
    rowCount: rows ?? null,
    error: textOf(cause),
  };
}

function modelOf({ name, path, tags, meta, status, rowsAffected, elapsedMs, error }: Model): ProjectHookModel {
  return {
    name,
    path,
    tags,
    meta,
    status,
    rowsAffected: rowsAffected ?? null,
    elapsedMs: elapsedMs === undefined ? null : Math.round(elapsedMs),
    error: textOf(error),
  };
}

function nodeOf({ node, attempt = 0, outcome, error, reason }: AnyHookArgs): ProjectHookNode {
  const { name = '', kind = 'code', tags = [], meta = {} } = node ?? {};
  return {
    name,
    kind,
    tags,
    meta,
    attempt,
    status: outcome?.status ?? (error === undefined ? (reason === undefined ? 'running' : 'skipped') : 'error'),
    reason: outcome?.reason ?? reason ?? null,
    error: textOf(outcome?.error ?? error),
  };
}

function statsOf({ built, skipped, failed, rows = 0, elapsedMs }: ModelCounts, runStatus: string): ProjectHookStats {
  return {
    modelsBuilt: built,
    modelsSkipped: skipped,
    modelsFailed: failed,
    rowsTotal: rows,
    elapsedMsTotal: Math.round(elapsedMs),
    runStatus,
  };
}

function textOf(error: unknown): string | null {
  if (error === undefined || error === null) return null;
  return error instanceof Error ? error.message : typeof error === 'string' ? error : JSON.stringify(error);
}
