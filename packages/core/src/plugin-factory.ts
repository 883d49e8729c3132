import type { StandardSchemaV1 } from '@standard-schema/spec';
import { describe } from './describe.js';
import { HookError } from './errors.js';

const FACTORY = Symbol.for('pintle.factory');
const DEFERRED = Symbol.for('pintle.deferred');

/** What a host tells a plugin factory, and lends it. */
export interface PluginHost<Relay = Readonly<Record<string, unknown>>, Log = unknown> {
  /** The host's name, `pintle` say: its manifest field and its variables begin with it. */
  readonly name: string;
  readonly version: string;
  /** Absolute. */
  readonly projectDir: string;
  /** The configuration environment. */
  readonly env: string;
  readonly log: Log;
  /** Calls hooks, those that the plugin declares above all. */
  readonly hook: Relay;
}

/** Plugins as a factory may give them: one, an array of them (nested at will), nothing, now or later. */
export type MadePlugins = object | null | undefined | false | Promise<object | null | undefined | false>;

/** What `definePluginFactory` takes. */
export interface PluginFactoryDefinition<Schema extends StandardSchemaV1, Host> {
  /** Checks the options before `setup` sees them: zod, valibot, any Standard Schema. */
  readonly options: Schema;
  /** Makes the plugin from valid options. */
  setup(options: StandardSchemaV1.InferOutput<Schema>, host: Host): MadePlugins;
}

/** A plugin that waits for its host: a factory together with options. Only `createPluginManager` can set it up. */
export interface DeferredPlugin {
  readonly factory: AnyPluginFactory;
  readonly options: unknown;
}

/**
 * Makes plugins from options.
 *
 * Export it as it is, and users configure it in `PLUGIN_OPTIONS`; or they call it in `HOOKS`: `telemetry({ sdk: true })`.
 */
export interface PluginFactory<Schema extends StandardSchemaV1, Host> {
  (options?: StandardSchemaV1.InferInput<Schema>): DeferredPlugin;
  readonly options: Schema;
  setup(options: StandardSchemaV1.InferOutput<Schema>, host: Host): MadePlugins;
}

/** Any factory, its types forgotten. */
export type AnyPluginFactory = ((options?: never) => DeferredPlugin) & {
  readonly options: StandardSchemaV1;
  setup(options: never, host: never): MadePlugins;
};

/** Makes a plugin factory; the typed forms come from `defineHost`. */
export function makePluginFactory<Schema extends StandardSchemaV1, Host>(
  definition: PluginFactoryDefinition<Schema, Host>,
): PluginFactory<Schema, Host> {
  const schema: unknown = definition.options;
  if (!isStandardSchema(schema) || typeof definition.setup !== 'function') {
    throw new HookError(
      'PLUGIN_INVALID',
      'definePluginFactory expects { options: a Standard Schema, setup: a function }.',
      {
        hint: 'Any zod or valibot schema will do for options.',
      },
    );
  }
  const factory = (options?: StandardSchemaV1.InferInput<Schema>): DeferredPlugin => {
    const deferred = { factory: branded as unknown as AnyPluginFactory, options };
    Object.defineProperty(deferred, DEFERRED, { value: true });
    return deferred;
  };
  const branded = Object.assign(factory, {
    options: definition.options,
    setup: (options: StandardSchemaV1.InferOutput<Schema>, host: Host) => definition.setup(options, host),
  });
  Object.defineProperty(branded, FACTORY, { value: true });
  return branded;
}

function isStandardSchema(value: unknown): value is StandardSchemaV1 {
  const object = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return object && typeof (value as Partial<StandardSchemaV1>)['~standard']?.validate === 'function';
}

/** Whether a value was made by `definePluginFactory` of any copy of core. */
export function isPluginFactory(value: unknown): value is AnyPluginFactory {
  return typeof value === 'function' && (value as { [FACTORY]?: unknown })[FACTORY] === true;
}

/** Whether a value is a factory called with options, waiting to be set up. */
export function isDeferredPlugin(value: unknown): value is DeferredPlugin {
  return typeof value === 'object' && value !== null && (value as { [DEFERRED]?: unknown })[DEFERRED] === true;
}

/**
 * Checks the options of a factory and lets it make its plugins.
 *
 * @param who - names the plugin in errors
 * @returns the plugins, promises awaited, arrays flattened, nothing left out but `undefined`, `null` and `false`
 * @throws HookError `PLUGIN_INVALID` when the options do not pass the schema; what `setup` throws comes as it is
 */
export async function setUpFactory(
  factory: AnyPluginFactory,
  options: unknown,
  host: PluginHost,
  who: string,
): Promise<object[]> {
  const checked = await factory.options['~standard'].validate(options ?? {});
  if (checked.issues !== undefined) {
    const issues = checked.issues.map((issue) => `${pathOf(issue)}: ${issue.message}`);
    throw new HookError('PLUGIN_INVALID', `The options of plugin "${who}" are not valid: ${issues.join('; ')}.`, {
      plugin: who,
      hint: 'Correct them in PLUGIN_OPTIONS, or where the factory is called in HOOKS.',
    });
  }
  return flatten(factory.setup(checked.value as never, host as never), who);
}

function pathOf(issue: StandardSchemaV1.Issue): string {
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  return path.length === 0 ? 'options' : path.join('.');
}

/** Plugins out of nested arrays and promises. */
export async function flatten(made: unknown, who: string): Promise<object[]> {
  const value: unknown = await made;
  if (value === undefined || value === null || value === false) return [];
  if (Array.isArray(value)) {
    const parts = await Promise.all(value.map((part: unknown) => flatten(part, who)));
    return parts.flat();
  }
  if (typeof value === 'object') return [value];
  throw new HookError(
    'PLUGIN_INVALID',
    `The factory of plugin "${who}" returned ${describe(value)}, expected a plugin.`,
    {
      plugin: who,
      hint: 'Return a plugin, an array of plugins, or nothing.',
    },
  );
}
