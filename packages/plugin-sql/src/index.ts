export type {
  ProjectHook,
  ProjectHookContext,
  ProjectHookModel,
  ProjectHookNode,
  ProjectHookRun,
  ProjectHookStats,
} from './hook/project-hook.js';
export { projectHook } from './hook/project-hook.js';
export { BuiltTable } from './model/dataset.js';
export { sqlPlugin as default } from './plugin.js';
