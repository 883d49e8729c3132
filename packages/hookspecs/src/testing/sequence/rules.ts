import type { RecordedCall } from '../recorded-call.js';

/** What lifecycle promises of every recorded sequence, a sentence a rule. */
export const sequenceGrammar = {
  'session-order':
    'In a session: after_context_created, register_dataset_types, register_pipelines, after_pipelines_registered, each at most once.',
  'command-order': 'after_command_run follows before_command_run, and nothing follows it.',
  'run-start-once': 'on_run_start comes exactly once per run attempt, before every other hook of it.',
  'run-end-once': 'on_run_end comes exactly once per run attempt, after every other hook of it.',
  'run-order':
    'In a run attempt: on_run_start, after_catalog_created, before_pipeline_run, the nodes, after_pipeline_run or on_pipeline_error, on_run_end, each at most once.',
  'run-outcome':
    'A run that ended with success called after_pipeline_run and not on_pipeline_error; with error, retrying or timed_out, on_pipeline_error and not after_pipeline_run; cancelled, neither. Where nodes fail, a run succeeds only if it is that of a flow, which caught it.',
  'run-attempts':
    'An attempt of a run that ended with retrying is announced by on_pipeline_error, and followed by the next one when it is over.',
  'node-end-once': 'on_node_end comes exactly once per selected node, and nothing of the node follows it.',
  'node-order':
    'In an attempt: on_node_start; per input before and after_dataset_loaded; before_node_run, run_node, after_node_run; per output before and after_dataset_saved.',
  'node-failure':
    'A failed attempt stops where it failed; then on_dataset_error where a load or save failed, on_node_error, and on_node_retry before another attempt.',
  'node-attempts':
    'Attempts count from 1 without gaps; on_node_retry announces the next one. Attempts that are lost with their process may leave both out.',
  'node-outcome':
    'on_node_end says how the node really ended: skipped after on_node_skipped, success after a complete attempt, error after on_node_error.',
  'model-order':
    'before_model comes once before the first attempt of a node with a model, after_model once before its on_node_end.',
  'node-dependencies': 'A node starts after every selected node that writes its inputs has ended well.',
  'fail-fast': 'After the first failed node no new node starts, unless the run keeps going.',
  'event-order': 'Events of a run attempt count from 1 without gaps, begin with run_started and end with run_ended.',
  'event-once': 'Every event has a key of its own, and every selected node one node_ended or node_skipped.',
} as const;

/** The name of a rule of {@link sequenceGrammar}. */
export type SequenceRule = keyof typeof sequenceGrammar;

/** A place where a recorded sequence breaks a rule. */
export interface Violation {
  readonly rule: SequenceRule;
  /** A sentence that says what was expected and what came. */
  readonly message: string;
  /** Index of the call in the recorded sequence; its length where something is missing at the end. */
  readonly at: number;
}

/** A call together with where it stands in the whole recorded sequence. */
export interface PlacedCall {
  readonly at: number;
  readonly call: RecordedCall;
}

/** What is checked, and who is told. */
export interface RunPart {
  /** Begins messages. */
  readonly who: string;
  readonly complete: boolean;
  /** The nodes of a flow are its tasks, known when they are called; what fails may be caught. */
  readonly isFlow: boolean;
  readonly report: Report;
}

/** Collects violations of one part of a sequence. */
export type Report = (rule: SequenceRule, at: number, message: string) => void;
