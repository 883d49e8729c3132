import { resolve } from 'node:path';
import { messageOf } from '../describe.js';
import { type Discovery, discoverPlugins } from '../discovery/discover.js';
import type { DiscoveredPlugin } from '../discovery/discovered-plugin.js';
import { findProjectDir } from '../discovery/package-json.js';
import { PendingHooksError } from '../errors.js';
import type { PluginManagerOptions } from '../manager.js';
import { dataProperty } from '../plugin.js';
import { type AnyHookSpecs, isHookSpecs } from '../spec.js';
import type { HooksOf } from '../types.js';
import { disabledNames } from './disabled.js';
import { Gatherer, type PluginArgument } from './gather.js';
import { gatherAll } from './gather-all.js';
import type { Gathered } from './gathered.js';
import { type LoadSettingsOptions, loadSettings } from './load-settings.js';
import { type HostLog, processLog } from './log.js';
import { type PluginRow, ProjectPluginManager } from './project-manager.js';
import { checkRequirements, type Requirements } from './requirements.js';
import { Workshop } from './workshop.js';

/** What {@link createPluginManager} needs to know. */
export interface CreatePluginManagerOptions<L extends readonly AnyHookSpecs[]>
  extends LoadSettingsOptions,
    PluginManagerOptions {
  /** The host's name: the manifest's field, the variable `<NAME>_DISABLE_PLUGINS`, the wording of hints. */
  readonly name: string;
  /** The host's version. */
  readonly version: string;
  /** The hooks that the host calls. */
  readonly specs: L;
  /**
   * Plugins for this process only, registered last: paths of folders or modules (relative to `projectDir`; `.ts` works),
   * names of packages, or plugins and factories themselves. A package given here takes the place of the installed one.
   */
  readonly plugins?: readonly PluginArgument[] | undefined;
  /** Names of plugins that are not to be used in this process, besides those that the settings name. */
  readonly disable?: readonly string[] | undefined;
  /** Default: warnings and errors become process warnings. */
  readonly log?: HostLog | undefined;
  /** Where `<NAME>_DISABLE_PLUGINS` is looked up. Default: the variables of the process. */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Makes the plugin manager of a project: finds and loads its settings and its plugins, adds all specs, registers the
 * plugins of `HOOKS` from left to right, then the discovered ones by name, then those given by hand, and checks that
 * everything fits together.
 *
 * Called last in, first out: plugins given by hand come first, then the discovered ones, then `HOOKS` from right to left.
 * If anything fails, what was set up is disposed before the error is thrown.
 *
 * @returns the manager; its `project` tells what was found and what became of it
 * @throws HookError any `SETTINGS_…`, `DISCOVERY_…`, `PLUGIN_…` and `HOOK…` code
 *
 * @example
 * ```ts
 * const pm = await createPluginManager({ name: 'kiln', version: '1.0.0', specs: [kilnSpecs] });
 * for (const { name, status, why } of pm.project.plugins) console.log(name, status, why ?? '');
 * await pm.close();
 * ```
 */
export async function createPluginManager<const L extends readonly AnyHookSpecs[]>(
  options: CreatePluginManagerOptions<L>,
): Promise<ProjectPluginManager<HooksOf<L>>> {
  const { name: host, version, specs, env = 'local', log = processLog(options.name) } = options;
  const from = resolve(options.projectDir ?? process.cwd());
  const loaded = await loadSettings(options);
  const disabled = disabledNames({
    host,
    setting: loaded.settings.DISABLE_HOOKS_FOR_PLUGINS,
    settingsName: loaded.where,
    argument: options.disable ?? [],
    variables: options.variables ?? process.env,
  });
  const reasons = new Map(disabled.map((one) => [one.name, `disabled by ${one.where}`]));
  const found = discover(host, loaded.projectDir, reasons.keys());

  const rows: PluginRow[] = [];
  const packages: DiscoveredPlugin[] = [];
  const project = { ...loaded, plugins: rows, packages, missing: found.missing };
  const pm = new ProjectPluginManager<HooksOf<L>>(host, project, options);
  pm.addHookSpecs(...specs);
  const workshop = new Workshop({ name: host, version, projectDir: loaded.projectDir, env, log, hook: pm.hook });
  const gatherer = new Gatherer({ host, loaded, workshop, log, from, disabledBy: (name) => reasons.get(name) });
  try {
    const gathered = await gatherAll(gatherer, { host, loaded, found, given: options.plugins ?? [], disabled });
    rows.push(...gathered.map(({ row }) => row));
    packages.push(...gatherer.packages);
    for (const name of reasons.keys()) pm.block(name);
    await register(pm, gathered, workshop);
    await checkRequirements(requirementsOf(gathered), versionsOf(pm, version, specs, gathered));
    checkPending(pm, log, gatherer.incomplete || rows.some(({ status }) => status === 'disabled'));
    return pm;
  } catch (error) {
    await takeDown(pm, workshop, log);
    throw error;
  }
}

// A host may run where there is no project: there is nothing to discover then.
function discover(name: string, projectDir: string, disabled: Iterable<string>): Discovery {
  if (findProjectDir(projectDir) === undefined) return { projectDir, plugins: [], missing: [], others: [] };
  return discoverPlugins({ name, projectDir, disabled });
}

async function register(pm: ProjectPluginManager, gathered: readonly Gathered[], workshop: Workshop): Promise<void> {
  const policies = new Map(Object.entries(pm.project.settings.HOOK_POLICY));
  const plugins = active(gathered);
  // All specs first: an implementation is judged when it is registered, in whichever order its hook's plugin comes.
  for (const { plugin } of plugins) pm.addHookSpecs(...specsOf(plugin));
  for (const { plugin, name, version, policyName } of plugins) {
    pm.register(plugin, { ...policies.get(policyName), name, ...(version === undefined ? {} : { version }) });
  }
  for (const { row, plugin } of gathered) {
    if (plugin !== undefined && row.status === 'disabled') await workshop.discard(plugin);
  }
}

// What is no set of specs is left to `register`, which says whose it is.
function specsOf(plugin: object): AnyHookSpecs[] {
  const specs = dataProperty(plugin, 'specs');
  return Array.isArray(specs) ? specs.filter(isHookSpecs) : [];
}

function requirementsOf(gathered: readonly Gathered[]): Requirements[] {
  return active(gathered).map(({ name, plugin }) => ({ plugin: name, requires: dataProperty(plugin, 'requires') }));
}

interface ActivePlugin {
  readonly plugin: object;
  readonly name: string;
  readonly version: string | undefined;
  readonly policyName: string;
}

function active(gathered: readonly Gathered[]): ActivePlugin[] {
  return gathered.flatMap(({ row, plugin, policyName }) =>
    plugin === undefined || row.status !== 'active'
      ? []
      : [{ plugin, name: row.name, version: row.version, policyName }],
  );
}

/** The versions of all packages that declare hooks, or could. */
function versionsOf(
  { projectName, project }: ProjectPluginManager,
  hostVersion: string,
  specs: readonly AnyHookSpecs[],
  gathered: readonly Gathered[],
): Map<string, string | undefined> {
  const versions = new Map<string, string | undefined>();
  // A disabled plugin meets a requirement, too: what depends on it is idle, not broken.
  for (const { name, status, version, package: from } of project.plugins) {
    if (status !== 'skipped') versions.set(from?.name ?? name, version);
  }
  for (const { name, version } of project.packages) versions.set(name, version);
  versions.set(projectName, hostVersion);
  const declared = active(gathered).flatMap(({ plugin }) => specsOf(plugin));
  for (const { about } of [...specs, ...declared]) {
    if (about !== undefined) versions.set(about.package, about.version);
  }
  return versions;
}

function checkPending(pm: ProjectPluginManager, log: HostLog, isIncomplete: boolean): void {
  try {
    pm.checkPending();
  } catch (error) {
    // A plugin that is not there may be the one that declares them.
    if (!(isIncomplete && error instanceof PendingHooksError)) throw error;
    log.warn(error.message, { error });
  }
}

async function takeDown(pm: ProjectPluginManager, workshop: Workshop, log: HostLog): Promise<void> {
  const registered = new Set(pm.getPlugins());
  const errors = await workshop.discardAll((plugin) => registered.has(plugin));
  try {
    await pm.close();
  } catch (error) {
    errors.push(error);
  }
  for (const error of errors) log.warn(`A plugin could not be disposed: ${messageOf(error)}`, { error });
}
