import { resolve } from 'node:path';
import { type CreatePluginManagerOptions, createPluginManager, type ProjectPluginManager } from '@pintle/core/settings';
import { type Clock, type Logger, type Params, type PintleHooks, type Pipeline, pintleSpecs } from '@pintle/hookspecs';
import type { JobDescription } from '../job/description.js';
import { HOST } from './host-plugin.js';
import { stderrLogger } from '../logger/index.js';
import { openProject, type ProjectOptions } from './open-project.js';
import { ProjectSession } from './project-session.js';
import type { RunSettings } from './run-settings.js';
import type { Session } from './session.js';
import { VERSION } from '../version.js';

/** What {@link createSession} opens. */
export interface SessionOptions {
  /** The project's folder, or one inside it. Default: the working folder. */
  readonly projectDir?: string | undefined;
  /** The configuration environment. Default: the variable `PINTLE_ENV`, else `local`. */
  readonly env?: string | undefined;
  /** Parameters that win over those in `conf`. */
  readonly params?: Params | undefined;
  /** The settings file, the settings themselves, or `false` for none. Default: `settings.ts` is searched for. */
  readonly settings?: PluginsOptions['settings'];
  /** Plugins for this session besides those of settings and dependencies. */
  readonly plugins?: PluginsOptions['plugins'];
  /** Names of plugins that are not to be used in this session. */
  readonly disable?: readonly string[] | undefined;
  /** The folder of configuration, from the project's. Default `conf`. */
  readonly confSource?: string | undefined;
  /** Where hooks, nodes and the session itself log to. Default: standard error, from `PINTLE_LOG_LEVEL`. */
  readonly log?: Logger | undefined;
  /** Over what `run.yml` says. */
  readonly runs?: Partial<RunSettings> | undefined;
  /** What runs take the time from. Default: this machine's. */
  readonly clock?: Clock | undefined;
  /** Pipelines and jobs in place of those that `pipelines.ts` exports. */
  readonly pipelines?: readonly (Pipeline | JobDescription)[] | undefined;
}

type PluginsOptions = CreatePluginManagerOptions<typeof pintleSpecs>;

/**
 * Opens a project: settings, plugins, configuration, context, dataset types, pipelines, in this order.
 *
 * @throws HookError any `SETTINGS_…`, `DISCOVERY_…`, `PLUGIN_…`, `CONFIG_…`, `PIPELINE…`, `NODE_…`, `SELECT_INVALID` code,
 * and what a hook of the session throws; plugins that were set up are disposed first
 * @example
 * ```ts
 * await using session = await createSession({ env: 'prod' });
 * const result = await session.run({ tags: ['nightly'] });
 * result.throwIfFailed();
 * ```
 */
export async function createSession(options: SessionOptions = {}): Promise<Session> {
  const env = options.env ?? (process.env['PINTLE_ENV'] || 'local');
  const log = options.log ?? stderrLogger();
  const { settings, plugins, disable } = options;
  const specs = pintleSpecs;
  const from = resolve(options.projectDir ?? process.cwd());
  const manager = await createPluginManager({
    name: HOST,
    version: VERSION,
    specs,
    projectDir: from,
    env,
    settings,
    plugins,
    disable,
    log,
  });
  try {
    return await openSession(manager as ProjectPluginManager<PintleHooks>, { ...options, env, log });
  } catch (error) {
    // What failed the session is what the caller must hear of.
    await manager.close().catch((fault: unknown) => log.error('a plugin could not be disposed', { error: fault }));
    throw error;
  }
}

/** What {@link openSession} opens. */
export interface HostedSessionOptions extends SessionOptions, Pick<ProjectOptions, 'env' | 'log' | 'onSecrets'> {
  readonly env: string;
  readonly log: Logger;
}

/**
 * Opens a session with the plugin manager of a project that is there already: for hosts that call hooks of their own
 * before. The session's `close` closes the manager; when opening fails, that is left to the caller.
 *
 * @throws what {@link createSession} throws once it has its plugins
 */
export async function openSession(
  manager: ProjectPluginManager<PintleHooks>,
  options: HostedSessionOptions,
): Promise<Session> {
  return new ProjectSession(await openProject(manager, options));
}
