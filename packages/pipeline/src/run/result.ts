import type { HookFailure, Outcome, PipelineResult, RunInfo, RunResult, RunStats } from '@pintle/hookspecs';
import type { RunCatalog } from '../catalog/index.js';
import { HookError } from '@pintle/core';
import { cancelled } from './cancellation.js';
import { isFailure } from './outcome.js';
import { sealedMap } from './sealed-map.js';

/** What the nodes of a run gave. `catalog` is missing for runs that failed before there was one. */
export async function pipelineResult(
  nodes: ReadonlyMap<string, Outcome>,
  outputs: readonly string[],
  catalog: RunCatalog | undefined,
): Promise<PipelineResult> {
  const kept = outputs.filter((name) => catalog?.get(name).ephemeral === true);
  const present: (readonly [string, unknown])[] = [];
  for (const name of kept) if (await catalog?.exists(name)) present.push([name, await catalog?.load(name)]);
  const result: PipelineResult = {
    nodes: sealedMap(nodes),
    outputs: Object.freeze(Object.fromEntries(present)),
    async load(datasetName) {
      if (catalog !== undefined) return await catalog.load(datasetName);
      throw new HookError(
        'RUN_WITHOUT_CATALOG',
        `"${datasetName}" cannot be loaded: the run failed before it had a catalog.`,
      );
    },
  };
  return Object.freeze(result);
}

/** The result of a run that has ended. */
export function runResult(
  given: PipelineResult,
  ended: {
    readonly run: RunInfo;
    readonly outcome: Outcome;
    readonly stats: RunStats;
    readonly hookFailures: readonly HookFailure[];
  },
): RunResult {
  const { outcome } = ended;
  const result: RunResult = {
    ...given,
    ...ended,
    throwIfFailed() {
      if (isFailure(outcome.status)) throw outcome.error;
      if (outcome.status === 'cancelled') throw cancelled(outcome.reason ?? 'cancelled');
      return result;
    },
  };
  return Object.freeze(result);
}
