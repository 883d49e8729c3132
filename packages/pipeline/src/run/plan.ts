import { HookError } from '@pintle/core';
import {
  bindSelect,
  type Pipeline,
  type PipelineNode,
  type RunRequest,
  type SelectProblem,
  type SelectScope,
  selectProblems,
  type SkipReason,
} from '@pintle/hookspecs';
import type { RunCatalog } from '../catalog/index.js';
import type { Graph } from '../describe/graph.js';
import { quoted } from '../describe/node-check.js';
import type { ComposablePipeline } from '../describe/pipeline.js';

/**
 * The nodes of a pipeline that a request selects: those that meet every one of its filters, each of which looks at the
 * whole pipeline. Perhaps none.
 *
 * @throws HookError `PIPELINE_…_UNKNOWN` for unknown names, `SELECT_INVALID` for a malformed selector
 */
export function selectFrom(
  whole: ComposablePipeline,
  request: RunRequest,
  scope: () => SelectScope,
): ComposablePipeline {
  const { select, exclude, nodes, fromNodes, toNodes, fromInputs, toOutputs, tags } = request;
  const filtered = whole.filter({ nodes, fromNodes, toNodes, fromInputs, toOutputs, tags });
  const chosen = (selector: readonly string[]): Pick<Pipeline, 'nodes'> => {
    const { matches } = bindSelect(selector, scope());
    return { nodes: whole.nodes.filter((node) => matches(node)) };
  };
  const kept = select.length === 0 ? filtered : filtered.intersect(chosen(select));
  return exclude.length === 0 ? kept : kept.minus(chosen(exclude));
}

/** What in the selectors of a request can never match: warnings. */
export function selectProblemsOf({ select, exclude }: RunRequest, scope: () => SelectScope): readonly SelectProblem[] {
  const given = [select, exclude].filter((selector) => selector.length > 0);
  return given.flatMap((selector) => selectProblems(bindSelect(selector, scope()), scope()));
}

/** What a run would do. */
export interface RunPlan {
  readonly request: RunRequest;
  /** The selected nodes. */
  readonly pipeline: ComposablePipeline;
  /** Selected nodes that would not execute, and why. */
  readonly answered: ReadonlyMap<string, SkipReason>;
}

/** When a node need not run although it is selected. */
export interface Shortcuts {
  /** Skip nodes whose persistent outputs are there. */
  readonly onlyMissingOutputs: boolean;
  /** Nodes that did their work in an earlier attempt of this run. */
  readonly done: ReadonlySet<string>;
}

/**
 * The nodes whose outputs are there already, by name. A node that keeps outputs in memory runs all the same when one that
 * has to run reads them.
 */
export async function answeredNodes(
  graph: Graph,
  catalog: RunCatalog,
  shortcuts: Shortcuts,
): Promise<ReadonlyMap<string, SkipReason>> {
  const answered = new Map<string, SkipReason>();
  const { onlyMissingOutputs, done } = shortcuts;
  if (!onlyMissingOutputs && done.size === 0) return answered;
  const lost = new Set<string>();
  for (const node of [...graph.nodes].reverse()) {
    const reason = await reasonFor(node.name, node.outputs);
    if (reason !== undefined && !node.outputs.some((output) => lost.has(output))) answered.set(node.name, reason);
    else for (const input of node.inputs) if (isEphemeral(catalog, input)) lost.add(input);
  }
  return answered;

  async function reasonFor(name: string, outputs: readonly string[]): Promise<SkipReason | undefined> {
    const wasDone = done.has(name);
    if (!wasDone && !(onlyMissingOutputs && outputs.length > 0)) return undefined;
    for (const output of outputs) {
      const dataset = catalog.get(output);
      if (dataset.ephemeral === true) continue;
      // Of a dataset that cannot tell, the log of the earlier attempt is believed.
      if (dataset.exists === undefined ? !wasDone : !(await catalog.exists(output))) return undefined;
    }
    return wasDone ? 'cached' : 'outputs_exist';
  }
}

function isEphemeral(catalog: RunCatalog, name: string): boolean {
  return catalog.get(name).ephemeral === true;
}

/**
 * Refuses to start what would only find out in the middle that an input does not exist.
 *
 * @throws HookError `PIPELINE_INPUT_MISSING` naming the datasets, who reads them, and who would make them;
 * `DATASET_PARAMETER_UNKNOWN` for a parameter
 */
export async function checkInputs(
  selected: ComposablePipeline,
  whole: ComposablePipeline,
  catalog: RunCatalog,
): Promise<void> {
  const inputs = selected.inputs();
  const unknown = inputs.find((name) => catalog.origin(name) === 'parameters' && !catalog.has(name));
  // Loading it is what fails best: with who wants it, and what it may have been meant to be.
  if (unknown !== undefined)
    await catalog.load(unknown, { node: selected.nodes.find((node) => node.inputs.includes(unknown))?.name });
  const loaded = new Set(selected.nodes.flatMap((node) => node.loads ?? node.inputs));
  const missing = inputs.filter((name) => loaded.has(name) && catalog.origin(name) === 'memory');
  if (missing.length === 0) return;
  const readers = selected.nodes.filter((node) => node.inputs.some((input) => missing.includes(input)));
  const makers = missing.flatMap((name) => {
    const position = whole.graph.producers.get(name);
    return position === undefined ? [] : [whole.graph.nodes[position]?.name ?? ''];
  });
  const who = `read by ${quoted(readers.map((node) => node.name))}`;
  throw new HookError(
    'PIPELINE_INPUT_MISSING',
    `Nothing provides ${quoted(missing)}, ${who}: not in the catalog, and no selected node makes it.`,
    {
      hint:
        makers.length > 0
          ? `Select ${quoted(makers)}, too, which makes it in memory.`
          : 'Declare it in conf/base/catalog.yml.',
    },
  );
}

/**
 * Refuses a pipeline whose data other processes cannot reach, for a runner that runs nodes in them.
 *
 * @throws HookError `RUNNER_NEEDS_PERSISTENT_DATA` naming the datasets
 */
export function checkReachable(selected: ComposablePipeline, catalog: RunCatalog, runner: string): void {
  const kept = [...selected.graph.producers.keys()].filter((name) => isEphemeral(catalog, name));
  if (kept.length === 0) return;
  throw new HookError(
    'RUNNER_NEEDS_PERSISTENT_DATA',
    `The runner "${runner}" runs nodes in other processes, which cannot see what is kept in memory: ${quoted(kept)}.`,
    {
      hint: 'Declare each in conf/<env>/catalog.yml with a type that is kept in a file: parquet, json, …; clone holds any data.',
    },
  );
}

/** The nodes that use what one process at a time can have open. */
export function exclusiveNodes({ nodes }: ComposablePipeline, catalog: RunCatalog): ReadonlySet<PipelineNode> {
  const isExclusive = (name: string): boolean => catalog.get(name).exclusive === true;
  return new Set(nodes.filter(({ inputs, outputs }) => inputs.some(isExclusive) || outputs.some(isExclusive)));
}
