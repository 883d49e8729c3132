import { isDeepStrictEqual } from 'node:util';
import { didYouMean, HookError } from '@pintle/core';
import type { PipelineNode, RunInfo, SelectScope } from '@pintle/hookspecs';
import { AttemptCatalog, type RunCatalog } from '../catalog/index.js';
import { createConfig } from '../config/index.js';
import { quoted } from '../describe/node-check.js';
import type { ComposablePipeline } from '../describe/pipeline.js';
import { runNodeAttempt } from '../run/attempt.js';
import type { AttemptHost } from '../run/attempt-host.js';
import { Cancellation } from '../run/cancellation.js';
import { codeDifferences, pipelineHash } from '../run/fingerprint.js';
import { nodeHooks } from '../run/hooks.js';
import { hasOutputs } from '../run/outcome.js';
import type { Project } from '../run/project.js';
import { projectCatalog } from '../run/project-catalog.js';
import type { PipelineRegistry } from '../run/registry.js';
import { RunResources } from '../run/resources.js';
import { Secrets } from '../run/secrets.js';
import { selectScope } from '../run/select-scope.js';
import { isAttemptLost } from './attempt-lost.js';
import type { AttemptContext, NodeResult, NodeTask } from './node-executor.js';
import { Outbox } from './outbox.js';
import type { ProjectCode, RunTicket } from './run-ticket.js';

/** A run of another process, of which this one executes attempts. Made by `session.join`. */
export interface JoinedRun {
  readonly ticket: RunTicket;
  /**
   * Executes one attempt of a task with all its hooks. What it saves are copies, and what it records is in the result:
   * both count when the result is committed; it shows no secrets. Never rejects for what node or hooks do.
   *
   * Aborting `context.signal` cancels it; with an error that says `ATTEMPT_LOST` it ends at once, and tells no hook.
   */
  attempt(task: NodeTask, context: AttemptContext): Promise<NodeResult>;
  /** Disposes the resources that its nodes asked for. */
  close(): Promise<void>;
}

/** Runs what is called on behalf of an attempt, so that faults of hooks find its outbox. */
export type OnBehalf = <T>(outbox: Outbox, call: () => Promise<T>) => Promise<T>;

/**
 * Joins a run that another process orchestrates.
 *
 * @throws HookError `RUN_CODE_DIFFERS` when this process would execute something else than that one means; what reading
 * configuration, building the catalog and `after_catalog_created` throw
 */
export async function joinRun(
  project: Project,
  code: ProjectCode,
  ticket: RunTicket,
  onBehalf: OnBehalf,
): Promise<JoinedRun> {
  checkCode(project, code, ticket);
  const { projectDir } = project;
  const { runId, runAttempt: attempt, pipelineName, env, startedAt, request, confSource } = ticket;
  const config = await createConfig({ projectDir, env, params: ticket.params, confSource, acceptUnknown: true });
  const given = await config.resolve(ticket.jobConfig);
  const secrets = (await Secrets.of(config)).and('run config', given);
  checkVariables(secrets, ticket);
  const { value: params } = await config.read('parameters');
  const isOurs = isDeepStrictEqual([ticket.params, ticket.jobConfig], [project.given.params, project.given.jobConfig]);
  const pipelines = isOurs ? project.pipelines : await project.pipelinesUnder(config, given);
  const pipeline = agreedPipeline(pipelines, ticket);
  const log = project.log.child({ run: runId });
  const resources = new RunResources(runId, env, log, pipelines.resourcesOf(pipelineName), project);
  const run: RunInfo = Object.freeze({
    runId,
    attempt,
    pipelineName,
    env,
    params,
    startedAt: new Date(startedAt),
    resources,
  });
  const versions = { loadVersions: request.loadVersions, run };
  const built = await projectCatalog({ ...project, config, params }, versions);
  const { catalog } = built;
  // What hooks have put into the catalog of the orchestrator has to be in this one.
  await project.hooks.after_catalog_created({ run, log, ...built });
  catalog.freeze();
  const scope = (): SelectScope => selectScope({ ...project, pipelines }, pipeline, runId);
  const { clock, graceMs } = project;
  const host = { run, hooks: nodeHooks(project.manager, scope), log, clock, graceMs };
  return new AttemptsOfRun({ ticket, pipeline, catalog, resources, host, secrets, onBehalf });
}

function checkCode(project: Project, code: ProjectCode, ticket: RunTicket): void {
  const { env } = ticket;
  if (env !== project.env)
    throw refused(ticket, `it runs in the environment "${env}", this process in "${project.env}"`);
  if (ticket.code.settingsHash === code.settingsHash) return;
  const differences = codeDifferences(code.parts, ticket.code.parts);
  const shown = differences.slice(0, 5).join(', ');
  throw refused(ticket, differences.length > 5 ? `${shown}, and ${differences.length - 5} more` : shown);
}

