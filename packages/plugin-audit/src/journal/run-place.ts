/** Which run, and which place in it, a hook was called for. */
export interface RunPlace {
  readonly runId: string;
  readonly runAttempt: number;
  readonly node?: string;
  readonly attempt?: number;
  readonly dataset?: string;
}

interface KnownArgs {
  readonly run?: { readonly runId?: unknown; readonly attempt?: unknown };
  readonly node?: { readonly name?: unknown };
  readonly attempt?: unknown;
  readonly datasetName?: unknown;
}

/** Reads it from the args of a hook; `undefined` for a hook of no run. */
export function placeOf(args: KnownArgs): RunPlace | undefined {
  const { run, node, attempt, datasetName: dataset } = args;
  if (typeof run?.runId !== 'string' || typeof run.attempt !== 'number') return undefined;
  const ofRun = { runId: run.runId, runAttempt: run.attempt };
  if (typeof node?.name !== 'string') return ofRun;
  return {
    ...ofRun,
    node: node.name,
    ...(typeof attempt === 'number' ? { attempt } : {}),
    ...(typeof dataset === 'string' ? { dataset } : {}),
  };
}
