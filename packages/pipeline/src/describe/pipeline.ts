import { HookError } from '@pintle/core';
import type { AttachedHooks, NeedsOfAll, Pipeline, PipelineNode } from '@pintle/hookspecs';
import { attach } from './attach.js';
import { type PipelineFilter, filtered } from './filter.js';
import { type Graph, graphOf, sorted } from './graph.js';
import { type NamespaceOptions, namespaced } from './namespace.js';
import { checkName, checkNode } from './node-check.js';

/** What pipelines are made of: nodes, and whatever has nodes, such as pipelines. */
export type PipelinePart = PipelineNode | Pick<Pipeline, 'nodes'>;

/** A pipeline with its algebra. It never changes: each method gives a new one. */
export interface ComposablePipeline<Needs = unknown> extends Pipeline {
  /** Carries the type of the resources that the hooks of its nodes need, by key; never there at run time. */
  readonly '~needs'?: Needs;
  /** How its nodes hang together; positions are those of `nodes`. */
  readonly graph: Graph;
  /** Itself and the parts; a node that is in both, the very same object, counts once. Kedro's `+`. */
  plus<const P extends readonly PipelinePart[]>(...parts: P): ComposablePipeline<Needs & NeedsOfAll<P>>;
  /** The same as `plus`, for readers of set algebra. Kedro's `|`. */
  union<const P extends readonly PipelinePart[]>(...parts: P): ComposablePipeline<Needs & NeedsOfAll<P>>;
  /** Itself without the nodes of that name in the parts. Kedro's `-`. */
  minus(...parts: readonly PipelinePart[]): ComposablePipeline<Needs>;
  /** Its nodes whose name is among the parts', too. Kedro's `&`. */
  intersect(...parts: readonly PipelinePart[]): ComposablePipeline<Needs>;
  /** The nodes that meet all conditions; perhaps none. */
  filter(filter: PipelineFilter): ComposablePipeline<Needs>;
  /** Itself with these tags added to every node. */
  tag(...tags: readonly string[]): ComposablePipeline<Needs>;
  /**
   * Itself with these hooks attached to every node, after those that a node has; each runs once per node.
   *
   * @throws HookError `HOOKS_NOT_ATTACHABLE`
   */
  withHooks<const H extends readonly AttachedHooks[]>(...hooks: H): ComposablePipeline<Needs & NeedsOfAll<H>>;
  /**
   * A copy to be used beside the original: names of nodes, datasets and parameters get the prefix `<namespace>.`, but
   * for the datasets and parameters that `options` keeps or renames.
   */
  namespace(namespace: string, options?: NamespaceOptions): ComposablePipeline<Needs>;
  /** Itself under another name. */
  named(name: string): ComposablePipeline<Needs>;
}

/**
 * Puts nodes together to a pipeline; their datasets connect them, so the order of the list only breaks ties.
 *
 * Plain objects of the shape of a `PipelineNode` are taken as they are.
 *
 * @throws HookError `PIPELINE_NAME_INVALID`, `PIPELINE_INVALID`, `PIPELINE_DUPLICATE_NODE`,
 * `PIPELINE_DUPLICATE_OUTPUT`, `PIPELINE_CYCLE`, or the `NODE_…` error of a node that cannot work
 * @example
 * ```ts
 * export const weather = pipeline('weather', [clean, monthly, report]);
 * export const nightly = weather.plus(publish).filter({ tags: ['nightly'] });
 * ```
 */
export function pipeline<const P extends readonly PipelinePart[]>(
  name: string,
  parts: P,
): ComposablePipeline<NeedsOfAll<P>> {
  checkName(name, 'pipeline', 'PIPELINE_NAME_INVALID');
  return new NodePipeline<NeedsOfAll<P>>(name, nodesOf(name, parts));
}

/** Whether a value is a pipeline: made by {@link pipeline}, or of its shape. */
export function isPipeline(value: unknown): value is Pipeline {
  if (typeof value !== 'object' || value === null) return false;
  const { name, nodes, inputs, outputs } = value as Partial<Record<keyof Pipeline, unknown>>;
  return (
    typeof name === 'string' && Array.isArray(nodes) && typeof inputs === 'function' && typeof outputs === 'function'
  );
}

/** A pipeline with its algebra, whatever its origin. */
export function composable(given: Pipeline): ComposablePipeline {
  return given instanceof NodePipeline ? given : pipeline(given.name, given.nodes);
}

