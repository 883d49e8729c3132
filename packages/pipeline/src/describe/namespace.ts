import { didYouMean, HookError } from '@pintle/core';
import type { NodeData, Pipeline, PipelineNode } from '@pintle/hookspecs';
import { isParameter } from './handle.js';
import { checkName, quoted } from './node-check.js';

/** Names that keep their own name in a namespace (a list), or get a new one (a record, old → new). */
export type Kept = readonly string[] | Readonly<Record<string, string>>;

/** What stays outside when a pipeline moves into a namespace. */
export interface NamespaceOptions {
  /** Datasets that the pipeline reads from outside. */
  readonly inputs?: Kept;
  /** Datasets that it makes for the outside. */
  readonly outputs?: Kept;
  /** Parameters, by their path without `params:`. */
  readonly params?: Kept;
}

/** The nodes of a pipeline in a namespace: names of nodes, datasets and parameters get the prefix `<namespace>.`. */
export function namespaced(pipeline: Pipeline, namespace: string, options: NamespaceOptions): readonly PipelineNode[] {
  checkName(namespace, 'namespace', 'PIPELINE_NAMESPACE_INVALID');
  const kept = new Map<string, string>([
    ...mapping(
      pipeline,
      'inputs',
      options.inputs,
      pipeline.inputs().filter((name) => !isParameter(name)),
    ),
    ...mapping(pipeline, 'outputs', options.outputs, allOutputs(pipeline)),
    ...mapping(pipeline, 'params', options.params, parametersOf(pipeline)).map(
      ([from, to]) => [`params:${from}`, `params:${to}`] as const,
    ),
    ['parameters', 'parameters'],
  ]);
  const rename = (name: string): string => kept.get(name) ?? prefixed(namespace, name);
  return pipeline.nodes.map((node) => renamed(node, namespace, rename));
}

function renamed(node: PipelineNode, namespace: string, rename: (name: string) => string): PipelineNode {
  const inputs = node.inputs.map((name) => [name, rename(name)] as const);
  const outputs = node.outputs.map((name) => [name, rename(name)] as const);
  return Object.freeze({
    ...node,
    name: `${namespace}.${node.name}`,
    namespace: node.namespace === undefined ? namespace : `${namespace}.${node.namespace}`,
    inputs: Object.freeze(inputs.map(([, to]) => to)),
    outputs: Object.freeze(outputs.map(([, to]) => to)),
    ...(node.loads === undefined ? {} : { loads: Object.freeze(node.loads.map(rename)) }),
    async run(data, context) {
      const returned = await node.run(
        pick(
          data,
          inputs.map(([from, to]) => [to, from] as const),
        ),
        context,
      );
      return pick(returned, outputs);
    },
  } satisfies PipelineNode);
}

function pick(data: NodeData, names: readonly (readonly [from: string, to: string])[]): NodeData {
  return Object.fromEntries(names.filter(([from]) => Object.hasOwn(data, from)).map(([from, to]) => [to, data[from]]));
}

function prefixed(namespace: string, name: string): string {
  return name.startsWith('params:') ? `params:${namespace}.${name.slice('params:'.length)}` : `${namespace}.${name}`;
}

function mapping(
  pipeline: Pipeline,
  what: string,
  kept: Kept | undefined,
  known: readonly string[],
): (readonly [string, string])[] {
  if (kept === undefined) return [];
  const entries = Array.isArray(kept) ? kept.map((name: string) => [name, name] as const) : Object.entries(kept);
  const strangers = entries.map(([from]) => from).filter((name) => !known.includes(name));
  const first = strangers[0];
  if (first === undefined) return [...entries];
  const message = `namespace() of pipeline "${pipeline.name}" is told to keep the ${what} ${quoted(strangers)}, which it does not have.`;
  throw new HookError('PIPELINE_DATASET_UNKNOWN', message, {
    hint: didYouMean(first, known) ?? `Its ${what}: ${known.join(', ') || 'none'}.`,
  });
}

function allOutputs(pipeline: Pipeline): readonly string[] {
  return pipeline.nodes.flatMap((node) => node.outputs);
}

function parametersOf(pipeline: Pipeline): readonly string[] {
  return pipeline
    .inputs()
    .filter((name) => name.startsWith('params:'))
    .map((name) => name.slice('params:'.length));
}
