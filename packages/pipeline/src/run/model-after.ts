import type { Model } from '@pintle/hookspecs';
import type { NodeResult } from '../executor/node-executor.js';

/** What `after_model` is told of a model: how its node ended, which rows it changed, how long it took. */
export function modelAfter(
  model: Model,
  { outcome, rowsAffected, elapsedMs }: Pick<NodeResult, 'outcome' | 'rowsAffected' | 'elapsedMs'>,
): Model {
  const { status, durationMs, error } = outcome;
  return Object.freeze({
    ...model,
    status,
    elapsedMs: elapsedMs ?? durationMs,
    ...(rowsAffected === undefined ? {} : { rowsAffected }),
    ...(error === undefined ? {} : { error }),
  });
}
