import type { HookFailedEvent, RunEvent, RunStats, SerializedError } from '@pintle/hookspecs';
import type { NodeRecord, RunSummary } from '@pintle/pipeline/runs';

/** One load or save of a node. */
export interface DatasetUse {
  readonly dataset: string;
  readonly rows?: number;
  readonly version?: string;
  readonly durationMs: number;
}

/** A node of a past run. */
export interface NodeInfo extends NodeRecord {
  readonly loaded: readonly DatasetUse[];
  readonly saved: readonly DatasetUse[];
}

/** A past run, as its log tells it: what `pintle runs show --json` prints. */
export interface RunInfoData extends Omit<RunSummary, 'record'> {
  readonly runner: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The filters of the request that were set. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly plugins: readonly { readonly name: string; readonly version?: string }[];
  readonly stats?: RunStats;
  readonly reason?: string;
  /** What failed the run. */
  readonly error?: SerializedError;
  /** In order of execution. */
  readonly nodes: readonly NodeInfo[];
  readonly hookFailures: readonly Pick<HookFailedEvent, 'hook' | 'plugin' | 'node' | 'error'>[];
}

/** Puts the events of the last attempt of a run together. */
export function describeRun({ record, ...summary }: RunSummary, events: readonly RunEvent[]): RunInfoData {
  const own = events.filter((event) => event.runAttempt === record.attempt);
  const { started, ended, nodes, stats } = record;
  return {
    ...summary,
    runner: started.runner,
    params: started.params,
    request: started.request,
    plugins: started.plugins,
    ...(stats === undefined ? {} : { stats }),
    ...(ended?.reason === undefined ? {} : { reason: ended.reason }),
    ...(ended?.error === undefined ? {} : { error: ended.error }),
    nodes: [...nodes.values()].map((node) => ({ ...node, ...usesOf(node, own) })),
    hookFailures: own.flatMap((event) => {
      if (event.type !== 'hook_failed') return [];
      const { hook, plugin, node, error } = event;
      return [{ hook, error, ...(plugin === undefined ? {} : { plugin }), ...(node === undefined ? {} : { node }) }];
    }),
  };
}

/** What the last attempt of a node loaded and saved. */
function usesOf({ node, attempt }: NodeRecord, events: readonly RunEvent[]): Pick<NodeInfo, 'loaded' | 'saved'> {
  const uses = (type: 'dataset_loaded' | 'dataset_saved'): DatasetUse[] =>
    events.flatMap((event) => {
      if (event.type !== type || event.node !== node || event.attempt !== attempt) return [];
      const { dataset, rows, version, durationMs } = event;
      return [
        { dataset, durationMs, ...(rows === undefined ? {} : { rows }), ...(version === undefined ? {} : { version }) },
      ];
    });
  return { loaded: uses('dataset_loaded'), saved: uses('dataset_saved') };
}
