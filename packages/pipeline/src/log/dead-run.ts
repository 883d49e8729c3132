import type { NodeBaseArgs, Outcome, PipelineNode, RunInfo, RunStartedEvent } from '@pintle/hookspecs';
import { Cancellation } from '../run/cancellation.js';
import { type NodeHooks, nodeHooks } from '../run/hooks.js';
import { modelAfter } from '../run/model-after.js';
import { noOutputs, statsOf } from '../run/outcome.js';
import type { Project } from '../run/project.js';
import { Recorder } from '../run/recorder.js';
import { RunResources } from '../run/resources.js';
import { selectScope } from '../run/select-scope.js';
import { tell } from '../run/tell.js';
import type { EventBody } from './draft.js';
import { runFolder } from './folder.js';
import type { Lease } from './lease.js';
import { RunLog } from './run-log.js';
import { followingAttempt, type NodeRecord, type RunRecord } from './run-record.js';

/** A run that was found dead and ended. */
export interface ReconciledRun {
  readonly runId: string;
  /** The attempt of the run that had died. */
  readonly attempt: number;
  readonly pipeline: string;
  /** Nodes that were under way, and are now ended as `crashed`. */
  readonly crashed: readonly string[];
}

/** A run that is ended on behalf of the process that cannot any more. */
export class DeadRun {
  readonly #project: Project;
  readonly #record: RunRecord;
  readonly #lease: Lease;
  readonly #run: RunInfo;
  readonly #runLog: RunLog;
  readonly #recorder: Recorder;
  readonly #resources: RunResources;
  readonly #cancellation: Cancellation;

