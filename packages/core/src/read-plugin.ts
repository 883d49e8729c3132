import { describe } from './describe.js';
import { HookError } from './errors.js';
import type { AnyHandler } from './hook-impl.js';
import { readImpl, type WrittenImpl } from './impl.js';
import { hookOfMarked } from './marked-impl.js';
import type { CallObserver } from './monitor.js';
import { nearMatch } from './near-match.js';
import { dataProperty, isClass, isInstance } from './plugin.js';
import { type AnyHookSpecs, isHookSpecs } from './spec.js';

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
