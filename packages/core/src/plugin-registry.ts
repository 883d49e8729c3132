import { describe } from './describe.js';
import { HookError } from './errors.js';
import { didYouMean } from './near-match.js';
import { dataProperty, nameOf } from './plugin.js';
import type { PluginRecord } from './plugin-record.js';

/** Who is registered under which name, and which names are blocked. */
export class PluginRegistry {
  /** In order of registration; `null` for blocked names. */
  readonly #byName = new Map<string, PluginRecord | null>();
  readonly #byPlugin = new Map<object, PluginRecord>();

  /** The records by plugin, first registered first. */
  get records(): ReadonlyMap<object, PluginRecord> {
    return this.#byPlugin;
  }

  /** Names and records in order of insertion; blocked names with `null`. */
  get names(): ReadonlyMap<string, PluginRecord | null> {
    return this.#byName;
  }

  /** Whether this very registration still stands. */
  holds(record: PluginRecord): boolean {
    return this.#byPlugin.get(record.plugin) === record;
  }

  isBlocked(name: string): boolean {
    return this.#byName.get(name) === null;
  }

  /**
   * The name that a plugin would be registered under.
   *
   * @param given - instead of its own
   * @throws HookError `PLUGIN_UNNAMED`, `PLUGIN_INVALID`
   */
  nameFor(plugin: object, given: string | undefined): string {
    if (given !== undefined && typeof given !== 'string') {
      throw new HookError(
        'PLUGIN_INVALID',
        `A plugin is registered with name: ${describe(given)}, expected a string.`,
        {
          hint: 'Give a non-empty name, or leave it out.',
        },
      );
    }
    if (given !== undefined && given !== '') return given;
    const { name, fromClass } = nameOf(plugin);
    if (!fromClass) return name;
    const registered = this.#byPlugin.get(plugin);
    if (registered !== undefined) return registered.name;
    let free = name;
    for (let count = 2; (this.#byName.get(free) ?? null) !== null; count++) free = `${name}#${count}`;
    return free;
  }

  /**
   * Whether a plugin may have a name: not when that is blocked.
   *
   * @throws HookError `PLUGIN_NAME_TAKEN`, then `PLUGIN_ALREADY_REGISTERED`
   */
  admits(name: string, plugin: object): boolean {
    const holder = this.#byName.get(name);
    if (holder === null) return false;
    if (holder !== undefined) {
      throw new HookError('PLUGIN_NAME_TAKEN', `The name "${name}" is taken by a registered plugin.`, {
        plugin: name,
        hint: 'Unregister that one first, or give another { name }.',
      });
    }
    const registered = this.#byPlugin.get(plugin);
    if (registered === undefined) return true;
    throw new HookError(
      'PLUGIN_ALREADY_REGISTERED',
      `The plugin to be registered as "${name}" is registered as "${registered.name}" already.`,
      { plugin: registered.name, hint: 'Register each plugin object once.' },
    );
  }

  /**
   * The record of a plugin or a name; `undefined` for an unknown or blocked name.
   *
   * @throws HookError `PLUGIN_NOT_REGISTERED` for an object that is not registered
   */
  find(pluginOrName: object | string): PluginRecord | undefined {
    if (typeof pluginOrName === 'string') return this.#byName.get(pluginOrName) ?? undefined;
    const record = this.#byPlugin.get(pluginOrName);
    if (record !== undefined) return record;
    throw this.#notRegistered(pluginOrName);
  }

  add(record: PluginRecord): void {
    this.#byName.set(record.name, record);
    this.#byPlugin.set(record.plugin, record);
  }

  remove(record: PluginRecord): void {
    if (!this.holds(record)) return;
    this.#byName.delete(record.name);
    this.#byPlugin.delete(record.plugin);
  }

  /** Blocks a name that no plugin holds. */
  block(name: string): void {
    this.#byName.set(name, null);
  }

  /** @returns whether it was blocked */
  unblock(name: string): boolean {
    return this.isBlocked(name) && this.#byName.delete(name);
  }

  #notRegistered(plugin: unknown): HookError {
    const own = typeof plugin === 'object' && plugin !== null ? dataProperty(plugin, 'name') : undefined;
    if (typeof own !== 'string') {
      const what = typeof plugin === 'object' && plugin !== null ? 'The given plugin object' : describe(plugin);
      return new HookError('PLUGIN_NOT_REGISTERED', `${what} is not registered.`, {
        hint: 'Give the very object that was registered, or the name it has.',
      });
    }
    const hint = this.#byName.has(own)
      ? `Another plugin has the name "${own}": give the very object that was registered, or the name.`
      : (didYouMean(own, this.#byName.keys()) ?? 'Give the very object that was registered, or the name it has.');
    return new HookError('PLUGIN_NOT_REGISTERED', `The plugin "${own}" is not registered.`, { plugin: own, hint });
  }
}
