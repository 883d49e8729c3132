import type { StandardSchemaV1 } from '@standard-schema/spec';
import { type PluginFactory, type PluginHost, setUpFactory } from '../plugin-factory.js';

/**
 * Sets up a plugin factory as a host would: checks the options, fills in defaults, and calls `setup`.
 *
 * @param host - what the plugin sees of its host, over a host called `test` in the current folder
 * @returns the plugins that it makes
 * @throws HookError `PLUGIN_INVALID` when the options do not pass the schema; what `setup` throws comes as it is
 *
 * @example
 * ```ts
 * import { definePluginFactory } from '@pintle/core';
 * import { createTestManager, setUpPlugins } from '@pintle/core/testing';
 * import { z } from 'zod';
 *
 * const notify = definePluginFactory({
 *   options: z.object({ url: z.string() }),
 *   setup: ({ url }) => ({ name: 'notify', extraHooks: { on_end: { optional: true, handler: () => url } } }),
 * });
 * const pm = createTestManager({ plugins: await setUpPlugins(notify, { url: 'http://localhost' }) });
 * ```
 */
export function setUpPlugins<Schema extends StandardSchemaV1, Host extends PluginHost>(
  factory: PluginFactory<Schema, Host>,
  options?: StandardSchemaV1.InferInput<Schema>,
  host: Partial<Host> = {},
): Promise<object[]> {
  const whole = {
    name: 'test',
    version: '0.0.0',
    projectDir: process.cwd(),
    env: 'test',
    log: undefined,
    hook: {},
    ...host,
  };
  return setUpFactory(factory, options, whole, 'under test');
}