class NodePipeline<Needs> implements ComposablePipeline<Needs> {
  readonly name: string;
  readonly nodes: readonly PipelineNode[];
  #graph: Graph | undefined;
  #inputs: readonly string[] | undefined;
  #outputs: readonly string[] | undefined;

  constructor(name: string, parts: readonly PipelineNode[]) {
    this.name = name;
    this.nodes = Object.freeze([...sorted(graphOf(parts, name), name)]);
    Object.freeze(this);
  }

  get graph(): Graph {
    return (this.#graph ??= graphOf(this.nodes, this.name));
  }

  inputs(): readonly string[] {
    const { producers, consumers } = this.graph;
    return (this.#inputs ??= Object.freeze([...consumers.keys()].filter((name) => !producers.has(name))));
  }

  outputs(): readonly string[] {
    const { producers, consumers } = this.graph;
    return (this.#outputs ??= Object.freeze([...producers.keys()].filter((name) => !consumers.has(name))));
  }

  plus<const P extends readonly PipelinePart[]>(...parts: P): ComposablePipeline<Needs & NeedsOfAll<P>> {
    return new NodePipeline<Needs & NeedsOfAll<P>>(this.name, nodesOf(this.name, [this, ...parts]));
  }

  union<const P extends readonly PipelinePart[]>(...parts: P): ComposablePipeline<Needs & NeedsOfAll<P>> {
    return this.plus(...parts);
  }

  minus(...parts: readonly PipelinePart[]): ComposablePipeline<Needs> {
    const names = namesOf(this.name, parts);
    return this.#keeping((node) => !names.has(node.name));
  }

  intersect(...parts: readonly PipelinePart[]): ComposablePipeline<Needs> {
    const names = namesOf(this.name, parts);
    return this.#keeping((node) => names.has(node.name));
  }

  filter(filter: PipelineFilter): ComposablePipeline<Needs> {
    const kept = new Set(filtered(this.graph, filter, this.name).map((position) => this.nodes[position]));
    return this.#keeping((node) => kept.has(node));
  }

  tag(...tags: readonly string[]): ComposablePipeline<Needs> {
    const add = (node: PipelineNode): PipelineNode =>
      Object.freeze({
        ...node,
        tags: Object.freeze([...new Set([...(node.tags ?? []), ...tags])]),
        run: node.run.bind(node),
      });
    return new NodePipeline<Needs>(this.name, this.nodes.map(add));
  }

  withHooks<const H extends readonly AttachedHooks[]>(...hooks: H): ComposablePipeline<Needs & NeedsOfAll<H>> {
    const nodes = this.nodes.map((node) => attach(node, hooks));
    return new NodePipeline<Needs & NeedsOfAll<H>>(this.name, nodes);
  }

  namespace(namespace: string, options: NamespaceOptions = {}): ComposablePipeline<Needs> {
    return new NodePipeline<Needs>(this.name, namespaced(this, namespace, options));
  }

  named(name: string): ComposablePipeline<Needs> {
    checkName(name, 'pipeline', 'PIPELINE_NAME_INVALID');
    return new NodePipeline<Needs>(name, this.nodes);
  }

  #keeping(keep: (node: PipelineNode) => boolean): ComposablePipeline<Needs> {
    return new NodePipeline<Needs>(this.name, this.nodes.filter(keep));
  }
}

function nodesOf(pipeline: string, parts: readonly PipelinePart[]): readonly PipelineNode[] {
  if (!Array.isArray(parts)) {
    throw new HookError(
      'PIPELINE_INVALID',
      `Pipeline "${pipeline}" expects a list of nodes and pipelines, got ${typeof parts}.`,
    );
  }
  const nodes = new Set<PipelineNode>();
  for (const [position, part] of (parts as readonly PipelinePart[]).entries()) {
    if (typeof part !== 'object' || part === null) {
      const hint = typeof part === 'function' ? 'Wrap the function: node({ name, inputs, outputs }, fn).' : undefined;
      throw new HookError(
        'PIPELINE_INVALID',
        `Pipeline "${pipeline}": part ${position + 1} is ${String(part)}, expected a node or a pipeline.`,
        { hint },
      );
    }
    for (const node of 'nodes' in part ? part.nodes : [part]) {
      checkNode(node);
      nodes.add(node);
    }
  }
  return [...nodes];
}

function namesOf(pipeline: string, parts: readonly PipelinePart[]): ReadonlySet<string> {
  return new Set(nodesOf(pipeline, parts).map((node) => node.name));
}
