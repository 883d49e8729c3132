import type { ProjectPluginManager } from '@pintle/core/settings';
import {
  checkHookSelects,
  type Clock,
  type Logger,
  type Params,
  type PintleHooks,
  type Pipeline,
  type ProjectContext,
} from '@pintle/hookspecs';
import { createConfig } from '../config/index.js';
import { filedConfig, overlaid } from '../job/configs.js';
import type { JobDescription } from '../job/description.js';
import { systemClock } from './clock.js';
import { implsOf, unmatchable } from './hooks.js';
import { type Bodies, HOST, hostPlugin } from './host-plugin.js';
import type { Project } from './project.js';
import { collectPipelines } from './collect-pipelines.js';
import type { PipelineRegistry } from './registry.js';
import { type RunSettings, runSettings } from './run-settings.js';
import { findRunner } from './runners.js';
import { sealedMap } from './sealed-map.js';
import { Secrets } from './secrets.js';
import { selectScope } from './select-scope.js';

/** What a project is opened with, besides its plugins. */
export interface ProjectOptions {
  readonly env: string;
  readonly log: Logger;
  readonly params?: Params | undefined;
  readonly confSource?: string | undefined;
  readonly runs?: Partial<RunSettings> | undefined;
  readonly clock?: Clock | undefined;
  /** In place of what `pipelines.ts` exports. */
  readonly pipelines?: readonly (Pipeline | JobDescription)[] | undefined;
  /**
   * Called when the secrets of the project are known, before any hook that could fail of the session is called.
   *
   * @param conceal - blanks them in a text that is to be shown to people
   */
  readonly onSecrets?: ((conceal: (text: string) => string) => void) | undefined;
}

/** Opens a project whose plugins are there: configuration, context, dataset types, pipelines, in this order. */
export async function openProject(
  manager: ProjectPluginManager<PintleHooks>,
  options: ProjectOptions,
): Promise<Project> {
  const { env, confSource, clock = systemClock } = options;
  const { projectDir, packages } = manager.project;
  checkHookSelects(implsOf(manager));
  const bodies: Bodies = new WeakMap();
  manager.register(hostPlugin(bodies), { name: HOST });
  const config = await createConfig({ projectDir, env, confSource, params: options.params, acceptUnknown: true });
  const { value: params } = await config.read('parameters');
  const secrets = await Secrets.of(config);
  options.onSecrets?.(secrets.conceal);
  const log = secrets.logger(options.log);
  const { durability, graceMs, leaseMs } = { ...(await runSettings(config)), ...options.runs };
  const context: ProjectContext = Object.freeze({ projectDir, env, params, config, log });
  const hooks = manager.hook;
  await hooks.after_context_created({ log, context });
  const datasetTypes = (await hooks.register_dataset_types({ log, context })).flat();
  const jobConfig = filedConfig(await config.read('job'), 'job.yml');
  const sources = { projectDir, env, given: options.pipelines, jobConfig };
  const collected = await collectPipelines(sources, await hooks.register_pipelines({ log, context }));
  const { registry: pipelines, environments } = collected;
  // An environment that jobs speak of needs no folder.
  const unknown = config.unknownBeside(environments);
  if (unknown !== undefined) throw unknown;
  await hooks.after_pipelines_registered({ log, context, pipelines: sealedMap(pipelines.byName) });
  for (const { impl, message, hint } of unmatchable(manager, () =>
    selectScope({ projectDir, pipelines }, allNodes(pipelines)),
  )) {
    log.warn(`plugin ${impl.pluginName}, hook ${impl.hook}: ${message}`, { hint });
  }
  return {
    projectDir,
    env,
    given: { params: options.params ?? {}, jobConfig: {} },
    params,
    secrets,
    config,
    ...(confSource === undefined ? {} : { confSource }),
    context,
    manager,
    hooks,
    bodies,
    pipelines,
    jobConfig: collected.jobConfig,
    pipelinesUnder: async (own, given) =>
      collected.under(
        overlaid(filedConfig(await own.read('job'), 'job.yml').value, filedConfig(given, 'The run config').value),
      ),
    forRun: (asked, given) => collected.forRun(asked, given),
    datasetTypes,
    runner: (name) => findRunner(name, packages),
    durability,
    graceMs,
    leaseMs,
    clock,
    log,
  };
}

/** The nodes of all pipelines, each name once. */
function allNodes({ byName, defaultNames }: PipelineRegistry): Pick<Pipeline, 'name' | 'nodes'> {
  const nodes = new Map([...byName.values()].flatMap((one) => one.nodes.map((node) => [node.name, node] as const)));
  return { name: defaultNames.join('+'), nodes: [...nodes.values()] };
}
