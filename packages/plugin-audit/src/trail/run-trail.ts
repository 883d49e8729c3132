import type { RunEvent, RunStartedEvent, SerializedError } from '@pintle/hookspecs';
import type { CallsLost, HookCalled, ProcessJoined } from '../journal/call-record.js';
import { LOG } from '../run-log/folder.js';
import type { AuditStore } from '../store/store.js';
import { type HookUse, hookUses } from './hook-use.js';
import { type NodeTrail, nodeTrail, type TrailStatus } from './node-trail.js';
import { rowsOf, strandsOf } from './rows.js';

/** A process that took part in an attempt of a run. */
export type ProcessFacts = Pick<
  ProcessJoined,
  'host' | 'pid' | 'project' | 'nodeVersion' | 'auditVersion' | 'variables'
>;

/** A failure of a hook that changed nothing else. */
export interface HookFailureFacts {
  readonly hook: string;
  readonly plugin?: string;
  readonly node?: string;
  readonly error: SerializedError;
}

/** What a trail says of one attempt of a run. */
export interface RunAttemptTrail
  extends Pick<RunStartedEvent, 'pipeline' | 'env' | 'runner' | 'params' | 'request' | 'plugins'> {
  readonly attempt: number;
  readonly status: TrailStatus;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs?: number;
  readonly reason?: string;
  readonly error?: SerializedError;
  readonly processes: readonly ProcessFacts[];
  /** In the order in which they were to run. */
  readonly nodes: readonly NodeTrail[];
  /** Hooks of the run itself, and of the session that it was part of. */
  readonly hooks: readonly HookUse[];
  readonly hookFailures: readonly HookFailureFacts[];
  /** Hook calls that could not be recorded. */
  readonly callsLost: number;
}

/** What a trail says of a run. */
export interface RunTrail {
  readonly runId: string;
  /** In order; a resume adds one. */
  readonly attempts: readonly RunAttemptTrail[];
}

type Observed = HookCalled | ProcessJoined | CallsLost;

/** Reads the trail of a run from its store. */
export async function readRunTrail(store: AuditStore, runId: string): Promise<RunTrail> {
  const events: RunEvent[] = [];
  const observed: Observed[] = [];
  for (const strand of await strandsOf(store, runId)) {
    for await (const { record } of rowsOf(store, runId, strand)) {
      if (strand === LOG) events.push(JSON.parse(record) as RunEvent);
      else observed.push(JSON.parse(record) as Observed);
    }
  }
  const lives = await livingAttempt(store, runId);
  const starts = events.filter((event) => event.type === 'run_started');
  const attempts = starts.map((start): RunAttemptTrail => {
    const isOf = (one: { readonly runAttempt: number }): boolean => one.runAttempt === start.runAttempt;
    const open = lives === start.runAttempt ? 'running' : 'crashed';
    const trail = attemptTrail(start, events.filter(isOf), observed.filter(isOf), open);
    // An attempt that another was to follow, which does not come any more.
    const isLeft = trail.status === 'retrying' && open === 'crashed' && start === starts.at(-1);
    return isLeft ? { ...trail, status: open } : trail;
  });
  return { runId, attempts };
}

async function livingAttempt({ db, engine }: AuditStore, runId: string): Promise<number | undefined> {
  const lease = db.selectFrom('audit_leases').select('run_attempt').where('run_id', '=', runId);
  return (await lease.where('expires_at', '>', engine.clock()).executeTakeFirst())?.run_attempt;
}

function attemptTrail(
  { runAttempt: attempt, time: startedAt, pipeline, env, runner, params, request, plugins }: RunStartedEvent,
  events: readonly RunEvent[],
  observed: readonly Observed[],
  open: 'running' | 'crashed',
): RunAttemptTrail {
  const end = events.find((event) => event.type === 'run_ended');
  const calls = observed.filter((record) => record.type === 'hook_called');
  const planned = events.flatMap((event) => (event.type === 'run_planned' ? event.nodes : []));
  const nodeEvents = Map.groupBy(events.filter(isNodeEvent), ({ node }) => node);
  const nodeCalls = Map.groupBy(calls, ({ node = '' }) => node);
  const nodes = [...new Set([...planned, ...nodeEvents.keys()])].map((node) =>
    nodeTrail(node, nodeEvents.get(node) ?? [], nodeCalls.get(node) ?? [], open),
  );
  return {
    attempt,
    pipeline,
    env,
    runner,
    params,
    request,
    plugins,
    status: end?.status ?? open,
    startedAt,
    ...(end === undefined ? {} : { durationMs: end.durationMs }),
    ...(end?.reason === undefined ? {} : { reason: end.reason }),
    ...(end?.error === undefined ? {} : { error: end.error }),
    processes: observed.flatMap((record) => (record.type === 'process_joined' ? [processFacts(record)] : [])),
    nodes,
    hooks: hookUses(nodeCalls.get('') ?? []),
    hookFailures: events.flatMap((event) => (event.type === 'hook_failed' ? [failureFacts(event)] : [])),
    callsLost: observed.reduce((sum, record) => sum + (record.type === 'calls_lost' ? record.count : 0), 0),
  };
}

type NodeEvent = Extract<RunEvent, { readonly node: string; readonly attempt: number }>;

function isNodeEvent(event: RunEvent): event is NodeEvent {
  return 'node' in event && event.type !== 'hook_failed';
}

function processFacts({ host, pid, project, nodeVersion, auditVersion, variables }: ProcessJoined): ProcessFacts {
  return { host, pid, project, nodeVersion, auditVersion, variables };
}

function failureFacts({ hook, plugin, node, error }: Extract<RunEvent, { type: 'hook_failed' }>): HookFailureFacts {
  return { hook, ...(plugin === undefined ? {} : { plugin }), ...(node === undefined ? {} : { node }), error };
}
