import type { ArgsOf, HooksOf } from '@pintle/core';
import type { pintleSpecs } from '../specs.js';
import { buildEvent } from './build-event.js';
import {
  buildContext,
  buildModel,
  buildNode,
  buildOutcome,
  buildPipeline,
  buildPipelineResult,
  buildProjectMetadata,
  buildRequest,
  buildRun,
  buildRunParams,
  buildStats,
} from './builders.js';
import { buildCatalog } from './fake-catalog.js';
import { buildLogger } from './fake-logger.js';

type Hooks = HooksOf<typeof pintleSpecs>;

/** The hooks that this package declares. */
export type DeclaredHookName = keyof Hooks & string;
/** The args of one of them. */
export type DeclaredHookArgs<Name extends DeclaredHookName> = ArgsOf<Hooks[Name]>;

const base = () => ({ log: buildLogger() });
const ofRun = () => ({ ...base(), run: buildRun() });
const ofNode = () => ({
  ...ofRun(),
  node: buildNode(),
  attempt: 1,
  maxAttempts: 1,
  idempotencyKey: `${buildRun().runId}/${buildNode().name}`,
  signal: new AbortController().signal,
});
const ofModel = () => {
  const model = buildModel();
  return { ...ofNode(), node: buildNode({ name: model.name, kind: 'sql', model }), model };
};
const ofDataset = () => ({ ...ofNode(), datasetName: 'raw' });
const ofPipeline = () => ({ ...ofRun(), runParams: buildRunParams() });
const ofCommand = () => ({
  ...base(),
  projectMetadata: buildProjectMetadata(),
  commandArgs: { command: ['run'], args: [], options: {} },
});

const DEFAULTS: { readonly [Name in DeclaredHookName]: () => DeclaredHookArgs<Name> } = {
  before_command_run: ofCommand,
  after_command_run: () => ({ ...ofCommand(), exitCode: 0 }),
  after_context_created: () => ({ ...base(), context: buildContext() }),
  register_dataset_types: () => ({ ...base(), context: buildContext() }),
  register_pipelines: () => ({ ...base(), context: buildContext() }),
  after_pipelines_registered: () => ({
    ...base(),
    context: buildContext(),
    pipelines: new Map([['test', buildPipeline()]]),
  }),
  on_run_start: () => ({ ...ofRun(), request: buildRequest() }),
  after_catalog_created: () => ({
    ...ofRun(),
    catalog: buildCatalog(),
    confCatalog: {},
    confCreds: {},
    parameters: { parameters: {} },
    saveVersion: '2026-01-01T00.00.00.000Z-00000001',
    loadVersions: {},
  }),
  before_pipeline_run: () => ({ ...ofPipeline(), pipeline: buildPipeline(), catalog: buildCatalog() }),
  after_pipeline_run: () => ({
    ...ofPipeline(),
    runResult: buildPipelineResult(),
    pipeline: buildPipeline(),
    catalog: buildCatalog(),
  }),
  on_pipeline_error: () => ({
    ...ofPipeline(),
    error: new Error('boom'),
    willRetry: false,
    pipeline: buildPipeline(),
    catalog: buildCatalog(),
  }),
  on_run_end: () => ({ ...ofRun(), outcome: buildOutcome(), stats: buildStats() }),
  on_run_event: () => ({ ...ofRun(), event: buildEvent('node_ended') }),
  on_node_start: () => ({ ...ofNode(), carrier: {} }),
  before_node_run: () => ({ ...ofNode(), catalog: buildCatalog(), inputs: { raw: 1 } }),
  run_node: () => ({ ...ofNode(), inputs: { raw: 1 }, markCached: () => {}, report: () => {} }),
  after_node_run: () => ({ ...ofNode(), catalog: buildCatalog(), inputs: { raw: 1 }, outputs: { clean: 1 } }),
  on_node_error: () => ({
    ...ofNode(),
    error: new Error('boom'),
    phase: 'run',
    catalog: buildCatalog(),
    inputs: { raw: 1 },
    willRetry: false,
  }),
  on_node_retry: () => ({ ...ofNode(), maxAttempts: 2, error: new Error('boom'), nextAttempt: 2, delayMs: 0 }),
  on_node_skipped: () => ({ ...ofNode(), attempt: 0, reason: 'upstream_failed' }),
  on_node_end: () => ({ ...ofNode(), outcome: buildOutcome(), loadOutputs: async () => ({ clean: 1 }) }),
  inject_context: () => ({ ...ofRun(), node: buildNode(), carrier: {} }),
  before_dataset_loaded: ofDataset,
  after_dataset_loaded: () => ({ ...ofDataset(), data: 1, rows: 1 }),
  before_dataset_saved: () => ({ ...ofDataset(), datasetName: 'clean', data: 1 }),
  after_dataset_saved: () => ({ ...ofDataset(), datasetName: 'clean', data: 1, rows: 1 }),
  on_dataset_error: () => ({ ...ofDataset(), operation: 'load', error: new Error('boom') }),
  before_model: ofModel,
  after_model: () => {
    const args = ofModel();
    return { ...args, model: { ...args.model, status: 'success', rowsAffected: 1, elapsedMs: 1000 } };
  },
};

/**
 * Complete args of a hook, with these in place of the defaults. `idempotencyKey` follows from run and node unless given.
 *
 * @example
 * ```ts
 * import { buildArgs, buildNode } from '@pintle/hookspecs/testing';
 *
 * const args = buildArgs('before_node_run', { node: buildNode({ inputs: ['orders'] }), inputs: { orders: [] } });
 * ```
 */
export function buildArgs<Name extends DeclaredHookName>(
  hook: Name,
  overrides: Partial<DeclaredHookArgs<Name>> = {},
): DeclaredHookArgs<Name> {
  const args: DeclaredHookArgs<Name> = { ...DEFAULTS[hook](), ...overrides };
  if (!('idempotencyKey' in args) || 'idempotencyKey' in overrides) return args;
  const { run, node } = args as { readonly run: { readonly runId: string }; readonly node: { readonly name: string } };
  return { ...args, idempotencyKey: `${run.runId}/${node.name}` };
}
