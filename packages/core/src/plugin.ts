import { describe } from './describe.js';
import { HookError } from './errors.js';
import type { CallObserver } from './monitor.js';
import { isDeferredPlugin, isPluginFactory } from './plugin-factory.js';
import type { AnyHookSpecs } from './spec.js';

/** What every plugin may have besides its hooks. */
export interface PluginBase {
  /** Unique in a manager. A discovered plugin is registered under its package's name instead. */
  readonly name: string;
  readonly version?: string;
  /** Semver ranges on packages that declare specs, such as `{ '@pintle/hookspecs': '^1.0.0' }`. */
  readonly requires?: Readonly<Record<string, string>>;
  /** Hooks that this plugin itself declares. */
  readonly specs?: readonly AnyHookSpecs[];
  /** Implementations of hooks whose types are not in reach; they take and return what you say they do. */
  readonly extraHooks?: Readonly<Record<string, unknown>>;
  /** Watches all calls for as long as the plugin is registered. */
  readonly observe?: CallObserver;
  /** Called by `pm.dispose` and `pm.close`, never by `unregister`. */
  dispose?(): void | Promise<void>;
}

/** A plugin whose hooks are not checked by types: what managers take. */
export interface AnyPlugin extends PluginBase {
  readonly hooks?: Readonly<Record<string, unknown>>;
}

/** Whether a function is meant to be called with `new`. */
export function isClass(value: unknown): boolean {
  if (typeof value !== 'function') return false;
  if (/^class\b/.test(Function.prototype.toString.call(value))) return true;
  const prototype = (value as { prototype?: unknown }).prototype;
  return typeof prototype === 'object' && prototype !== null && Object.getOwnPropertyNames(prototype).length > 1;
}

/** Whether an object was made by a class: its methods are its hooks. */
export function isInstance(plugin: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(plugin);
  if (prototype === null || prototype === Object.prototype) return false;
  // Plain objects of another realm (a vm context) have that realm's Object.prototype.
  return (
    Object.getPrototypeOf(prototype) !== null ||
    Object.getOwnPropertyDescriptor(prototype, 'isPrototypeOf') === undefined
  );
}

/**
 * Checks that a value can be a plugin at all.
 *
 * @throws HookError `PLUGIN_IS_CLASS`, `PLUGIN_INVALID`
 */
export function expectPlugin(value: unknown): asserts value is object {
  if (isPluginFactory(value) || isDeferredPlugin(value)) {
    throw new HookError('PLUGIN_INVALID', 'A plugin factory was registered, expected the plugin that it makes.', {
      hint: 'Let createPluginManager set it up (HOOKS, plugins), or register what its setup returns.',
    });
  }
  if (isClass(value)) {
    const name = (value as { name: string }).name;
    throw new HookError(
      'PLUGIN_IS_CLASS',
      `The class ${name || '(anonymous)'} was registered, expected an instance of it.`,
      {
        hint: `Forgotten "new"? Write new ${name || 'TheClass'}().`,
      },
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    if (typeof (value as { then?: unknown }).then !== 'function') return;
    throw new HookError('PLUGIN_INVALID', 'A promise was registered, expected a plugin.', { hint: 'Await it first.' });
  }
  throw new HookError('PLUGIN_INVALID', `${describe(value)} was registered, expected a plugin object.`, {
    hint: "A plugin is { name: '…', hooks: { … } } or an instance of a class.",
  });
}

const NAME_IT = "Write definePlugin({ name: '…', hooks: { … } }), or give { name } to register.";

/** The name that a plugin goes by when none is given: its own, else that of its class. */
export function nameOf(plugin: object): { readonly name: string; readonly fromClass: boolean } {
  const own = dataProperty(plugin, 'name');
  if (typeof own === 'string' && own !== '') return { name: own, fromClass: false };
  if (own !== undefined && typeof own !== 'string') {
    throw new HookError('PLUGIN_INVALID', `A plugin has name: ${describe(own)}, expected a non-empty string.`, {
      hint: NAME_IT,
    });
  }
  const className = isInstance(plugin) ? (plugin.constructor as { name?: unknown } | undefined)?.name : undefined;
  if (typeof className === 'string' && className !== '' && className !== 'Object')
    return { name: className, fromClass: true };
  throw new HookError('PLUGIN_UNNAMED', 'A plugin has no name, expected a non-empty string in "name".', {
    hint: NAME_IT,
  });
}

/** The version that a plugin states; `undefined` when it states none. */
export function ownVersion(plugin: object): string | undefined {
  const version = dataProperty(plugin, 'version');
  return typeof version === 'string' ? version : undefined;
}

/** A data property: of a plain object its own, of an instance own or inherited. Getters of instances are never read. */
export function dataProperty(plugin: object, key: string, ofInstance: boolean = isInstance(plugin)): unknown {
  if (!ofInstance) {
    const value = (plugin as Record<string, unknown>)[key];
    return value !== undefined && Object.hasOwn(plugin, key) ? value : undefined;
  }
  for (
    let at: object | null = plugin;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    const property = Object.getOwnPropertyDescriptor(at, key);
    if (property !== undefined) return property.value;
  }
  return undefined;
}
