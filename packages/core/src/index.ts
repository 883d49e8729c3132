export type { ImplPredicate } from './call-site.js';
export type {
  DirectCaller,
  ExtraImpl,
  HistoricCaller,
  HookCaller,
  HookRelay,
  NoHooks,
  UntypedCaller,
} from './call-types.js';
export { createPluginManager } from './create-plugin-manager.js';
export {
  HookError,
  type HookErrorCode,
  type HookErrorDetails,
  isHookError,
  type PendingImpl,
  PendingHooksError,
} from './errors.js';
export type { HookFault, ManagerEvents } from './events.js';
export type { OrderRow } from './explain.js';
export {
  defineHost,
  definePlugin,
  definePluginFactory,
  type Handler,
  type HandlerImpl,
  type HookField,
  type HooksOfHost,
  type HostHelpers,
  hook,
  type Impl,
  type Impls,
  type Plugin,
  type WrapperImpl,
} from './host.js';
export type { Engine } from './dispatch/engine.js';
export { type Cell, type Guard, guarded } from './dispatch/guard.js';
export type { Invoke, InvokeWrapper, Plan, Step, WrapperStep } from './dispatch/plan.js';
export type { AnyHandler, HookImpl } from './hook-impl.js';
export type { ImplOptions, OnError, RegistrationPolicy } from './impl-options.js';
export type { RegisterOptions } from './installer.js';
export {
  type AnyPluginManager,
  HOOK_NAMES,
  PluginManager,
  type PluginManagerOptions,
} from './manager.js';
export type { CallEnd, CallObserver, CallOutcome, CallStart, CallStep, Undo } from './monitor.js';
export { didYouMean, nearMatch } from './near-match.js';
export { type ErrorOrigin, originOf } from './origin.js';
export type { AnyPlugin, PluginBase } from './plugin.js';
export type {
  AnyPluginFactory,
  DeferredPlugin,
  MadePlugins,
  PluginFactory,
  PluginFactoryDefinition,
  PluginHost,
} from './plugin-factory.js';
export {
  type AnyHookSpec,
  type AnyHookSpecs,
  defineHookSpecs,
  type HookKind,
  type HookSpec,
  type HookSpecConstructors,
  type HookSpecFactory,
  type HookSpecMap,
  type HookSpecOptions,
  type HookSpecs,
  type HookSpecsOrigin,
  hookSpec,
} from './spec.js';
export { isThenable } from './thenable.js';
export type {
  ArgsOf,
  Awaitable,
  CallResult,
  CallValue,
  HookSpecRegistry,
  HooksOf,
  HostHooks,
  ImplResult,
  Nothing,
  WrapperResult,
} from './types.js';
