import { resolve } from 'node:path';
import type { DiscoveredPlugin } from '../discovery/discovered-plugin.js';
import { importPlugin } from '../discovery/import-entry.js';
import { findNamedPlugin } from '../discovery/named-plugin.js';
import { HookError, isHookError } from '../errors.js';
import { isDeferredPlugin } from '../plugin-factory.js';
import { type Gathered, gatherOwn, gatherPackage, PluginNames } from './gathered.js';
import { listHooks } from './hooks-list.js';
import type { LoadedSettings } from './load-settings.js';
import type { HostLog } from './log.js';
import { isFactory, type Workshop } from './workshop.js';

/** Who is gathering, and by which rules. */
export interface GatherContext {
  /** The host's name. */
  readonly host: string;
  readonly loaded: LoadedSettings;
  readonly workshop: Workshop;
  readonly log: HostLog;
  /** What relative paths of plugins start from. */
  readonly from: string;
  /** Where a name is written among the disabled ones, or `undefined`. */
  disabledBy(name: string): string | undefined;
}

/** A plugin given by hand for one process: a path, a package's name, a plugin or a factory. */
export type PluginArgument = string | object;

/** Imports plugins and has their factories make them; registers nothing. */
export class Gatherer {
  readonly #context: GatherContext;
  readonly #names = new PluginNames();
  readonly #options: ReadonlyMap<string, unknown>;
  /** What stands in `HOOKS`, with the name it goes by there. */
  readonly #listed = new Map<object, string>();
  /** The packages in force: what they contribute is the host's to use. */
  readonly packages: DiscoveredPlugin[] = [];
  /** Whether a plugin had to be left out because it cannot be loaded. */
  incomplete = false;

  constructor(context: GatherContext) {
    this.#context = context;
    this.#options = new Map(Object.entries(context.loaded.settings.PLUGIN_OPTIONS));
  }