/** A run has one set of parameters, wherever its nodes run. */
function checkVariables(secrets: Secrets, ticket: RunTicket): void {
  const ours = secrets.digests(ticket.runId);
  const names = [...new Set([...Object.keys(ours), ...Object.keys(ticket.variables)])];
  const others = names.filter((name) => ours[name] !== ticket.variables[name]).sort();
  if (others.length === 0) return;
  throw refused(ticket, `the environment gives another value here to ${quoted(others)}`, {
    hint: 'Start this process with the same variables.',
  });
}

function agreedPipeline(pipelines: PipelineRegistry, ticket: RunTicket): ComposablePipeline {
  const { pipelineName } = ticket;
  const pipeline = pipelines.find(pipelineName);
  if (ticket.pipelineHash === pipelineHash(pipeline)) return pipeline;
  throw refused(
    ticket,
    `pipeline "${pipelineName}" has other nodes, datasets or policies here, though the sources are the same`,
  );
}

function refused(
  { runId }: RunTicket,
  why: string,
  { hint = 'Bring the same code, plugins and configuration here, and start this process again.' } = {},
): HookError<string> {
  return new HookError('RUN_CODE_DIFFERS', `Run ${runId} cannot be joined: ${why}.`, { hint });
}

interface AttemptsOptions {
  readonly ticket: RunTicket;
  readonly pipeline: ComposablePipeline;
  readonly catalog: RunCatalog;
  readonly resources: RunResources;
  readonly host: Omit<AttemptHost, 'catalog' | 'recorder' | 'cancellation'>;
  readonly secrets: Secrets;
  readonly onBehalf: OnBehalf;
}

class AttemptsOfRun implements JoinedRun {
  readonly ticket: RunTicket;
  readonly #options: AttemptsOptions;

  constructor(options: AttemptsOptions) {
    this.ticket = options.ticket;
    this.#options = options;
  }

  async attempt(task: NodeTask, context: AttemptContext): Promise<NodeResult> {
    const { catalog, host, secrets, onBehalf } = this.#options;
    const { run, clock, graceMs, log } = host;
    const { attempt, attemptId, signal } = context;
    const node = this.#node(task.node);
    const outbox = new Outbox({ run, node: node.name, attempt, clock, log: log.child({ node: node.name, attempt }) });
    const copies = new AttemptCatalog(catalog, { attemptId, inputs: task.inputs, outputs: node.outputs });
    const cancellation = new Cancellation(clock, graceMs);
    const lose = (error: unknown): void => {
      outbox.close();
      cancellation.abandon(error);
    };
    const heartbeat = async (): Promise<void> => {
      try {
        await context.heartbeat();
      } catch (error) {
        lose(error);
        throw error;
      }
    };
    const unfollow = onAbort(signal, (reason) =>
      isAttemptLost(reason) ? lose(reason) : cancellation.cancel(typeof reason === 'string' ? reason : 'cancelled'),
    );
    try {
      const own = { ...context, carrier: task.carrier, signal: cancellation.signal, heartbeat };
      const attemptHost = { ...host, catalog: copies, recorder: outbox, cancellation };
      const result = await onBehalf(outbox, () => runNodeAttempt(attemptHost, node, own));
      const sent = {
        ...result,
        outcome: secrets.outcome(result.outcome),
        events: outbox.drafts.map((draft) => secrets.draft(draft)),
      };
      if (hasOutputs(result.outcome.status) && !outbox.isClosed) return { ...sent, outputs: copies.refs };
      await copies.discard().catch((error: unknown) => log.warn('copies were left behind', { error }));
      return sent;
    } finally {
      unfollow();
      cancellation.settle();
    }
  }

  async close(): Promise<void> {
    const { resources, host } = this.#options;
    for (const { name, error } of await resources.dispose()) host.log.warn(`could not dispose ${name}`, { error });
  }

  #node(name: string): PipelineNode {
    const { pipeline } = this.#options;
    const position = pipeline.graph.positions.get(name);
    const node = position === undefined ? undefined : pipeline.nodes[position];
    if (node !== undefined) return node;
    throw new HookError('NODE_UNKNOWN', `Pipeline "${pipeline.name}" has no node "${name}".`, {
      hint: didYouMean(name, pipeline.graph.positions.keys()) ?? 'Bring the same code to all processes of the run.',
    });
  }
}

/** Calls back when a signal aborts, at once where it has. @returns what ends it */
function onAbort(signal: AbortSignal, call: (reason: unknown) => void): () => void {
  const abort = (): void => call(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return () => signal.removeEventListener('abort', abort);
}
