import type { RunResult } from '@pintle/hookspecs';
import { buildOutcome, buildPipelineResult, buildRun, buildStats } from '@pintle/hookspecs/testing';

/** The result of a run of the pipeline `math`. */
export function buildResult(overrides: Partial<RunResult> = {}): RunResult {
  const result: RunResult = {
    ...buildPipelineResult(),
    run: buildRun({ pipelineName: 'math' }),
    outcome: buildOutcome(),
    stats: buildStats(),
    hookFailures: [],
    throwIfFailed: () => result,
    ...overrides,
  };
  return result;
}
