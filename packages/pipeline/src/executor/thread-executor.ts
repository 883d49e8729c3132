import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { NodeData, RunNodeArgs } from '@pintle/hookspecs';
import { Tinypool } from 'tinypool';
import { deserializeError, serializeError } from '../log/serialized-error.js';
import { after } from '../run/clock.js';
import { InProcessExecutor } from './in-process.js';
import type { RunnerContext } from './node-executor.js';
import type { ThreadAbort, ThreadLine, ThreadResult, ThreadTask } from './thread-task.js';
import { pack, unpack } from './wire.js';

/** How long a thread without work is kept, in milliseconds. */
const IDLE_MS = 60_000;

/** Executes nodes here, but for their functions, which a pool of threads runs. */
export class ThreadExecutor extends InProcessExecutor {
  readonly #context: RunnerContext;
  readonly #around: readonly string[];
  readonly #pool: Tinypool;

  constructor(context: RunnerContext, threads: number) {
    super(context.host, context.pipeline.nodes);
    this.#context = context;
    this.#around = context.aroundThreads();
    this.#pool = new Tinypool({
      filename: new URL('./worker-thread.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
      teardown: 'teardown',
      // Threads that wait for their next task stay able to hear of an abort.
      useAtomics: false,
    });
    context.runWith((args) => this.#run(args));
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#pool.destroy();
  }

  async #run(args: RunNodeArgs): Promise<NodeData> {
    const { port1: ours, port2: port } = new MessageChannel();
    const task = this.#task(args, port);
    const { signal, log } = args;
    const killer = new AbortController();
    let spare: (() => void) | undefined;
    const onAbort = (): void => {
      const message: ThreadAbort = { reason: serializeError(signal.reason) };
      ours.postMessage(message, []);
      // A function that never yields hears nothing: its thread is ended when the grace is over.
      spare = after(this.#context.host.clock, this.#context.host.graceMs, () => killer.abort());
    };
    const onLine = ({ level, message, fields }: ThreadLine): void => log[level](message, fields);
    // A wrapper may call again what has run out of time.
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    ours.on('message', onLine);
    try {
      const result = (await this.#pool.run(task, { transferList: [port], signal: killer.signal })) as ThreadResult;
      if (result.report !== undefined) args.report(result.report);
      if (result.ok) return unpack(result.outputs);
      throw deserializeError(result.error);
    } finally {
      spare?.();
      signal.removeEventListener('abort', onAbort);
      hearRest(ours, onLine);
      ours.close();
    }
  }

  #task({ node, inputs, attempt, idempotencyKey, run, log }: RunNodeArgs, port: MessagePort): ThreadTask {
    const { host, projectDir, pipelines, jobConfig } = this.#context;
    const { runId, attempt: runAttempt, pipelineName, env, params, startedAt } = run;
    return {
      projectDir,
      pipelines,
      jobConfig,
      node: node.name,
      inputs: pack(inputs, `inputs of node "${node.name}"`),
      attempt,
      idempotencyKey,
      run: { runId, attempt: runAttempt, pipelineName, env, params, startedAt },
      carrier: host.hooks.of(node).inject_context({ run, node, log, carrier: {} }),
      around: this.#around,
      port,
    };
  }
}

/** What was said before the result, and has not been heard yet. */
function hearRest(port: MessagePort, hear: (line: ThreadLine) => void): void {
  for (let rest = receiveMessageOnPort(port); rest !== undefined; rest = receiveMessageOnPort(port)) {
    hear(rest.message as ThreadLine);
  }
}
