import { HookError, type HookImpl } from '@pintle/core';
import { datasetSpecs } from '../dataset.js';
import type { PipelineNode } from '../domain/node.js';
import { modelSpecs } from '../model.js';
import { nodeSpecs } from '../node.js';
import type { SelectInput } from './expression.js';
import { parseSelect } from './parse.js';
import { reportSelect, type SelectProblem, type SelectReport, selectProblems } from './report.js';
import { SelectError } from './select-error.js';
import { bindSelect, type Selector, type SelectScope } from './selector.js';

/** What this module needs to know of an implementation. */
export type SelectingImpl = Pick<HookImpl, 'hook' | 'pluginName' | 'select'>;

/** The hooks of nodes, datasets and models: those that `select` can limit, and that can be attached to nodes. */
export const SELECTABLE_HOOKS: ReadonlySet<string> = new Set(
  [nodeSpecs, datasetSpecs, modelSpecs]
    .flatMap(({ hooks }) => Object.keys(hooks))
    .filter((hook) => hook !== 'register_dataset_types'),
);

/** The hooks of one load or save, and the datasets of a node that they are called for. */
const DATASETS_OF: ReadonlyMap<string, (node: PipelineNode) => readonly string[]> = new Map([
  ['before_dataset_loaded', loadsOf],
  ['after_dataset_loaded', loadsOf],
  ['before_dataset_saved', ({ outputs }: PipelineNode) => outputs],
  ['after_dataset_saved', ({ outputs }: PipelineNode) => outputs],
  ['on_dataset_error', (node: PipelineNode) => [...loadsOf(node), ...node.outputs]],
]);

function loadsOf({ inputs, loads = inputs }: PipelineNode): readonly string[] {
  return loads;
}

/** Whether `select` can limit a hook: those of nodes, datasets and models. */
export function isSelectable(hook: string): boolean {
  return SELECTABLE_HOOKS.has(hook);
}

/**
 * Checks the `select` of every implementation, once, when all plugins are registered.
 *
 * A select that all node, dataset and model hooks of a plugin share, as one given at registration is, limits these and
 * leaves the plugin's other hooks alone. Any other select on a hook that is called for no node is an error.
 *
 * @throws HookError `SELECT_INVALID` that names plugin and hook
 */
export function checkHookSelects(impls: Iterable<SelectingImpl>): void {
  const byPlugin = Map.groupBy(impls, ({ pluginName }) => pluginName);
  for (const own of byPlugin.values()) {
    const selective = own.filter(({ hook }) => isSelectable(hook));
    for (const impl of own) {
      if (impl.select === undefined) continue;
      if (!isSelectable(impl.hook)) refuseOnRunLevel(impl, selective);
      parseFor(impl);
    }
  }
}

function refuseOnRunLevel(impl: SelectingImpl, selective: readonly SelectingImpl[]): void {
  const isShared = (select: unknown): boolean =>
    selective.length > 0 && selective.every((other) => partsOf(other.select).includes(select));
  if (partsOf(impl.select).every(isShared)) return;
  const { hook, pluginName: plugin } = impl;
  const message = `Plugin "${plugin}" selects nodes on "${hook}", which is not called for a node.`;
  throw new HookError('SELECT_INVALID', message, { hook, plugin, hint: 'Node, dataset and model hooks can select.' });
}

function partsOf(select: unknown): readonly unknown[] {
  return Array.isArray(select) ? select : [select];
}

function parseFor({ hook, pluginName: plugin, select }: SelectingImpl): ReturnType<typeof parseSelect> {
  try {
    return parseSelect(select as SelectInput);
  } catch (error) {
    if (!(error instanceof SelectError)) throw error;
    const message = `Plugin "${plugin}", hook "${hook}": ${error.message}`;
    throw new HookError('SELECT_INVALID', message, { hook, plugin, hint: error.hint, cause: error });
  }
}

/** Decides which implementations take part in the hooks of which nodes of a pipeline. */
export interface HookSelects {
  /**
   * Whether an implementation takes part in a hook that is called for a node and, for the hooks of a load or save, for a
   * dataset. What a host hands to `pm.scope`.
   */
  accepts(impl: SelectingImpl, node: PipelineNode, datasetName?: string): boolean;
  /** Whether the answer for a node may differ from dataset to dataset: then a host needs a scope for each. */
  looksAtDataset(impl: SelectingImpl): boolean;
  /** What the select of an implementation matches and why; `undefined` where it has none. */
  report(impl: SelectingImpl): SelectReport | undefined;
  /** What in it can never match: warnings. */
  problems(impl: SelectingImpl): readonly SelectProblem[];
}

/** Binds the selects of implementations to the nodes of one pipeline; equal selects are compiled once. */
export function hookSelects(scope: SelectScope): HookSelects {
  const selectors = new Map<unknown, Selector>();
  const selectorOf = (impl: SelectingImpl): Selector | undefined => {
    if (impl.select === undefined || !isSelectable(impl.hook)) return undefined;
    let selector = selectors.get(impl.select);
    if (selector === undefined) selectors.set(impl.select, (selector = bindSelect(parseFor(impl), scope)));
    return selector;
  };
  return {
    accepts: (impl, node, datasetName) => {
      const selector = selectorOf(impl);
      return selector === undefined || selector.matches(node, DATASETS_OF.has(impl.hook) ? datasetName : undefined);
    },
    looksAtDataset: (impl) => DATASETS_OF.has(impl.hook) && selectorOf(impl)?.looksAtDataset === true,
    report: (impl) => {
      const selector = selectorOf(impl);
      return selector && { ...reportSelect(selector, scope), problems: problemsOf(impl, selector, scope) };
    },
    problems: (impl) => {
      const selector = selectorOf(impl);
      return selector === undefined ? [] : problemsOf(impl, selector, scope);
    },
  };
}

function problemsOf(impl: SelectingImpl, selector: Selector, scope: SelectScope): readonly SelectProblem[] {
  return selectProblems(selector, scope, DATASETS_OF.get(impl.hook));
}
