import type { NoHooks } from '../call-types.js';
import type { DiscoveredPlugin } from '../discovery/discovered-plugin.js';
import { PluginManager, type PluginManagerOptions } from '../manager.js';
import type { LoadedSettings } from './load-settings.js';

/** What became of one plugin when its manager was created. */
export interface PluginRow {
  /** The name it is registered under, or would be. */
  readonly name: string;
  /** That of its package, else its own. */
  readonly version: string | undefined;
  /** Where it comes from: `HOOKS`, the project's dependencies, or the caller's `plugins`. */
  readonly source: 'settings' | 'discovered' | 'argument';
  readonly status: 'active' | 'disabled' | 'skipped';
  /** Why it is not active. */
  readonly why: string | undefined;
  /** Its package, where it has one. */
  readonly package: DiscoveredPlugin | undefined;
}

/** The project that a manager was created for. */
export interface PluginProject extends LoadedSettings {
  /** Every plugin that was found: those of `HOOKS`, then the discovered ones, then the caller's. */
  readonly plugins: readonly PluginRow[];
  /** The packages in force, by name: neither disabled, nor excluded, nor broken. Their contributions are the host's to use. */
  readonly packages: readonly DiscoveredPlugin[];
  /** Direct dependencies that are not installed. */
  readonly missing: readonly string[];
}

/** A plugin manager that knows which project its plugins come from. Made by `createPluginManager`. */
export class ProjectPluginManager<M = NoHooks> extends PluginManager<M> {
  readonly project: PluginProject;

  constructor(name: string, project: PluginProject, options?: PluginManagerOptions) {
    super(name, options);
    this.project = project;
  }
}
