import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeContext, PipelineNode } from '@pintle/hookspecs';
import { recordHooks } from '@pintle/hookspecs/testing';
import {
  type AttemptContext,
  createSession,
  type JoinedRun,
  type NodeExecutor,
  type NodeResult,
  type NodeTask,
  packResult,
  pipeline,
  RECALLED,
  ResultQueue,
  type RunnerContext,
  type Session,
  unpackResult,
} from '@pintle/pipeline';
import { createTestProject, type TestProject, type TestProjectOptions } from '@pintle/pipeline/testing';
import { onTestFinished } from 'vitest';

/** What a test has the farm do with a task; nothing: one attempt by the worker, whose result counts. */
export type Treat = (task: NodeTask, farm: FarmExecutor) => Promise<NodeResult | typeof RECALLED | undefined>;

/** A runner whose worker is another session of this process. */
export class FarmExecutor implements NodeExecutor {
  readonly capabilities = { remote: true, survivesOrchestrator: true };
  readonly queue = new ResultQueue();
  readonly context: RunnerContext;
  readonly forgotten: string[] = [];
  readonly #worker: Session;
  readonly #treat: Treat;
  readonly #recall = Promise.withResolvers<void>();
  #joined: Promise<JoinedRun> | undefined;

  constructor(context: RunnerContext, worker: Session, treat: Treat) {
    this.context = context;
    this.#worker = worker;
    this.#treat = treat;
  }

  submit(task: NodeTask): Promise<void> {
    void this.#execute(task).then(
      (result) => this.queue.push(task.node, result),
      (error: unknown) => {
        // The run ends, and the test runner tells of the error.
        this.queue.push(task.node, RECALLED);
        throw error;
      },
    );
    return Promise.resolve();
  }
  results(_runId: string, signal: AbortSignal): AsyncIterable<readonly [string, NodeResult | typeof RECALLED]> {
    return this.queue.until(signal);
  }
  cancel(): Promise<void> {
    return Promise.resolve();
  }
  recall(): Promise<void> {
    this.#recall.resolve();
    return Promise.resolve();
  }
  forget(nodes: readonly string[]): void {
    this.forgotten.push(...nodes);
  }
  async close(): Promise<void> {
    await (await this.#joined)?.close();
  }

  /** Resolves when tasks that wait are taken back. */
  get recalled(): Promise<void> {
    return this.#recall.promise;
  }

  /** One attempt, its result sent as JSON. */
  async attempt(task: NodeTask, context: Partial<AttemptContext> = {}): Promise<NodeResult> {
    // As it would arrive elsewhere.
    const ticket = JSON.parse(JSON.stringify(this.context.ticket())) as ReturnType<RunnerContext['ticket']>;
    const run = await (this.#joined ??= this.#worker.join(ticket));
    const { attempt = 1 } = context;
    const own = { attempt, attemptId: `${task.node}-${attempt}`, idempotencyKey: `${task.runId}/${task.node}` };
    const told = { ...own, signal: new AbortController().signal, heartbeat: () => {}, ...context };
    const sent = JSON.stringify(packResult(await run.attempt(JSON.parse(JSON.stringify(task)) as NodeTask, told)));
    return unpackResult(JSON.parse(sent) as ReturnType<typeof packResult>, this.context.run);
  }

  async #execute(task: NodeTask): Promise<NodeResult | typeof RECALLED> {
    return (await this.#treat(task, this)) ?? (await this.attempt(task));
  }
}

export interface Farm {
  readonly project: TestProject;
  readonly worker: Session;
  readonly recorder: ReturnType<typeof recordHooks>;
  executor(): FarmExecutor;
}

declare global {
  // oxlint-disable-next-line no-var
  var farmOpen: ((context: RunnerContext) => NodeExecutor) | undefined;
}

const CATALOG = `'{name}':\n  type: json\n  path: data/{name}.json\n`;

/** Makes a project whose runs can be executed by another session of this process, until the test is over. */
export async function farm(
  nodes: readonly PipelineNode[],
  treat: Treat = () => Promise.resolve(undefined),
  options: TestProjectOptions = {},
): Promise<Farm> {
  const recorder = recordHooks();
  const { plugins = [], files: more } = options;
  const project = await createTestProject({
    ...options,
    pipelines: [pipeline('p', nodes)],
    plugins: [...plugins, recorder],
    files: {
      'package.json': { name: 'test-project', type: 'module', dependencies: { farm: '*' } },
      'node_modules/farm/package.json': {
        name: 'farm',
        version: '1.0.0',
        type: 'module',
        pintle: { runners: { farm: './r.js' } },
      },
      'node_modules/farm/r.js': `export default { name: 'farm', concurrency: () => 100, open: (c) => globalThis.farmOpen(c) };`,
      'conf/base/catalog.yml': CATALOG,
      ...more,
    },
  });
  const { projectDir, log } = project.session;
  const worker = await createSession({
    projectDir,
    settings: false,
    pipelines: [pipeline('p', nodes)],
    plugins: [...plugins, recorder],
    log,
  });
  let executor: FarmExecutor | undefined;
  globalThis.farmOpen = (context) => (executor = new FarmExecutor(context, worker, treat));
  onTestFinished(async () => {
    await worker.close();
    await project.close();
  });
  return {
    project,
    worker,
    recorder,
    executor() {
      if (executor === undefined) throw new TypeError('No run has opened the farm.');
      return executor;
    },
  };
}

/** A node whose outputs are all what its function gives, or its name. */
export const plain = (
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  run: (data: Readonly<Record<string, unknown>>, context: NodeContext) => unknown = () => name,
): PipelineNode => ({
  name,
  inputs,
  outputs,
  run: async (data, context) => {
    const value = await run(data, context);
    return Object.fromEntries(outputs.map((output) => [output, value]));
  },
});

/** a → b */
export const CHAIN = [plain('a', [], ['x']), plain('b', ['x'], ['y'], ({ x }) => `${String(x)}b`)];
/** The files in the folder of data. */
export const files = (project: TestProject): readonly string[] => readdirSync(join(project.dir, 'data')).sort();
