import type { PipelineNode } from '../domain/node.js';
import type { DeclaredHookArgs, DeclaredHookName } from './build-args.js';

/** What is kept of a node: who it is and what connects it. */
export interface RecordedNode {
  readonly name: string;
  /** Each dataset once. */
  readonly inputs: readonly string[];
  /** The inputs that are loaded for it, where that is not all. */
  readonly loads?: readonly string[];
  readonly outputs: readonly string[];
  readonly hasModel: boolean;
}

/** One call of a hook as plain data: which, for what, and what it said. */
export interface RecordedCall {
  readonly hook: DeclaredHookName;
  readonly runId?: string;
  readonly runAttempt?: number;
  readonly node?: RecordedNode;
  readonly attempt?: number;
  readonly dataset?: string;
  /** Of `on_dataset_error`. */
  readonly operation?: 'load' | 'save';
  /** Of `on_node_error`. */
  readonly phase?: string;
  readonly willRetry?: boolean;
  /** Of `on_node_retry`. */
  readonly nextAttempt?: number;
  /** Of `on_node_skipped`. */
  readonly reason?: string;
  /** Status of the outcome, of `on_node_end` and `on_run_end`. */
  readonly status?: string;
  /** Of `on_run_start`. */
  readonly keepGoing?: boolean;
  /** The selected nodes, of `before_pipeline_run`. */
  readonly plan?: readonly RecordedNode[];
  /** Of `on_run_event`. */
  readonly event?: RecordedEvent;
  /** The words of the command, of the command hooks. */
  readonly command?: string;
}

/** What is kept of an event of the run log. */
export interface RecordedEvent {
  readonly seq: number;
  readonly type: string;
  readonly key: string;
  readonly node?: string;
  /** Of `run_planned`. */
  readonly nodes?: readonly string[];
}

/** What all args may have; each hook has some of it. */
type AnyArgs = Partial<
  Pick<DeclaredHookArgs<'on_run_start'>, 'run' | 'request'> &
    Pick<DeclaredHookArgs<'on_node_error'>, 'node' | 'attempt' | 'phase' | 'willRetry'> &
    Pick<DeclaredHookArgs<'on_dataset_error'>, 'datasetName' | 'operation'> &
    Pick<DeclaredHookArgs<'on_node_retry'>, 'nextAttempt'> &
    Pick<DeclaredHookArgs<'on_node_skipped'>, 'reason'> &
    Pick<DeclaredHookArgs<'on_node_end'>, 'outcome'> &
    Pick<DeclaredHookArgs<'before_pipeline_run'>, 'pipeline'> &
    Pick<DeclaredHookArgs<'on_run_event'>, 'event'> &
    Pick<DeclaredHookArgs<'before_command_run'>, 'commandArgs'>
>;

const nodes = new WeakMap<PipelineNode, RecordedNode>();

function recordNode(node: PipelineNode): RecordedNode {
  let recorded = nodes.get(node);
  if (recorded === undefined) {
    const { name, inputs, loads, outputs, model } = node;
    recorded = {
      name,
      inputs: [...new Set(inputs)],
      ...(loads === undefined ? {} : { loads: [...new Set(loads)] }),
      outputs: [...new Set(outputs)],
      hasModel: model !== undefined,
    };
    nodes.set(node, recorded);
  }
  return recorded;
}

/** Keeps of a call what can be written down. */
export function recordCall(hook: DeclaredHookName, args: object): RecordedCall {
  const { run, node, attempt, datasetName, operation, phase, willRetry, nextAttempt, reason, outcome, ...rest } =
    args as AnyArgs;
  const { request, pipeline, event, commandArgs } = rest;
  const call = {
    hook,
    runId: run?.runId,
    runAttempt: run?.attempt,
    node: node && recordNode(node),
    attempt,
    dataset: datasetName,
    operation,
    phase,
    willRetry,
    nextAttempt,
    reason,
    status: outcome?.status,
    keepGoing: request?.keepGoing,
    plan: hook === 'before_pipeline_run' ? pipeline?.nodes.map(recordNode) : undefined,
    event: event && recordEvent(event),
    command: commandArgs?.command.join(' '),
  };
  return withoutUndefined(call) as unknown as RecordedCall;
}

function recordEvent(event: DeclaredHookArgs<'on_run_event'>['event']): RecordedEvent {
  const { seq, type, key } = event;
  return {
    seq,
    type,
    key,
    ...('node' in event && event.node !== undefined ? { node: event.node } : {}),
    ...(event.type === 'run_planned' ? { nodes: event.nodes } : {}),
  };
}

function withoutUndefined(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/**
 * One line for a call: the hook, what it was called for, what it said.
 *
 * `before_dataset_loaded raw · clean` · `on_node_start clean #2` · `on_node_end clean · success`
 */
export function formatCall(call: RecordedCall): string {
  const { hook, node, dataset, attempt, event, command } = call;
  const retried = attempt !== undefined && attempt > 1 ? ` #${attempt}` : '';
  const who = node === undefined ? undefined : `${node.name}${retried}`;
  const subject = dataset ?? event?.type ?? command;
  const said = call.operation ?? call.phase ?? call.nextAttempt ?? call.reason ?? call.status;
  return [[hook, subject ?? who].filter(Boolean).join(' '), subject && who, event?.node, said?.toString()]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}
