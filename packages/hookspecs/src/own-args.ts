import type { HookImpl } from '@pintle/core';
import type { HookBaseArgs } from './args.js';
import type { Logger } from './domain/logger.js';

/**
 * The log of one implementation, bound to its plugin. Each implementation gets args of its own, so that what it does to them
 * no other sees.
 *
 * Every spec makes this copy in its own `argsFor`: V8 copies several times as fast what has one shape at one place.
 */
export function logFor({ log }: HookBaseArgs, { plugin, pluginName }: HookImpl): Logger {
  // What is called without a plugin is bound by whoever calls it.
  return plugin === null ? log : log.child({ plugin: pluginName });
}
