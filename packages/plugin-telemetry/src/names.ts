/** The instrumentation scope of every span and metric: what backends show as the library. */
export const SCOPE = '@pintle/plugin-telemetry';

/** The attributes of spans, span events and metrics. Those without `pintle.` are of OpenTelemetry's semantic conventions. */
export const ATTR = {
  runId: 'pintle.run.id',
  runAttempt: 'pintle.run.attempt',
  runResumed: 'pintle.run.resumed',
  runner: 'pintle.runner.name',
  pipeline: 'pintle.pipeline.name',
  environment: 'deployment.environment.name',
  outcome: 'pintle.outcome',
  reason: 'pintle.outcome.reason',
  nodesTotal: 'pintle.run.nodes.total',
  nodesSucceeded: 'pintle.run.nodes.succeeded',
  nodesFailed: 'pintle.run.nodes.failed',
  nodesSkipped: 'pintle.run.nodes.skipped',
  nodesCached: 'pintle.run.nodes.cached',
  nodesCancelled: 'pintle.run.nodes.cancelled',
  hookFailures: 'pintle.run.hook_failures',
  node: 'pintle.node.name',
  nodeKind: 'pintle.node.kind',
  nodeTags: 'pintle.node.tags',
  nodeNamespace: 'pintle.node.namespace',
  attempt: 'pintle.node.attempt',
  maxAttempts: 'pintle.node.max_attempts',
  phase: 'pintle.node.phase',
  nextAttempt: 'pintle.retry.next_attempt',
  retryDelay: 'pintle.retry.delay_ms',
  dataset: 'pintle.dataset.name',
  operation: 'pintle.dataset.operation',
  rows: 'pintle.rows',
  model: 'pintle.model.name',
  hook: 'pintle.hook.name',
  plugin: 'pintle.plugin.name',
  errorType: 'error.type',
} as const;

/** The names of spans: what is done, and to what. */
export const SPAN = {
  run: (pipeline: string) => `run ${pipeline}`,
  node: (node: string) => `node ${node}`,
  load: (dataset: string) => `load ${dataset}`,
  save: (dataset: string) => `save ${dataset}`,
  hook: (hook: string, plugin: string) => `hook ${hook} ${plugin}`,
} as const;

/** The events of spans, besides `exception`. */
export const EVENT = {
  /** On the span of an attempt that failed, when another follows. */
  retry: 'pintle.node.retry',
  /** On the span of the run: a selected node did not execute. */
  skipped: 'pintle.node.skipped',
} as const;

/** What is known of a metric before anything was measured. */
export interface MetricDescription {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** Bounds of a histogram's buckets; a metric without them is a counter. */
  readonly buckets?: readonly number[];
}

const SECONDS_OF_WORK = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800];
const SECONDS_OF_HOOKS = [0.00001, 0.0001, 0.001, 0.01, 0.1, 1, 10];

/** The metrics. */
export const METRIC = {
  runDuration: {
    name: 'pintle.run.duration',
    unit: 's',
    description: 'Duration of runs.',
    buckets: SECONDS_OF_WORK,
  },
  runOutcomes: {
    name: 'pintle.run.outcomes',
    unit: '{run}',
    description: 'Runs that ended, by outcome.',
  },
  nodeDuration: {
    name: 'pintle.node.duration',
    unit: 's',
    description: 'Duration of nodes that were executed, all attempts and the delays between them included.',
    buckets: SECONDS_OF_WORK,
  },
  nodeOutcomes: {
    name: 'pintle.node.outcomes',
    unit: '{node}',
    description: 'Selected nodes that ended, by outcome.',
  },
  retries: {
    name: 'pintle.node.retries',
    unit: '{retry}',
    description: 'Attempts that failed and were followed by another.',
  },
  datasetRows: {
    name: 'pintle.dataset.rows',
    unit: '{row}',
    description: 'Rows that were loaded and saved, of datasets whose rows can be counted at no cost.',
  },
  modelRows: {
    name: 'pintle.model.rows',
    unit: '{row}',
    description: 'Rows that models wrote, as their nodes reported.',
  },
  hookDuration: {
    name: 'pintle.hook.duration',
    unit: 's',
    description: 'Time that implementations of hooks took, without what ran inside of wrappers.',
    buckets: SECONDS_OF_HOOKS,
  },
} as const satisfies Readonly<Record<string, MetricDescription>>;
