import type { HookCalled } from '../journal/call-record.js';

/** The part of one implementation in the calls of a hook, summed up. */
export interface HookUse {
  readonly hook: string;
  readonly plugin: string;
  readonly version?: string;
  /** `plugin#n`: the n-th implementation that this plugin has of the hook. */
  readonly implementation: string;
  /** What listings call it. */
  readonly label?: string;
  readonly calls: number;
  /** Milliseconds of all calls. */
  readonly durationMs: number;
  /** What it threw, call by call. */
  readonly errors: readonly string[];
}

/** Sums up calls of hooks by implementation, in the order of their first calls. */
export function hookUses(calls: readonly HookCalled[]): readonly HookUse[] {
  const uses = new Map<string, HookUse>();
  for (const { hook, plugin, pluginVersion: version, implementation, label, durationMs, error } of calls) {
    const key = `${implementation} ${label ?? ''} ${hook}`;
    const known = uses.get(key);
    uses.set(key, {
      hook,
      plugin,
      ...(version === undefined ? {} : { version }),
      implementation,
      ...(label === undefined ? {} : { label }),
      calls: (known?.calls ?? 0) + 1,
      durationMs: (known?.durationMs ?? 0) + durationMs,
      errors: [...(known?.errors ?? []), ...(error === undefined ? [] : [error.message])],
    });
  }
  return [...uses.values()];
}
