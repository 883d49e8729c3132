import { EventEmitter } from 'eventemitter3';
import { CallSite, type ImplPredicate } from './call-site.js';
import type { HookCaller, HookRelay, NoHooks } from './call-types.js';
import { Closing, endAll } from './closing.js';
import { closures, type Engine } from './dispatch/engine.js';
import { enter, leave } from './dispatch/in-flight.js';
import { type ManagerEvents, tell } from './events.js';
import { explain, type OrderRow } from './explain.js';
import { Faults } from './faults.js';
import { HookTable, type NewSpec } from './hook-table.js';
import { NO_OPTIONS } from './impl-options.js';
import { Installer, type RegisterOptions } from './installer.js';
import { type CallObserver, Observers, type Undo, undo } from './monitor.js';
import { checkPending } from './pending.js';
import { expectPlugin, type PluginBase } from './plugin.js';
import { PluginRegistry } from './plugin-registry.js';
import type { AnyHookSpecs, HookSpecMap } from './spec.js';
import { traceTo } from './trace.js';
import type { HooksOf } from './types.js';

/** Options of a manager. */
export interface PluginManagerOptions {
  /** What names of hooks look like: methods of class instances that match it and have no spec are pending. */
  readonly hookNames?: RegExp;
  /** What dispatches calls. Default: closures, which need no code generation. */
  readonly engine?: Engine;
}

/** What hook names look like unless a host says otherwise. */
export const HOOK_NAMES = /^(?:before|after|on|register)(?:_[a-z0-9]+)+$/;

/**
 * Knows hooks, plugins and order, and calls the ones on the others: pluggy's PluginManager for TypeScript.
 *
 * @example
 * ```ts
 * const pm = new PluginManager('pintle').addHookSpecs(nodeSpecs);
 * pm.register({ name: 'timing', hooks: { on_node_end: ({ node }) => console.log(node) } });
 * pm.hook.on_node_end({ node: 'clean' });
 * await pm.close();
 * ```
 */
