import {
  definePlugin,
  definePluginFactory,
  type HookArgs,
  type PintlePlugin,
  type PintlePluginHost,
} from '@pintle/hookspecs';
import type * as v from 'valibot';
import { Guard } from './guard.js';
import { Measurements } from './metrics/measurements.js';
import { telemetryOptions } from './options.js';
import { Delivery } from './sdk/delivery.js';
import { OwnSdk } from './sdk/own-sdk.js';
import { takesMetrics } from './sdk/registered.js';
import { observeHooks } from './spans/hook-calls.js';
import { Spans } from './spans/spans.js';
import { noteUsage, Usage } from './usage/usage.js';
import { VERSION } from './version.js';

type Options = v.InferOutput<typeof telemetryOptions>;

/**
 * Traces and metrics of runs for OpenTelemetry, and usage statistics for those who agree to them.
 *
 * Installed, it is there; options are set in `PLUGIN_OPTIONS`, or where it is called in `HOOKS`.
 *
 * @example
 * ```ts
 * import { telemetry } from '@pintle/plugin-telemetry';
 *
 * export const HOOKS = [telemetry({ sdk: true, hookSpans: true })];
 * ```
 */
export const telemetry = definePluginFactory({
  options: telemetryOptions,
  setup: (options, host) => createPlugin(options, host),
});

function createPlugin(options: Options, { projectDir, env, log, name: hostName }: PintlePluginHost): PintlePlugin {
  const variables = process.env;
  const sdk = new OwnSdk({ asked: options.sdk, variables, projectDir, env });
  const spans = new Spans({ variables, headers: () => sdk.headers });
  const metrics = new Measurements();
  const usage = new Usage({ projectDir, endpoint: options.usage?.endpoint, variables });
  const delivery = new Delivery(options.flushTimeoutMs, () => sdk.endpoint);
  const { hookSpans: withSpans, hookMetrics } = options;
  const isObserving = withSpans || (hookMetrics && (sdk.wantsMetrics || takesMetrics()));
  const { quietly } = new Guard();
  const endRun = quietly((args: HookArgs<'on_run_end'>) => {
    spans.endRun(args);
    metrics.endRun(args);
  });
  const plugin = definePlugin({
    name: '@pintle/plugin-telemetry',
    version: VERSION,
    hooks: {
      after_context_created: ({ log }) => sdk.start(log),
      after_pipelines_registered: (args) => usage.loaded(args),
      after_command_run: (args) => usage.ended(args),
      on_run_start: {
        tryFirst: true,
        handler: quietly((args) => {
          delivery.begin();
          spans.startRun(args);
        }),
      },
      on_run_end: {
        tryLast: true,
        handler: (args) => {
          endRun(args);
          return delivery.deliver(args.log);
        },
      },
      on_node_start: {
        tryFirst: true,
        handler: quietly((args) => {
          // No end of a run will send it: its run is elsewhere.
          if (args.carrier !== undefined) delivery.begin();
          spans.startAttempt(args);
        }),
      },
      run_node: { tryFirst: true, wrapper: (args, next) => spans.within(args, next) },
      after_node_run: { tryLast: true, handler: quietly((args) => spans.returned(args)) },
      // As close to loads and saves as hooks get.
      before_dataset_loaded: { tryLast: true, handler: quietly((args) => spans.openLoad(args)) },
      after_dataset_loaded: {
        tryFirst: true,
        handler: quietly((args) => {
          spans.closeLoad(args);
          metrics.load(args);
        }),
      },
      before_dataset_saved: { tryLast: true, handler: quietly((args) => spans.openSave(args)) },
      after_dataset_saved: {
        tryFirst: true,
        handler: quietly((args) => {
          spans.closeSave(args);
          metrics.save(args);
        }),
      },
      on_dataset_error: { tryFirst: true, handler: quietly((args) => spans.failAccess(args)) },
      on_node_error: { tryFirst: true, handler: quietly((args) => spans.failAttempt(args)) },
      on_node_retry: {
        tryFirst: true,
        handler: quietly((args) => {
          spans.retry(args);
          metrics.retry(args);
        }),
      },
      on_node_skipped: quietly((args) => spans.skip(args)),
      on_node_end: {
        tryFirst: true,
        handler: quietly((args) => {
          spans.endNode(args);
          metrics.endNode(args);
        }),
      },
      after_model: quietly((args) => metrics.model(args)),
      inject_context: (args) => spans.inject(args),
    },
    ...(isObserving ? { observe: observeHooks({ spans, withSpans, hostName }) } : {}),
    async dispose() {
      await delivery.finish(log);
      await sdk.stop();
    },
  });
  noteUsage(plugin, usage);
  return plugin;
}
