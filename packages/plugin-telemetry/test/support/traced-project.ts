import type { Pipeline, RunResult } from '@pintle/hookspecs';
import { createTestProject, type TestProject, type TestProjectOptions } from '@pintle/pipeline/testing';
import type { RunOptions } from '@pintle/pipeline';
import { type TelemetryOptions, telemetry } from '../../src/index.js';
import type { ReceivedMetric, ReceivedSpan } from './otlp.js';
import { Receiver, type ReceiverOptions } from './receiver.js';

/** What a run left behind. */
export interface Traced<T> {
  readonly result: T;
  readonly spans: readonly ReceivedSpan[];
  readonly metrics: ReadonlyMap<string, ReceivedMetric>;
  /** Lines of the log that are no mere information. */
  readonly warnings: readonly string[];
  /** Milliseconds from the start of the run to the end of the session. */
  readonly ms: number;
}

/** What a run of a pipeline left behind. */
export type TracedRun = Traced<RunResult>;

/** How something is to be traced. */
export interface TracedOptions extends TestProjectOptions {
  readonly telemetry?: TelemetryOptions;
  readonly receiver?: ReceiverOptions;
  /** Where spans and metrics are sent to, instead of to a receiver. */
  readonly endpoint?: string;
  /** Variables besides the endpoint. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** How a run is to be traced. */
export interface TracedRunOptions extends Omit<TracedOptions, 'pipelines'> {
  readonly pipeline: Pipeline;
  readonly run?: RunOptions;
}

/** Runs a pipeline in a project of its own, with the plugin and an SDK of it that sends to a receiver. */
export async function tracedRun({ pipeline, run = {}, ...options }: TracedRunOptions): Promise<TracedRun> {
  return await traced({ ...options, pipelines: [pipeline] }, (project) => project.run(run));
}

/** Runs anything in a project of its own, with the plugin and an SDK of it that sends to a receiver. */
export async function traced<T>(options: TracedOptions, run: (project: TestProject) => Promise<T>): Promise<Traced<T>> {
  const { plugins = [], telemetry: own = {}, endpoint, variables = {}, ...rest } = options;
  await using receiver = await Receiver.open(options.receiver);
  using _ = withVariables({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint ?? receiver.url, ...variables });
  const project = await createTestProject({ ...rest, plugins: [telemetry(own), ...plugins] });
  const startedAt = performance.now();
  const result = await run(project);
  await project.close();
  const ms = performance.now() - startedAt;
  const warnings = project.logged.filter(({ level }) => level === 'warn' || level === 'error');
  const { spans, metrics } = receiver;
  return { result, spans, metrics, warnings: warnings.map(({ message }) => message), ms };
}

/** Sets variables of this process until it is disposed. */
export function withVariables(variables: Readonly<Record<string, string>>): Disposable {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return {
    [Symbol.dispose]() {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    },
  };
}
