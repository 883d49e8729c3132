import { HookError } from '@pintle/core';
import type { Logger } from '../domain/logger.js';
import type { NodeData, PipelineNode } from '../domain/node.js';
import type { NoResources } from '../domain/resource.js';
import type { OnNodeEndArgs } from '../node-args.js';
import type { OpHookInfo } from './op-hook-info.js';
import { isReady, resourceMissing } from './requirements.js';

/** What an op hook is handed. */
export interface HookContext<Needs = NoResources> {
  /** The job in which the op ran; the pipeline where there is no job. */
  readonly jobName: string;
  readonly runId: string;
  /** Bound to the run, the op and the hook. */
  readonly log: Logger;
  /** The hook itself. */
  readonly hookDef: OpHookInfo;
  /** The op for which the hook is called. */
  readonly op: PipelineNode;
  /** `config` of the op, with what the run config says of it. */
  readonly opConfig: unknown;
  /** What the op threw, untouched; `undefined` for ops that succeeded. */
  readonly opException: unknown;
  /** What the op returned, by dataset name; empty where it did not return. */
  readonly opOutputValues: NodeData;
  /** The op's name in its run. */
  readonly stepKey: string;
  /** The values of exactly the required resources, by key. */
  readonly resources: Needs;
  /** The keys of the required resources. */
  readonly requiredResourceKeys: readonly string[];
  /** The attempt that decided, from 1. */
  readonly attempt: number;
}

/** Makes the context of an op that has ended: creates the resources that the hook requires, as far as they are not there. */
export async function contextOf(
  hook: OpHookInfo,
  args: OnNodeEndArgs,
): Promise<HookContext<Readonly<Record<string, unknown>>>> {
  const { run, node, outcome, attempt, log, loadOutputs } = args;
  const keys = Object.keys(hook.requires);
  return Object.freeze({
    jobName: run.pipelineName,
    runId: run.runId,
    log: log.child({ hook: hook.name }),
    hookDef: hook,
    op: node,
    opConfig: node.config,
    opException: outcome.status === 'crashed' ? crashed(node) : outcome.error,
    opOutputValues: await loadOutputs(),
    stepKey: node.name,
    resources: Object.freeze(await resourcesOf(hook, args)),
    requiredResourceKeys: Object.freeze(keys),
    attempt,
  });
}

async function resourcesOf(hook: OpHookInfo, { run, node }: OnNodeEndArgs): Promise<Record<string, unknown>> {
  const { keys = [] } = run.resources;
  const values: Record<string, unknown> = {};
  for (const [key, source] of Object.entries(hook.requires)) {
    if (!keys.includes(key) && !isReady(source)) {
      throw resourceMissing(hook, node, key, { who: `"${run.pipelineName}"`, keys });
    }
    values[key] = await run.resources.get(source, key);
  }
  return values;
}

function crashed({ name }: PipelineNode): HookError<string> {
  return new HookError('NODE_CRASHED', `The process that ran "${name}" died.`);
}