export class PluginManager<M = NoHooks> implements AsyncDisposable {
  /** The host's name: of messages, of the manifest field, of variables. */
  readonly projectName: string;
  /** The callers of all hooks. A plain record: destructure it as you like, a captured caller stays correct. */
  readonly hook: HookRelay<M>;
  /** Says what happens to plugins: `plugin:registered`, `plugin:disabled`, `hook:error`, … */
  readonly events: EventEmitter<ManagerEvents> = new EventEmitter<ManagerEvents>();
  readonly #hookNames: RegExp;
  readonly #plugins = new PluginRegistry();
  readonly #observers = new Observers();
  readonly #faults = new Faults(this.events, (owner) => {
    if (this.#plugins.records.get(owner.plugin) === owner) this.unregister(owner.plugin);
  });
  readonly #table: HookTable;
  readonly #installer: Installer;
  readonly #closing = new Closing();

  constructor(projectName: string, options: PluginManagerOptions = {}) {
    this.projectName = projectName;
    this.#hookNames = options.hookNames ?? HOOK_NAMES;
    this.#table = new HookTable({
      engine: options.engine ?? closures,
      observers: this.#observers,
      report: this.#faults.report,
      retire: this.#faults.retire,
    });
    this.#installer = new Installer(this.#table, this.#plugins.records);
    this.hook = this.#table.relay as unknown as HookRelay<M>;
  }

  /**
   * Declares hooks. Adding the identical set again is a no-op; otherwise all sets are added, or none.
   *
   * @returns this manager, typed with the added hooks
   * @throws HookError `HOOKSPEC_DUPLICATE`, `HOOKSPEC_INVALID`, `HOOK_HISTORIC_WRAPPER`, `HOOK_ORDER_CYCLE`
   */
  addHookSpecs<const L extends readonly AnyHookSpecs[]>(...sets: L): PluginManager<M & HooksOf<L>> {
    this.#announce(this.#installer.addSpecs(sets));
    return this as unknown as PluginManager<M & HooksOf<L>>;
  }

  /**
   * Adds a plugin. Everything is validated before anything is installed, and past historic calls are replayed to it; an
   * error in a replay takes the plugin out again, its specs too. What stays is what `unregister` would leave: the names of
   * hooks that it was the first to implement.
   *
   * @returns the name it is registered under, or `null` when that name is blocked, or when what was replayed to the plugin
   *   has unregistered it
   * @throws HookError `PLUGIN_NAME_TAKEN`, `PLUGIN_ALREADY_REGISTERED`, `PLUGIN_UNNAMED`, `PLUGIN_IS_CLASS`,
   *   `PLUGIN_INVALID`, `IMPL_INVALID`, `IMPL_ORDER_CONFLICT`, `HOOK_HISTORIC_WRAPPER`, `HOOK_ORDER_CYCLE`, and those of
   *   `addHookSpecs` for its specs
   */
  register(plugin: object, options: RegisterOptions = NO_OPTIONS): string | null {
    expectPlugin(plugin);
    const name = this.#plugins.nameFor(plugin, options.name);
    if (!this.#plugins.admits(name, plugin)) return null;
    const checked = this.#installer.check(plugin, name, options);
    const { record, specs, observe } = checked;
    this.#plugins.add(record);
    // A fault in a replay may disable the plugin: it is taken out when its registration has ended, not in the midst of it.
    enter(record);
    try {
      this.#installer.install(checked);
    } catch (error) {
      this.#plugins.remove(record);
      throw error;
    }
    this.#announce(specs);
    if (!this.#plugins.holds(record)) return null;
    if (observe !== undefined) record.stopObserving = this.#observe(observe);
    tell(this.events, 'plugin:registered', name, plugin);
    leave(record, this.#faults.retire);
    return name;
  }

  /**
   * Takes a plugin out; calls under way still reach it. Disposes nothing.
   *
   * @returns the plugin, or `null` for an unknown or blocked name
   * @throws HookError `PLUGIN_NOT_REGISTERED` for an object that is not registered
   */
  unregister(pluginOrName: object | string): object | null {
    const record = this.#plugins.find(pluginOrName);
    if (record === undefined) return null;
    this.#installer.uninstall(record);
    this.#plugins.remove(record);
    record.stopObserving?.();
    tell(this.events, 'plugin:unregistered', record.name, record.plugin);
    return record.plugin;
  }

  /** Unregisters a plugin and disposes it. Gives what `unregister` gives. */
  async dispose(pluginOrName: object | string): Promise<object | null> {
    const plugin: Partial<PluginBase> | null = this.unregister(pluginOrName);
    await plugin?.dispose?.();
    return plugin;
  }

  /** Unregisters the plugin of this name, if any, and refuses to register one until `unblock`. */
  block(name: string): void {
    if (this.#plugins.isBlocked(name)) return;
    this.unregister(name);
    this.#plugins.block(name);
    tell(this.events, 'plugin:blocked', name);
  }

  /** Lets a name be registered again. @returns whether it was blocked */
  unblock(name: string): boolean {
    return this.#plugins.unblock(name);
  }

  isBlocked(name: string): boolean {
    return this.#plugins.isBlocked(name);
  }

  /** The plugin of a name, or `null`. */
  getPlugin(name: string): object | null {
    return this.#plugins.names.get(name)?.plugin ?? null;
  }

  /** The name that a plugin is registered under, or `null`. */
  getName(plugin: object): string | null {
    return this.#plugins.records.get(plugin)?.name ?? null;
  }

  hasPlugin(name: string): boolean {
    return this.getPlugin(name) !== null;
  }

  isRegistered(plugin: object): boolean {
    return this.#plugins.records.has(plugin);
  }

  /** All registered plugins, first registered first. */
  getPlugins(): object[] {
    return [...this.#plugins.records.keys()];
  }

  /** Names and plugins in order of insertion; blocked names with `null`. */
  listNamePlugin(): [name: string, plugin: object | null][] {
    return [...this.#plugins.names].map(([name, record]) => [name, record?.plugin ?? null]);
  }

  /** The names of the hooks that a plugin implements, or `null` when it is not registered. */
  getHookCallers(plugin: object): string[] | null {
    const record = this.#plugins.records.get(plugin);
    if (record === undefined) return null;
    const names = new Set(record.impls.map((impl) => impl.hook));
    return this.#table.all().flatMap((hook) => (names.has(hook.name) ? [hook.name] : []));
  }

  /** @throws PendingHooksError `HOOK_UNKNOWN`, listing every non-optional implementation without a spec */
  checkPending(): void {
    checkPending(this.#table, this.#plugins.records.values(), this.#hookNames);
  }

  /**
   * A relay like `pm.hook` whose calls use only implementations that the predicate accepts; it follows later changes.
   *
   * While nothing carries a `select`, and the predicate accepts all, that is `pm.hook` itself: take scopes when all
   * plugins are registered. Read callers through the scope; a captured one may be shared with scopes that accepted the
   * same implementations when it was captured.
   */
  scope(predicate: ImplPredicate): HookRelay<M> {
    if (!this.#table.isLimitedBy(predicate)) return this.hook;
    return this.#table.scope(predicate) as unknown as HookRelay<M>;
  }

  /**
   * A caller of one hook without the implementations of some plugins; it follows later changes.
   *
   * @throws HookError `HOOK_UNKNOWN`
   */
  subsetHookCaller<K extends keyof M & string>(name: K, removedPlugins: readonly object[]): HookCaller<M[K]>;
  subsetHookCaller(name: string, removedPlugins: readonly object[]): unknown {
    const hook = this.#table.expect(name);
    const removed = new Set<object | null>(removedPlugins);
    return new CallSite(hook, (impl) => !removed.has(impl.plugin)).lazy;
  }

  /** Calls the observer around every hook call. @returns what ends it */
  addHookCallMonitoring(observer: CallObserver): Undo {
    return undo(this.#observe(observer));
  }

  /** Writes every hook call as indented text with durations; argument values are named by kind only. */
  enableTracing(write: (line: string) => void): Undo {
    return undo(this.#observe(traceTo(write)));
  }

  /**
   * The implementations of a hook in call order, each with the reason why it stands where it does.
   *
   * @throws HookError `HOOK_UNKNOWN`
   */
  explain(hook: keyof M & string): OrderRow[];
  explain(hook: string): OrderRow[];
  explain(hook: string): OrderRow[] {
    return explain(this.#table.expect(hook).impls);
  }

  /**
   * Unregisters and disposes all plugins, last registered first. One error is thrown as it is, several as one
   * `AggregateError`; closing again does nothing more. A `dispose` that closes the manager it is being disposed by does
   * not wait for itself.
   */
  async close(): Promise<void> {
    await this.#closing.do(async () => {
      await endAll(this.getPlugins().reverse(), async (plugin) => {
        if (this.isRegistered(plugin)) await this.dispose(plugin);
      });
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #observe(observer: CallObserver): () => void {
    const stop = this.#observers.add(observer);
    const invalidate = (): void => this.#table.all().forEach((hook) => hook.invalidate());
    invalidate();
    return () => {
      stop();
      invalidate();
    };
  }

  #announce(specs: readonly NewSpec[]): void {
    for (const { name, namespace } of specs) tell(this.events, 'spec:added', name, namespace);
  }
}

/** Any manager, its hooks forgotten. */
export type AnyPluginManager = PluginManager<HookSpecMap>;
