import { type Awaitable, isThenable } from '@pintle/core';
import type { Model, NodeContext, NodeData, PipelineNode, RetryPolicy } from '@pintle/hookspecs';
import { type HookableNode, hookable } from './attach.js';
import type { Port, PortData, Ports, PortsData } from './handle.js';
import { checkFunction, checkKeys, checkNode, checkTraits } from './node-check.js';
import { shapeOf } from './shape.js';

/** What {@link node} is told besides the function. */
export interface NodeDefinition<I extends Ports, O extends Ports> {
  /** Unique in its pipeline: letters, digits, `_`, `-`, `.` and `:`. */
  readonly name: string;
  /** What the function is handed: one dataset, a list or a record of them. Default: nothing. */
  readonly inputs?: I;
  /** What it returns, in the same way. Default: nothing. */
  readonly outputs?: O;
  readonly tags?: readonly string[];
  /** Groups nodes for selection (`namespace:staging`); the name stays as it is written. */
  readonly namespace?: string;
  /** Default: one attempt. */
  readonly retry?: RetryPolicy;
  /** Milliseconds that one attempt may take. Default: no limit. */
  readonly timeoutMs?: number;
  /** Free data for hooks: `opConfig` of op hooks. The run config of a job can change it. */
  readonly config?: unknown;
  readonly meta?: Readonly<Record<string, unknown>>;
  /** For nodes that build a table or view. */
  readonly model?: Model;
  /** Default `code`. */
  readonly kind?: string;
}

const KEYS: readonly (keyof NodeDefinition<Ports, Ports>)[] = [
  'name',
  'inputs',
  'outputs',
  'tags',
  'namespace',
  'retry',
  'timeoutMs',
  'config',
  'meta',
  'model',
  'kind',
];

/** No ports: what nodes without inputs or outputs have. */
export type NoPorts = { readonly [key: string]: never };

/** What the function of a node returns for its declared outputs. */
export type NodeReturn<O> = ([O] extends [NoPorts] ? void : PortsData<O>) | ListHint<O>;

// Says nothing that PortsData does not, but it is a tuple before O is known: so `[a, b]` is typed as a pair, not a list.
type ListHint<O> = readonly [...(O extends readonly Port[] ? { readonly [K in keyof O]: PortData<O[K]> } : [never])];

/**
 * Describes one step of a pipeline: a function, the datasets it reads and the datasets it makes.
 *
 * The function gets its inputs in the shape in which they are declared (a value, a list or a record) and returns its
 * outputs in theirs. The second argument is the {@link NodeContext}: signal, log, run, attempt, resources.
 *
 * @throws HookError `NODE_NAME_INVALID`, `NODE_DATASET_INVALID`, `NODE_WITHOUT_DATASETS`, `NODE_READS_OWN_OUTPUT`,
 * `NODE_OUTPUT_IS_PARAMETER`, `NODE_INVALID` when the description cannot work
 * @example
 * ```ts
 * const clean = node(
 *   { name: 'clean', inputs: { raw: dataset<Row[]>('raw'), year: param<number>('year') }, outputs: dataset<Row[]>('clean') },
 *   ({ raw, year }) => raw.filter((row) => row.year === year),
 * );
 * ```
 */
export function node<const I extends Ports = NoPorts, const O extends Ports = NoPorts>(
  definition: NodeDefinition<I, O>,
  fn: (inputs: PortsData<I>, context: NodeContext) => Awaitable<NodeReturn<O>>,
): HookableNode {
  checkKeys(definition, KEYS);
  const { name, inputs, outputs, ...rest } = definition;
  checkTraits(`Node "${name}"`, rest, 'NODE_INVALID');
  const gathered = shapeOf(inputs, `inputs of node "${name}"`);
  const scattered = shapeOf(outputs, `outputs of node "${name}"`);
  const described: PipelineNode = {
    kind: 'code',
    ...rest,
    name,
    inputs: Object.freeze(gathered.names),
    outputs: Object.freeze(scattered.names),
    tags: Object.freeze([...(rest.tags ?? [])]),
    run(data: NodeData, context: NodeContext) {
      const returned: unknown = fn(gathered.gather(data) as PortsData<I>, context);
      return isThenable(returned)
        ? Promise.resolve(returned).then((value) => scattered.scatter(value, name))
        : scattered.scatter(returned, name);
    },
  };
  checkFunction(name, fn);
  checkNode(described);
  return Object.freeze(hookable(described));
}
