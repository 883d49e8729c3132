import type { Attributes } from '@opentelemetry/api';
import type { HookArgs, Outcome, RunInfo } from '@pintle/hookspecs';
import { errorType } from '../error-type.js';
import { ATTR } from '../names.js';
import { instruments } from './instruments.js';

/** Records the metrics of runs, nodes and datasets out of the hooks that tell of them. */
export class Measurements {
  endRun({ run, outcome }: HookArgs<'on_run_end'>): void {
    const into = instruments();
    if (into === undefined) return;
    const attributes = { ...ofRun(run), ...ofOutcome(outcome) };
    into.runDuration.record(outcome.durationMs / 1000, attributes);
    into.runOutcomes.add(1, attributes);
  }

  endNode({ run, node, outcome }: HookArgs<'on_node_end'>): void {
    const into = instruments();
    if (into === undefined) return;
    const attributes = { ...ofRun(run), [ATTR.node]: node.name, ...ofOutcome(outcome) };
    if (outcome.attempt > 0) into.nodeDuration.record(outcome.durationMs / 1000, attributes);
    into.nodeOutcomes.add(1, attributes);
  }

  retry({ run, node, error }: HookArgs<'on_node_retry'>): void {
    instruments()?.retries.add(1, { ...ofRun(run), [ATTR.node]: node.name, [ATTR.errorType]: errorType(error) });
  }

  load({ run, datasetName, rows }: HookArgs<'after_dataset_loaded'>): void {
    if (rows !== undefined) instruments()?.datasetRows.add(rows, ofDataset(run, datasetName, 'load'));
  }

  save({ run, datasetName, rows }: HookArgs<'after_dataset_saved'>): void {
    if (rows !== undefined) instruments()?.datasetRows.add(rows, ofDataset(run, datasetName, 'save'));
  }

  model({ run, model }: HookArgs<'after_model'>): void {
    const { rowsAffected, name } = model;
    if (rowsAffected !== undefined) instruments()?.modelRows.add(rowsAffected, { ...ofRun(run), [ATTR.model]: name });
  }
}

function ofRun(run: RunInfo): Attributes {
  return { [ATTR.pipeline]: run.pipelineName, [ATTR.environment]: run.env };
}

function ofDataset(run: RunInfo, dataset: string, operation: 'load' | 'save'): Attributes {
  return { ...ofRun(run), [ATTR.dataset]: dataset, [ATTR.operation]: operation };
}

function ofOutcome({ status, error }: Outcome): Attributes {
  return { [ATTR.outcome]: status, ...(error === undefined ? {} : { [ATTR.errorType]: errorType(error) }) };
}
