export type { OpHookKind } from './op-hook/due.js';
export type { HookContext } from './op-hook/hook-context.js';
export type { OpHookInfo } from './op-hook/op-hook-info.js';
export { failureHook, HOOK_TIMEOUT_MS, type OpHook, type OpHookDefinition, successHook } from './op-hook/op-hook.js';
export { isReady, isResource, requirementsOf, resourceMissing, type ResourceProvider } from './op-hook/requirements.js';
