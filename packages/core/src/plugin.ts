import { describe } from './describe.js';
import { HookError } from './errors.js';
import type { AnyHandler } from './hook-impl.js';
import { readImpl, type WrittenImpl } from './impl.js';
import type { CallObserver } from './monitor.js';
import { nearMatch } from './near-match.js';
import { isDeferredPlugin, isPluginFactory } from './plugin-factory.js';
import { type AnyHookSpecs, isHookSpecs } from './spec.js';

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

/** One implementation of a plugin, read and valid. */
export interface NamedImpl {
  readonly hook: string;
  readonly written: WrittenImpl;
}

/** A plugin as read from any of its forms. */
export interface ReadPlugin {
  readonly impls: readonly NamedImpl[];
  /** Methods of a class instance: they attach when their spec is there, now or later. */
  readonly methods: readonly NamedImpl[];
  readonly specs: readonly AnyHookSpecs[];
  readonly observe: CallObserver | undefined;
}

const IMPL = Symbol.for('pintle.impl');

/**
 * Marks an implementation with the hook it is for. Used in class fields: `before_node_run = hook('before_node_run', …)`.
 *
 * @internal
 */
export function markImpl(hook: string, impl: unknown): object {
  const marked =
    typeof impl === 'function'
      ? { handler: impl }
      : Array.isArray(impl)
        ? [...(impl as unknown[])]
        : { ...(impl as object) };
  Object.defineProperty(marked, IMPL, { value: hook });
  return marked;
}

function hookOfMarked(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const hook = (value as { [IMPL]?: unknown })[IMPL];
  return typeof hook === 'string' ? hook : undefined;
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

/**
 * Reads all that a plugin brings.
 *
 * @throws HookError `PLUGIN_INVALID`, `IMPL_INVALID`, `IMPL_ORDER_CONFLICT`
 */
export function readPlugin(plugin: object, name: string): ReadPlugin {
  const ofInstance = isInstance(plugin);
  const specs = dataProperty(plugin, 'specs', ofInstance) ?? NONE;
  if (!(Array.isArray(specs) && specs.every(isHookSpecs))) {
    throw invalid(name, 'specs that are not an array of sets.', 'Make them with defineHookSpecs.');
  }
  const observe = dataProperty(plugin, 'observe', ofInstance);
  if (observe !== undefined && !isObserver(observe)) {
    throw invalid(
      name,
      `observe: ${describe(observe)}, expected { before?, after? }, both functions.`,
      'Write observe: { after(call) { … } }.',
    );
  }
  const dispose = dataProperty(plugin, 'dispose', ofInstance);
  if (dispose !== undefined && typeof dispose !== 'function') {
    throw invalid(name, `dispose: ${describe(dispose)}, expected a function.`, 'Write dispose() { … }.');
  }
  if (!ofInstance) refuseLooseHooks(plugin, name);
  const impls: NamedImpl[] = [];
  for (const key of TABLES) readTable(dataProperty(plugin, key, ofInstance), key, name, impls);
  return { impls, methods: ofInstance ? readMethods(plugin, name, impls) : NONE, specs, observe };
}

const TABLES = ['hooks', 'extraHooks'] as const;
const NONE: readonly never[] = Object.freeze([]);

function invalid(name: string, what: string, hint: string): HookError {
  return new HookError('PLUGIN_INVALID', `Plugin "${name}" has ${what}`, { plugin: name, hint });
}

function isObserver(value: unknown): value is CallObserver {
  if (typeof value !== 'object' || value === null) return false;
  const { before, after } = value as { readonly before?: unknown; readonly after?: unknown };
  return [before, after].every((one) => one === undefined || typeof one === 'function');
}

/** Adds all implementations of a table to what was read. */
function readTable(table: unknown, key: string, plugin: string, into: NamedImpl[]): void {
  if (table === undefined) return;
  if (typeof table !== 'object' || table === null || Array.isArray(table)) {
    throw invalid(
      plugin,
      `${key}: ${describe(table)}, expected an object of implementations by hook name.`,
      `Write ${key}: { some_hook(args) { … } }.`,
    );
  }
  for (const hook of Object.keys(table)) readAll((table as Record<string, unknown>)[hook], hook, plugin, into);
}

/** Adds one implementation, or those of an array, to what was read. */
function readAll(value: unknown, hook: string, plugin: string, into: NamedImpl[]): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) into.push({ hook, written: readImpl(value, hook, plugin) });
  else for (const one of value as unknown[]) into.push({ hook, written: readImpl(one, hook, plugin) });
}

// { name, before_node_run() {} } and { name, hoks: {} }: plausible slips that would otherwise be a plugin without hooks.
function refuseLooseHooks(plugin: object, name: string): void {
  for (const key of Object.keys(plugin)) {
    if (NOT_HOOKS.has(key)) continue;
    const value = dataProperty(plugin, key, false);
    const isHook = typeof value === 'function' ? /^[a-z]+(_[a-z]+)+$/.test(key) : hookOfMarked(value) !== undefined;
    if (isHook)
      throw invalid(name, `the implementation "${key}" beside its hooks.`, `Put it under hooks: { ${key}: … }.`);
    const meant = nearMatch(key, NOT_HOOKS);
    if (meant !== undefined && !Object.hasOwn(plugin, meant))
      throw invalid(name, `the unknown key "${key}".`, `Did you mean "${meant}"?`);
  }
}

const NOT_HOOKS: ReadonlySet<string> = new Set([
  'constructor',
  'dispose',
  'observe',
  'specs',
  'hooks',
  'extraHooks',
  'name',
  'version',
  'requires',
]);

/** The methods of an instance; marked fields are added to the implementations that were read. */
function readMethods(plugin: object, name: string, into: NamedImpl[]): NamedImpl[] {
  const methods: NamedImpl[] = [];
  const seen = new Set(NOT_HOOKS);
  for (
    let at: object | null = plugin;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (seen.has(key)) continue;
      seen.add(key);
      const marked = hookOfMarked(value);
      if (marked !== undefined) readAll(value, marked, name, into);
      else if (typeof value === 'function' && !isClass(value)) {
        methods.push({ hook: key, written: { handler: value as AnyHandler, wrapper: false, options: {} } });
      }
    }
  }
  return methods;
}
