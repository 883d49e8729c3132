import type { DiscoveredPlugin } from '../discovery/discovered-plugin.js';
import { nameOf, ownVersion } from '../plugin.js';
import type { PluginRow } from './project-manager.js';

/** A plugin on its way into the manager, or the reason why it does not go there. */
export interface Gathered {
  readonly row: PluginRow;
  /** `undefined` for one that was not imported, and for a package without hooks. */
  readonly plugin: object | undefined;
  /** The name that policies call it by: its package's, else its own. */
  readonly policyName: string;
}

/** Gives plugins the names that a manager would: a second instance of a class is `ProjectHooks#2`. */
export class PluginNames {
  readonly #taken = new Set<string>();

  /** The plugin's own name, or that of its class; a class's name is numbered when it is taken. */
  of(plugin: object): string {
    const { name, fromClass } = nameOf(plugin);
    return fromClass ? this.numbered(name) : this.#take(name);
  }

  /** The name, or the first of `name#2`, `name#3` … that is free. */
  numbered(name: string): string {
    let free = name;
    for (let count = 2; this.#taken.has(free); count++) free = `${name}#${count}`;
    return this.#take(free);
  }

  #take(name: string): string {
    this.#taken.add(name);
    return name;
  }
}

/** A plugin that goes by its own name. */
export function gatherOwn(
  plugin: object,
  name: string,
  source: PluginRow['source'],
  disabledWhy: string | undefined,
): Gathered {
  const row: PluginRow = {
    name,
    version: ownVersion(plugin),
    source,
    status: disabledWhy === undefined ? 'active' : 'disabled',
    why: disabledWhy,
    package: undefined,
  };
  return { row, plugin, policyName: name };
}

/** A plugin of a package; `plugin` is `undefined` when there is nothing to register. */
export function gatherPackage(
  from: DiscoveredPlugin,
  source: PluginRow['source'],
  {
    plugin,
    name = from.name,
    status = 'active',
    why,
  }: Partial<Pick<PluginRow, 'name' | 'status' | 'why'>> & { plugin?: object },
): Gathered {
  return { row: { name, version: from.version, source, status, why, package: from }, plugin, policyName: from.name };
}
