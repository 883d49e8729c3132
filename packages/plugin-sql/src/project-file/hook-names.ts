import { modelSpecs, nodeSpecs, pipelineSpecs, runSpecs } from '@pintle/hookspecs';

/** Hooks that are asked for something, or called when there is no run: no entry of a project file answers them. */
const NOT_FOR_ENTRIES: ReadonlySet<string> = new Set([
  'after_pipelines_registered',
  'inject_context',
  'register_pipelines',
  'run_node',
]);

const names = (specs: { readonly hooks: object }): string[] =>
  Object.keys(specs.hooks).filter((name) => !NOT_FOR_ENTRIES.has(name));

/** The hooks that are called for a node. */
export const NODE_HOOKS: readonly string[] = names(nodeSpecs);
/** The hooks that are called for a model. */
export const MODEL_HOOKS: readonly string[] = names(modelSpecs);
/** The hooks that are called for a run as a whole. */
export const RUN_HOOKS: readonly string[] = [...names(runSpecs), ...names(pipelineSpecs)];
/** Every hook that a project file can have entries for. */
export const ENTRY_HOOKS: readonly string[] = [...RUN_HOOKS, ...MODEL_HOOKS, ...NODE_HOOKS];
