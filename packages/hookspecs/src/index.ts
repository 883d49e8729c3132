export { didYouMean, HookError, type HookErrorDetails, isHookError, nearMatch, originOf } from '@pintle/core';
export type { HookBaseArgs, NodeBaseArgs, RunBaseArgs } from './args.js';
export type { AfterCommandRunArgs, BeforeCommandRunArgs } from './command.js';
export { commandSpecs } from './command.js';
export type { AfterCatalogCreatedArgs, AfterContextCreatedArgs } from './context.js';
export { contextSpecs } from './context.js';
export type {
  AfterDatasetLoadedArgs,
  AfterDatasetSavedArgs,
  BeforeDatasetLoadedArgs,
  BeforeDatasetSavedArgs,
  DatasetBaseArgs,
  OnDatasetErrorArgs,
  RegisterDatasetTypesArgs,
} from './dataset.js';
export { datasetSpecs, defineDatasetType } from './dataset.js';
export type * from './define-command.js';
export { defineCommand } from './define-command.js';
export type { PintleHookPolicy, PintleSettings, PintleSettingsInput } from './define-settings.js';
export { defineSettings } from './define-settings.js';
export { type AttachedImpl, attachedImpls, checkAttached } from './attached-hooks.js';
export { DUE } from './op-hook/due.js';
export type { AttachedHooks, NeedsOf, NeedsOfAll } from './domain/attached-hooks.js';
export type {
  Catalog,
  Dataset,
  DatasetCopy,
  DatasetCreation,
  DatasetFacts,
  DatasetType,
  DatasetVersion,
  StagedDataset,
  TellDataset,
} from './domain/catalog.js';
export type { Clock } from './domain/clock.js';
export type * from './domain/event.js';
export type { LogFields, Logger, LogLevel } from './domain/logger.js';
export type { Model } from './domain/model.js';
export type { NodeContext, NodeData, NodeReport, PipelineNode, RetryPolicy } from './domain/node.js';
export type { Outcome, OutcomeStatus, SkipReason } from './domain/outcome.js';
export type { Pipeline, PipelineContribution } from './domain/pipeline.js';
export type { CommandArgs, ProjectConfig, ProjectContext, ProjectMetadata } from './domain/project.js';
export type {
  NoResources,
  Resource,
  ResourceContext,
  ResourceRequirements,
  ResourceSource,
  ResourceTemplate,
  ResourceValue,
  ResourceValues,
  Resources,
} from './domain/resource.js';
export type {
  HookFailure,
  Params,
  PipelineResult,
  RunInfo,
  RunParams,
  RunRequest,
  RunResult,
  RunStats,
} from './domain/run.js';
export { HOOK_NAME } from './hook-name.js';
export type {
  HookArgs,
  HookCallResult,
  HookName,
  HookResult,
  PintleHooks,
  PintleHookField,
  PintlePlugin,
  PintlePluginFactory,
  PintlePluginHost,
} from './host.js';
export { definePlugin, definePluginFactory, hook } from './host.js';
export { importModule } from './import-module.js';
export type { AfterModelArgs, BeforeModelArgs, ModelBaseArgs } from './model.js';
export { modelSpecs } from './model.js';
export type {
  AfterNodeRunArgs,
  AroundNode,
  BeforeNodeRunArgs,
  Carrier,
  InjectContextArgs,
  NodePhase,
  OnNodeEndArgs,
  OnNodeErrorArgs,
  OnNodeRetryArgs,
  OnNodeSkippedArgs,
  OnNodeStartArgs,
  RunNodeArgs,
} from './node-args.js';
export { nodeSpecs } from './node.js';
export * from './op-hook.js';
export type {
  AfterPipelineRunArgs,
  AfterPipelinesRegisteredArgs,
  BeforePipelineRunArgs,
  OnPipelineErrorArgs,
  PipelineBaseArgs,
  RegisterPipelinesArgs,
} from './pipeline.js';
export { pipelineSpecs } from './pipeline.js';
export { checkInputs, checkOutputs } from './result-check.js';
export type { OnRunEndArgs, OnRunEventArgs, OnRunStartArgs } from './run.js';
export { runSpecs } from './run.js';
export * from './select.js';
export { pintleSpecs } from './specs.js';
export { VERSION } from './version.js';
