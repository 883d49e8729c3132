import { inspect } from 'node:util';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { HookError } from '@pintle/core';
import type { Logger, NodeContext, NodeReport, PipelineNode, RunInfo } from '@pintle/hookspecs';
import { applyJob } from '../job/apply.js';
import { deserializeError, serializeError } from '../log/serialized-error.js';
import { createLogger, type LogLine } from '../logger/index.js';
import { exportedPipelines } from '../run/pipelines-file.js';
import { PipelineRegistry } from '../run/registry.js';
import { RunResources } from '../run/resources.js';
import { runAround } from './around-node.js';
import type { ThreadAbort, ThreadLine, ThreadResult, ThreadTask } from './thread-task.js';
import { isCloneable, pack, unpack } from './wire.js';

/** What this thread has loaded and made: a thread serves one run. */
const projects = new Map<string, Promise<PipelineRegistry>>();
const resources = new Map<string, RunResources>();

/** Runs the function of one node. Called by the pool, on one of its threads. */
export default async function runNode(task: ThreadTask): Promise<ThreadResult> {
  const { attempt, idempotencyKey, port, carrier } = task;
  let report: NodeReport | undefined;
  try {
    const pipelines = await pipelinesOf(task);
    const node = findNode(task, pipelines);
    const log = createLogger((line) => say(port, line));
    const run = runOf(task, log, pipelines);
    const context: NodeContext = {
      node,
      run,
      log,
      attempt,
      idempotencyKey,
      signal: signalOf(port),
      resources: run.resources,
      carrier,
      report: (said) => {
        report = said;
      },
    };
    const outputs = await runAround(task.around, carrier, async () => await node.run(unpack(task.inputs), context));
    return { ok: true, outputs: pack(outputs, `outputs of node "${task.node}"`), report };
  } catch (error) {
    return { ok: false, error: serializeError(error), report };
  } finally {
    port.close();
  }
}

/** Lets go of what nodes have asked for on this thread. Called by the pool when the thread ends. */
export async function teardown(): Promise<void> {
  for (const own of resources.values()) await own.dispose();
}

function pipelinesOf(task: ThreadTask): Promise<PipelineRegistry> {
  const loaded = projects.get(task.projectDir) ?? loadPipelines(task);
  projects.set(task.projectDir, loaded);
  return loaded;
}

async function loadPipelines({ projectDir, run, jobConfig }: ThreadTask): Promise<PipelineRegistry> {
  const { pipelines, jobs, byDefault } = await exportedPipelines(projectDir);
  const applied = [...jobs.values()].map((job) => applyJob(job, run.env, jobConfig));
  return new PipelineRegistry(pipelines.values(), byDefault, applied);
}

function findNode({ pipelines, node: name }: ThreadTask, { byName }: PipelineRegistry): PipelineNode {
  for (const pipeline of pipelines) {
    const position = byName.get(pipeline)?.graph.positions.get(name);
    const node = position === undefined ? undefined : byName.get(pipeline)?.nodes[position];
    if (node !== undefined) return node;
  }
  throw new HookError(
    'NODE_NOT_TRANSFERABLE',
    `Node "${name}" cannot be run on another thread: pipelines.ts does not export it.`,
    {
      hint: 'Nodes that plugins contribute run on the main thread: use the runner "concurrent".',
    },
  );
}

function runOf({ run }: ThreadTask, log: Logger, pipelines: PipelineRegistry): RunInfo {
  const { runId, env, pipelineName } = run;
  const own = resources.get(runId) ?? new RunResources(runId, env, log, pipelines.resourcesOf(pipelineName));
  resources.set(run.runId, own);
  return { ...run, resources: own };
}

function signalOf(port: MessagePort): AbortSignal {
  const controller = new AbortController();
  const onAbort = ({ reason }: ThreadAbort): void => controller.abort(deserializeError(reason));
  // It may be over before it begins.
  const told = receiveMessageOnPort(port);
  if (told !== undefined) onAbort(told.message as ThreadAbort);
  port.on('message', onAbort);
  // A port that is listened to would keep a thread alive that has nothing else to do.
  port.unref();
  return controller.signal;
}

function say(port: MessagePort, line: LogLine): void {
  const sendable = Object.entries(line.fields).map(([key, value]) => [
    key,
    isCloneable(value) ? value : inspect(value, { depth: 2 }),
  ]);
  const sent: ThreadLine = { ...line, fields: Object.fromEntries(sendable) as ThreadLine['fields'] };
  port.postMessage(sent, []);
}