  /** The plugins of `HOOKS`, from left to right. */
  async hooks(): Promise<Gathered[]> {
    const gathered: Gathered[] = [];
    for (const { value, where } of await listHooks(this.#context.loaded.settings.HOOKS)) {
      for (const one of await this.#own(value, where, 'settings')) {
        gathered.push(one);
        for (const identity of [one.plugin, value, isDeferredPlugin(value) ? value.factory : undefined]) {
          if (identity !== undefined) this.#listed.set(identity, one.row.name);
        }
      }
    }
    return gathered;
  }

  /** What was given by hand: packages, which are not imported yet, and plugins, which are. */
  async given(plugins: readonly PluginArgument[]): Promise<{ packages: DiscoveredPlugin[]; plugins: Gathered[] }> {
    const { host, loaded, from, disabledBy } = this.#context;
    const { projectDir } = loaded;
    const seeker = { field: host, projectDir, isDisabled: (name: string) => disabledBy(name) !== undefined };
    const packages = new Map<string, DiscoveredPlugin>();
    const own: Gathered[] = [];
    for (const [index, given] of plugins.entries()) {
      if (typeof given !== 'string') {
        const where = `plugins[${index}]`;
        for (const { value, where: place } of await listHooks([given], where)) {
          own.push(...(await this.#own(value, place, 'argument')));
        }
        continue;
      }
      const named = findNamedPlugin(given, from, seeker);
      if ('package' in named) packages.set(named.package.name, named.package);
      else {
        const exported = await importPlugin(resolve(named.file), { name: given, path: named.file, projectDir });
        own.push(...(await this.#own(exported, given, 'argument')));
      }
    }
    return { packages: [...packages.values()], plugins: own };
  }

  /** The plugins of a package that is in force. */
  async package(from: DiscoveredPlugin, source: 'discovered' | 'argument'): Promise<Gathered[]> {
    const { name } = from;
    const disabled = this.#context.disabledBy(name);
    if (disabled !== undefined) return [gatherPackage(from, source, { status: 'disabled', why: disabled })];
    if ([...this.#listed.values()].includes(name)) return [this.#alreadyListed(from, source, name)];
    try {
      const exported = await from.load();
      if (exported === undefined) {
        this.#refuseOptions(name, 'has no plugin but only contributes');
        this.packages.push(from);
        return [gatherPackage(from, source, {})];
      }
      const listed = this.#listed.get(exported as object);
      if (listed !== undefined) return [this.#alreadyListed(from, source, listed)];
      return await this.#make(from, source, exported as object);
    } catch (error) {
      if (source === 'argument' || !this.#mayLeaveOut(error)) throw error;
      this.incomplete = true;
      this.#context.log.warn(`The plugin "${name}" is left out: ${error.message}`, { plugin: name, error });
      return [gatherPackage(from, source, { status: 'skipped', why: error.message })];
    }
  }

  async #make(from: DiscoveredPlugin, source: 'discovered' | 'argument', exported: object): Promise<Gathered[]> {
    const { name } = from;
    if (isDeferredPlugin(exported)) this.#refuseOptions(name, 'exports a factory that has its options already');
    else if (!isFactory(exported)) this.#refuseOptions(name, 'is a plugin and no factory');
    const plugins = await this.#context.workshop.make(exported, this.#options.get(name), name);
    this.packages.push(from);
    return plugins.map((plugin) => gatherPackage(from, source, { plugin, name: this.#names.numbered(name) }));
  }

  async #own(value: object, where: string, source: 'settings' | 'argument'): Promise<Gathered[]> {
    const plugins = await this.#context.workshop.make(value, undefined, where);
    return plugins.map((plugin) => {
      const name = named(where, () => this.#names.of(plugin));
      return gatherOwn(plugin, name, source, this.#context.disabledBy(name));
    });
  }

  #alreadyListed(from: DiscoveredPlugin, source: 'discovered' | 'argument', listedAs: string): Gathered {
    const { name } = from;
    const { loaded, log, disabledBy } = this.#context;
    const disabled = disabledBy(listedAs);
    if (disabled !== undefined) return gatherPackage(from, source, { status: 'disabled', why: disabled });
    this.#refuseOptions(name, 'stands in HOOKS, where it is made');
    if (listedAs !== name && Object.hasOwn(loaded.settings.HOOK_POLICY, name)) {
      const message = `HOOK_POLICY in ${loaded.where} names the package "${name}", which stands in HOOKS as "${listedAs}".`;
      throw new HookError('SETTINGS_UNKNOWN_PLUGIN', message, {
        plugin: name,
        hint: `Write HOOK_POLICY = { '${listedAs}': { … } }.`,
      });
    }
    const why = listedAs === name ? 'it stands in HOOKS' : `it stands in HOOKS as "${listedAs}"`;
    this.packages.push(from);
    log.info(`The installed plugin "${name}" is skipped: ${why}.`, { plugin: name });
    return gatherPackage(from, source, { status: 'skipped', why });
  }

  #refuseOptions(name: string, fact: string): void {
    if (!this.#options.has(name)) return;
    const message = `PLUGIN_OPTIONS in ${this.#context.loaded.where} has options for "${name}", which ${fact}.`;
    throw new HookError('SETTINGS_OPTIONS_UNUSED', message, {
      plugin: name,
      hint: 'Remove them from PLUGIN_OPTIONS: they are for packages whose default export is a factory.',
    });
  }

  #mayLeaveOut(error: unknown): error is HookError<string> {
    if (this.#context.loaded.settings.DISCOVERY_ERRORS !== 'warn' || !isHookError(error)) return false;
    return error.code.startsWith('DISCOVERY_') || LOAD_FAULTS.has(error.code);
  }
}

const LOAD_FAULTS: ReadonlySet<string> = new Set(['PLUGIN_IS_CLASS', 'PLUGIN_SETUP_FAILED']);

/** Adds to an error about a plugin where that plugin stands. */
function named<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isHookError(error)) throw error;
    const { code, message, hint, plugin } = error;
    throw new HookError(code, `${where}: ${message}`, { hint, plugin, cause: error });
  }
}
