import type { Discovery } from '../discovery/discover.js';
import type { DiscoveredPlugin } from '../discovery/discovered-plugin.js';
import { HookError } from '../errors.js';
import { didYouMean } from '../near-match.js';
import type { WrittenName } from './disabled.js';

/** The names that settings may speak of. */
export class KnownPlugins {
  readonly #field: string;
  readonly #found: Discovery;
  readonly #packages: ReadonlySet<string>;
  readonly #named: ReadonlySet<string>;

  /**
   * @param field - the host's name
   * @param found - the project's packages; those that are not installed count as known, they may be optional
   * @param given - packages given by hand
   * @param named - the names of plugins in `HOOKS`, and of those given by hand
   */
  constructor(field: string, found: Discovery, given: readonly DiscoveredPlugin[], named: Iterable<string>) {
    this.#field = field;
    this.#found = found;
    this.#packages = new Set([...found.plugins, ...given].map((plugin) => plugin.name));
    this.#named = new Set(named);
  }

  /** Whether a name is that of a plugin package, installed or at least declared. */
  isPackage(name: string): boolean {
    return this.#packages.has(name) || this.#found.missing.includes(name);
  }

  /** @throws HookError `SETTINGS_UNKNOWN_PLUGIN` when a name is neither a package's nor that of a listed plugin */
  expectPlugins(names: Iterable<WrittenName>): void {
    const known = new Set([...this.#named, ...this.#packages, ...this.#found.missing]);
    for (const written of names) {
      if (!known.has(written.name))
        throw this.#unknown(written, known, 'which is neither in HOOKS nor an installed plugin');
    }
  }

  /** @throws HookError `SETTINGS_UNKNOWN_PLUGIN` when a name is not a package's */
  expectPackages(names: Iterable<WrittenName>): void {
    const known = new Set([...this.#packages, ...this.#found.missing]);
    for (const written of names) {
      if (!this.isPackage(written.name)) throw this.#unknown(written, known, 'which is no installed plugin package');
    }
  }

  #unknown({ name, where }: WrittenName, known: ReadonlySet<string>, fault: string): HookError {
    const hint = this.#found.others.includes(name)
      ? `"${name}" is installed, but there is no "${this.#field}" field in its package.json: it is no plugin package.`
      : (didYouMean(name, known) ?? listOf(known));
    return new HookError('SETTINGS_UNKNOWN_PLUGIN', `The plugin "${name}" is named in ${where}, ${fault}.`, {
      plugin: name,
      hint,
    });
  }
}

function listOf(known: ReadonlySet<string>): string {
  if (known.size === 0) return 'Remove it: this project has no plugins.';
  return `The plugins are ${[...known].join(', ')}.`;
}
