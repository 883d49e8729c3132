import type { HookRelay, PluginManager } from '@pintle/core';
import type { PintleHooks } from '@pintle/hookspecs';

/** The plugin manager of a Pintle host. */
export type Manager = PluginManager<PintleHooks>;

/** The callers of all hooks. */
export type Hooks = HookRelay<PintleHooks>;