  /** @param failedBefore - failures of hooks that are recorded of the run */
  constructor(project: Project, last: RunRecord, lease: Lease, failedBefore: number) {
    // It died between two attempts: what is ended is the one that never began.
    const record = last.ended === undefined ? last : followingAttempt(last);
    const { runId, attempt, started, seq } = record;
    const log = project.log.child({ run: runId });
    this.#project = project;
    this.#record = record;
    this.#lease = lease;
    const bound = project.pipelines.resourcesOf(started.pipeline);
    this.#resources = new RunResources(runId, started.env, log, bound, project);
    this.#run = Object.freeze({
      runId,
      attempt,
      pipelineName: started.pipeline,
      env: started.env,
      params: started.params,
      startedAt: new Date(started.time),
      resources: this.#resources,
    });
    const { hooks, durability, projectDir, graceMs, clock, secrets } = project;
    this.#cancellation = new Cancellation(clock, graceMs);
    this.#runLog = new RunLog({ path: runFolder(projectDir, runId).events, lease, runId, seq, durability });
    this.#recorder = new Recorder({
      run: this.#run,
      runLog: this.#runLog,
      hooks,
      waits: this.#cancellation.ends,
      log,
      clock,
      secrets,
      failedBefore,
    });
    lease.keep(() => this.#recorder.close());
  }

  async end(): Promise<ReconciledRun> {
    const { runId, attempt, nodes, started } = this.#record;
    if (started.runAttempt < attempt) await this.#recorder.record(opening(started));
    const hooks = this.#nodeHooks();
    const outcomes = new Map<string, Outcome>();
    const open = [...nodes.values()].filter(({ status }) => status === 'running' || status === 'pending');
    for (const node of nodes.values()) if (!open.includes(node)) outcomes.set(node.node, outcomeOf(node));
    for (const node of open) outcomes.set(node.node, await this.#endNode(node, hooks));
    await this.#endRun(outcomes);
    const crashed = open.filter(({ status }) => status === 'running').map(({ node }) => node);
    return { runId, attempt, pipeline: this.#run.pipelineName, crashed };
  }

  /** A node that had started has crashed with its process; one that had not never will. */
  async #endNode({ node: name, attempt, status, startedAt }: NodeRecord, hooks: NodeHooks): Promise<Outcome> {
    const node = this.#nodeOf(name);
    const args: NodeBaseArgs = {
      run: this.#run,
      log: this.#project.log.child({ run: this.#run.runId, node: name }),
      node,
      attempt,
      maxAttempts: node.retry?.maxAttempts ?? 1,
      idempotencyKey: `${this.#run.runId}/${name}`,
      signal: this.#cancellation.signal,
    };
    const recorder = this.#recorder;
    const ends = hooks.of(node);
    const say = (hook: string, call: () => void | Promise<void>): void | Promise<void> =>
      tell(hook, call, recorder, this.#cancellation.ends, { node: name, attempt });
    if (status === 'pending') {
      const reason = 'run_stopped';
      const outcome = this.#span('skipped', attempt, this.#project.clock.now(), reason);
      await say('on_node_skipped', () => ends.on_node_skipped({ ...args, reason }));
      await say('on_node_end', () => ends.on_node_end({ ...args, outcome, loadOutputs: noOutputs }));
      await recorder.record({ type: 'node_skipped', node: name, attempt, reason });
      return outcome;
    }
    const reason = PROCESS_DIED;
    const outcome = this.#span('crashed', attempt, new Date(startedAt ?? this.#record.started.time), reason);
    if (node.model !== undefined) {
      const model = modelAfter(node.model, { outcome });
      await say('after_model', () => ends.after_model({ ...args, model }));
    }
    await say('on_node_end', () => ends.on_node_end({ ...args, outcome, loadOutputs: noOutputs }));
    const { durationMs } = outcome;
    await recorder.record({ type: 'node_ended', node: name, attempt, status: 'crashed', durationMs, reason });
    return outcome;
  }

  async #endRun(outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    const run = this.#run;
    const { hooks, log: sessionLog } = this.#project;
    const log = sessionLog.child({ run: run.runId });
    const outcome = this.#span('crashed', run.attempt, run.startedAt, PROCESS_DIED);
    const stats = () => statsOf(outcomes, outcomes.size, this.#recorder.failures.length, outcome.durationMs);
    await this.#recorder.catchUp();
    await tell(
      'on_run_end',
      () => hooks.on_run_end({ run, log, outcome, stats: stats() }),
      this.#recorder,
      this.#cancellation.ends,
    );
    for (const { name, error } of await this.#resources.dispose())
      await this.#recorder.hookFailed(`dispose ${name}`, error);
    const { durationMs } = outcome;
    if (!this.#recorder.isClosed) {
      await this.#recorder.record({
        type: 'run_ended',
        status: 'crashed',
        durationMs,
        stats: stats(),
        reason: PROCESS_DIED,
      });
    }
    this.#lease.release(this.#runLog.close());
  }

  /** The end of what had started in another process: measured by the clock on the wall. */
  #span(status: 'crashed' | 'skipped', attempt: number, startedAt: Date, reason: string): Outcome {
    const finishedAt = this.#project.clock.now();
    const durationMs = Math.max(0, finishedAt.getTime() - startedAt.getTime());
    return Object.freeze({ status, startedAt, finishedAt, durationMs, attempt, reason });
  }

  #nodeHooks(): NodeHooks {
    const { pipelineName: name, runId } = this.#run;
    const nodes = [...this.#record.nodes.keys()].map((node) => this.#nodeOf(node));
    return nodeHooks(this.#project.manager, () => selectScope(this.#project, { name, nodes }, runId));
  }

  #nodeOf(name: string): PipelineNode {
    const { byName } = this.#project.pipelines;
    // Hooks that a job attached are on the nodes of the job.
    const own = this.#run.pipelineName.split('+').flatMap((pipeline) => byName.get(pipeline) ?? []);
    for (const pipeline of [...own, ...byName.values()]) {
      const position = pipeline.graph.positions.get(name);
      const node = position === undefined ? undefined : pipeline.nodes[position];
      if (node !== undefined) return node;
    }
    return formerNode(name);
  }
}

/** What opens an attempt as the one before it was opened. */
function opening({ pipeline, env, runner, params, plugins, pid, host, request }: RunStartedEvent): EventBody {
  return { type: 'run_started', pipeline, env, runner, params, plugins, pid, host, request };
}

const PROCESS_DIED = 'process_died';

/** A node that the project had when the run began, and has no more. */
function formerNode(name: string): PipelineNode {
  const run = (): never => {
    throw new TypeError(`"${name}" is no longer a node of this project`);
  };
  return { name, inputs: [], outputs: [], run };
}

function outcomeOf({ status, attempt, durationMs = 0, startedAt, reason }: NodeRecord): Outcome {
  const start = new Date(startedAt ?? 0);
  return {
    status: status === 'pending' || status === 'running' ? 'crashed' : status,
    startedAt: start,
    finishedAt: new Date(start.getTime() + durationMs),
    durationMs,
    attempt,
    ...(reason === undefined ? {} : { reason }),
  };
}
