import type { RecordedCall, RecordedNode } from '../recorded-call.js';

/** What one call of an attempt has to be. */
export interface Step {
  readonly hook: string;
  readonly dataset?: string;
  /** The part of the attempt that it belongs to: failures name it as their phase. */
  readonly phase: 'start' | 'load' | 'run' | 'save';
  /** A wrapper may answer in its place. */
  readonly optional?: true;
}

/** The calls of an attempt that succeeds, in order. */
export function attemptScript({ inputs, loads = inputs, outputs }: RecordedNode): readonly Step[] {
  const around = (datasets: readonly string[], verb: 'loaded' | 'saved', phase: 'load' | 'save'): Step[] =>
    datasets.flatMap((dataset) => [
      { hook: `before_dataset_${verb}`, dataset, phase },
      { hook: `after_dataset_${verb}`, dataset, phase },
    ]);
  return [
    { hook: 'on_node_start', phase: 'start' },
    ...around(loads, 'loaded', 'load'),
    { hook: 'before_node_run', phase: 'run' },
    { hook: 'run_node', phase: 'run', optional: true },
    { hook: 'after_node_run', phase: 'run' },
    ...around(outputs, 'saved', 'save'),
  ];
}

/** Whether a call is the one that a step wants. */
export function isStep(step: Step | undefined, call: RecordedCall): boolean {
  return step !== undefined && step.hook === call.hook && step.dataset === call.dataset;
}

/** How messages speak of a step. */
export function nameStep(step: Step | undefined): string {
  if (step === undefined) return 'on_node_end';
  return step.dataset === undefined ? step.hook : `${step.hook} ${step.dataset}`;
}
