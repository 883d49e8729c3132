import { originOf } from '@pintle/core';
import type { HookFailure, RunResult } from '@pintle/hookspecs';
import { type ErrorFacts, factsOf } from '../error-facts.js';

/** One thing that went wrong in a run. */
export interface RunFailure {
  readonly facts: ErrorFacts;
  /** The node it happened to. */
  readonly node: string | undefined;
}

/** What the nodes of a run failed with, in the order in which they ended. */
export function nodeFailures({ nodes }: RunResult): readonly RunFailure[] {
  return [...nodes].flatMap(([node, { error }]) => (error === undefined ? [] : [{ facts: factsOf(error), node }]));
}

/** What failed a run besides its nodes. */
export function runFailures({ nodes, outcome }: RunResult): readonly RunFailure[] {
  const { error } = outcome;
  if (error === undefined) return [];
  const ofNodes = new Set([...nodes.values()].map((ended) => ended.error));
  // Several causes come as one AggregateError, which no plugin threw.
  const all: readonly unknown[] =
    error instanceof AggregateError && originOf(error) === undefined ? error.errors : [error];
  return all.filter((one) => !ofNodes.has(one)).map((one) => ({ facts: factsOf(one), node: undefined }));
}

/** The hooks that failed without failing the run. */
export function hookFailures(result: RunResult): readonly RunFailure[] {
  return result.hookFailures.map((failure) => ({ facts: hookFacts(failure), node: failure.node }));
}

function hookFacts({ hook, plugin, error }: HookFailure): ErrorFacts {
  const facts = factsOf(error);
  if (facts.origin.plugin !== undefined) return facts;
  return { ...facts, origin: { ...(plugin === undefined ? {} : { plugin }), hook } };
}
