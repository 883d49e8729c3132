import { inspect } from 'node:util';

/** Any function that a plugin wrote for a hook. */
export type AnyHandler = (...args: never[]) => unknown;

/** One registered implementation, as inspection, monitoring and scopes see it: a frozen record, the same one each time. */
export interface HookImpl {
  readonly hook: string;
  /** The very function that the plugin wrote. */
  readonly handler: AnyHandler;
  /** The plugin object; `null` for the extra implementations of one call. */
  readonly plugin: object | null;
  /** The name it is registered under; its label, or `<extra>`, for an extra implementation of one call. */
  readonly pluginName: string;
  /** The version that the plugin was registered with, that of its package say; else the one that it states. */
  readonly pluginVersion: string | undefined;
  /** What listings call it; `undefined` where the plugin's name says enough. */
  readonly label: string | undefined;
  readonly wrapper: boolean;
  readonly tryFirst: boolean;
  readonly tryLast: boolean;
  readonly optional: boolean;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** As given; an array of both when the implementation and the registration have one. */
  readonly select: unknown;
  /** Where it stands among its plugin's implementations of this hook, from 0. */
  readonly position: number;
}

/** The record of what implements a hook. It prints, and becomes JSON, without its plugin and what that holds. */
export function recordOf(impl: HookImpl): HookImpl {
  const { hook, handler, plugin, pluginName, pluginVersion, label, wrapper, select, position } = impl;
  const { tryFirst, tryLast, optional, before, after } = impl;
  const options = { tryFirst, tryLast, optional, before, after, select };
  const record = { hook, handler, plugin, pluginName, pluginVersion, label, wrapper, ...options, position };
  return Object.freeze(Object.defineProperties(record, PRINTING));
}

function told(this: HookImpl): Omit<HookImpl, 'handler' | 'plugin'> {
  const { handler: _handler, plugin: _plugin, ...rest } = this;
  return rest;
}

const PRINTING: PropertyDescriptorMap = {
  toJSON: { value: told },
  [inspect.custom]: { value: told },
};
