import type { RunEvent, RunEventType } from '../domain/event.js';
import { buildRun, buildStats } from './builders.js';

/** The event of a type. */
export type RunEventOf<Type extends RunEventType> = Only<RunEvent, Type>;

type Only<Event extends RunEvent, Type> = Event extends RunEvent ? (Type extends Event['type'] ? Event : never) : never;

type Specifics = {
  readonly [Type in RunEventType]: Omit<RunEventOf<Type>, 'seq' | 'time' | 'runId' | 'runAttempt' | 'key' | 'type'>;
};

const NODE = { node: 'clean', attempt: 1 };
const DATASET = { ...NODE, dataset: 'raw', durationMs: 1 };
const ERROR = { name: 'Error', message: 'boom' };

const SPECIFICS: Specifics = {
  run_started: {
    pipeline: 'test',
    env: 'test',
    runner: 'sequential',
    params: {},
    plugins: [],
    pid: 1,
    host: 'localhost',
    request: {},
  },
  run_planned: { nodes: ['clean'] },
  run_ended: { status: 'success', durationMs: 1000, stats: buildStats() },
  node_started: NODE,
  node_retrying: { ...NODE, durationMs: 1, delayMs: 0, error: ERROR },
  node_skipped: { node: 'clean', attempt: 0, reason: 'upstream_failed' },
  node_ended: { ...NODE, status: 'success', durationMs: 1000 },
  dataset_loaded: DATASET,
  dataset_saved: { ...DATASET, dataset: 'clean' },
  dataset_failed: { ...NODE, dataset: 'raw', operation: 'load', error: ERROR },
  hook_failed: { hook: 'on_node_end', error: ERROR },
};

/** An event of the run log. Its key is derived from its run and `seq` unless you give one. */
export function buildEvent<Type extends RunEventType>(
  type: Type,
  overrides: Partial<Omit<RunEventOf<Type>, 'type'>> = {},
): RunEventOf<Type> {
  const { runId, attempt: runAttempt, startedAt } = buildRun();
  const base = { seq: 1, time: startedAt.toISOString(), runId, runAttempt, ...SPECIFICS[type], ...overrides, type };
  return { key: `${base.runId}/${base.runAttempt}/${base.seq}`, ...base } as unknown as RunEventOf<Type>;
}
