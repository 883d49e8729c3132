import type { Pipeline, RunResult } from '@pintle/hookspecs';
import { createTestProject, type TestProjectOptions } from '@pintle/pipeline/testing';
import type { RunOptions } from '@pintle/pipeline';
import { type TelemetryOptions, telemetry } from '../../src/index.js';
import type { ReceivedMetric, ReceivedSpan } from './otlp.js';
import { Receiver, type ReceiverOptions } from './receiver.js';

/** What a run left behind. */
export interface TracedRun {
  readonly result: RunResult;
  readonly spans: readonly ReceivedSpan[];
  readonly metrics: ReadonlyMap<string, ReceivedMetric>;
  /** Lines of the log that are no mere information. */
  readonly warnings: readonly string[];
  /** Milliseconds from the start of the run to the end of the session. */
  readonly ms: number;
}

/** How a run is to be traced. */
export interface TracedRunOptions extends Omit<TestProjectOptions, 'pipelines'> {
  readonly pipeline: Pipeline;
  readonly telemetry?: TelemetryOptions;
  readonly run?: RunOptions;
  readonly receiver?: ReceiverOptions;
  /** Where spans and metrics are sent to, instead of to a receiver. */
  readonly endpoint?: string;
  /** Variables besides the endpoint. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs a pipeline in a project of its own, with the plugin and an SDK of it that sends to a receiver. */
export async function tracedRun(options: TracedRunOptions): Promise<TracedRun> {
  const { pipeline, plugins = [], telemetry: own = {}, run = {}, endpoint, variables = {}, ...rest } = options;
  await using receiver = await Receiver.open(options.receiver);
  using _ = withVariables({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint ?? receiver.url, ...variables });
  const project = await createTestProject({ ...rest, pipelines: [pipeline], plugins: [telemetry(own), ...plugins] });
  const startedAt = performance.now();
  const result = await project.run(run);
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
