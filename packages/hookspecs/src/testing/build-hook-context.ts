import type { NoResources } from '../domain/resource.js';
import type { HookContext } from '../op-hook/hook-context.js';
import { buildNode, buildRun } from './builders.js';
import { buildLogger } from './fake-logger.js';

/**
 * The context that an op hook is called with in a test; any member can be set.
 *
 * Unless you say otherwise: an op `clean` that succeeded at its first attempt, without config, outputs and resources.
 * `stepKey` and `opConfig` follow from `op`, `requiredResourceKeys` from `resources`.
 *
 * @example
 * ```ts
 * import { failureHook } from '@pintle/hookspecs';
 * import { buildHookContext, buildNode } from '@pintle/hookspecs/testing';
 *
 * const seen: string[] = [];
 * const tell = failureHook({ name: 'tell' }, ({ op, opException }) => void seen.push(`${op.name}: ${opException}`));
 *
 * await tell(buildHookContext({ op: buildNode({ name: 'load' }), opException: new RangeError('no rows') }));
 * ```
 */
export function buildHookContext<Needs = NoResources>(overrides: Partial<HookContext<Needs>> = {}): HookContext<Needs> {
  const { op = buildNode(), resources = {} as Needs } = overrides;
  const { runId, pipelineName: jobName } = buildRun();
  return {
    jobName,
    runId,
    log: buildLogger(),
    hookDef: { name: 'hook', kind: 'opException' in overrides ? 'failure' : 'success', requires: {} },
    op,
    opConfig: op.config,
    opException: undefined,
    opOutputValues: {},
    stepKey: op.name,
    resources,
    requiredResourceKeys: Object.keys(resources as object),
    attempt: 1,
    ...overrides,
  };
}
