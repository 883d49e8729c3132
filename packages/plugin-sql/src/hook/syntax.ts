import { isHookError, type Logger, type Model, type PipelineNode, type RunInfo } from '@pintle/hookspecs';
import type { Database } from '../engine/engine.js';
import { placed } from '../engine/run-statement.js';
import { transact } from '../engine/transaction.js';
import { onlyStatement } from '../model/build.js';
import { modelScope } from '../model/node.js';
import { MODEL_HOOKS, NODE_HOOKS } from '../project-file/hook-names.js';
import type { Script } from '../script/script.js';
import type { OpenProject } from '../open-project.js';
import type { HookDefinition } from '../project-file/hook-definition.js';
import { hookContext } from './hook-context.js';
import type { SqlHook } from './sql-hook.js';
import { ModelTally } from './tally.js';

/** Values that only a call has: a template that fails on the stand-ins is not judged. */
const UNKNOWN_YET: readonly string[] = ['SQL_VALUE_INVALID', 'SQL_VARIABLE_UNKNOWN'];

/** The script of a hook, rendered with stand-ins; `undefined` where it needs what only a call has. */
export function sampleScript(hook: SqlHook, { connections, lookup }: OpenProject, log: Logger): Script | undefined {
  const { definition } = hook;
  const context = hookContext(definition, sampleArgs(definition, log), new ModelTally().of(SAMPLE_RUN), connections);
  try {
    return hook.script(context, lookup);
  } catch (error) {
    if (isHookError(error) && UNKNOWN_YET.includes(error.code)) return undefined;
    throw error;
  }
}

/** The scripts of a model: as it is built anew, and as it is added to. */
export function modelScripts(name: string, { connections, lookup, models }: OpenProject): readonly Script[] {
  const definition = models.get(name);
  if (definition === undefined) return [];
  const { runId, env, startedAt, attempt } = SAMPLE_RUN;
  const run = { run_id: runId, env_name: env, engine_name: connections.engine.name, started_at: startedAt, attempt };
  const modes = definition.config.materialized === 'incremental' ? [false, true] : [false];
  return modes.map((isIncremental) =>
    definition.template.render(connections.engine, modelScope({ connections, lookup }, definition, run, isIncremental)),
  );
}

/** Lets the engine look at statements without running them. @throws HookError `SQL_STATEMENT_FAILED` */
export async function checkSyntax(database: Database, scripts: readonly Script[]): Promise<void> {
  const work = async (connection: Parameters<Parameters<typeof transact>[1]>[0]): Promise<void> => {
    for (const statement of scripts.flatMap(({ statements }) => statements)) {
      const error = await connection.check(statement.text);
      if (error !== undefined) throw placed(error, statement);
    }
  };
  await transact(database, work, 'none');
}

/** Refuses models that are not one select. @throws HookError `SQL_MODEL_INVALID` */
export function checkModelScripts(open: OpenProject): void {
  for (const { name, path } of open.models.values())
    for (const script of modelScripts(name, open)) onlyStatement(script, path);
}

const SAMPLE_RUN: RunInfo = {
  runId: '00000000-0000-7000-8000-000000000000',
  attempt: 1,
  pipelineName: 'models',
  env: 'local',
  params: {},
  startedAt: new Date(0),
  resources: { keys: [], get: () => Promise.reject(new TypeError('a stand-in has no resources')) },
};

function sampleArgs({ when }: HookDefinition, log: Logger): Parameters<typeof hookContext>[1] {
  const model: Model = {
    name: 'model',
    path: 'models/model.sql',
    tags: [],
    meta: {},
    status: 'success',
    rowsAffected: 0,
    elapsedMs: 0,
  };
  const node: PipelineNode = { name: 'model', inputs: [], outputs: [], run: () => ({}) };
  return {
    run: SAMPLE_RUN,
    log,
    ...(MODEL_HOOKS.includes(when) ? { model, node } : {}),
    ...(NODE_HOOKS.includes(when) ? { node } : {}),
  };
}
