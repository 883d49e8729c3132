export {
  type CatalogListing,
  type CatalogOptions,
  type CatalogUser,
  type CopyMode,
  createCatalog,
  DatasetError,
  type DatasetRef,
  type DatasetErrorCode,
  type DatasetErrorSubject,
  type DatasetOperation,
  type DatasetOrigin,
  memoryDataset,
  type RunCatalog,
} from './catalog/index.js';
export {
  type Config,
  type ConfigDocument,
  ConfigError,
  type ConfigErrorCode,
  type ConfigOptions,
  type ConfigPath,
  createConfig,
  parseParams,
} from './config/index.js';
export type { HookableNode } from './describe/attach.js';
export type { PipelineFilter } from './describe/filter.js';
export {
  dataset,
  type Handle,
  param,
  type Port,
  type PortData,
  type Ports,
  type PortsData,
} from './describe/handle.js';
export type { Kept, NamespaceOptions } from './describe/namespace.js';
export { type NodeDefinition, type NodeReturn, type NoPorts, node } from './describe/node.js';
export { type ComposablePipeline, isPipeline, type PipelinePart, pipeline } from './describe/pipeline.js';
export { type DefinedResource, defineResource, mockResource, type ResourceDefinition } from './describe/resource.js';
export { attemptLost, isAttemptLost } from './executor/attempt-lost.js';
export { type Flow, type FlowArguments, type FlowDefinition, type FlowResult, flow } from './flow/flow.js';
export type { FlowContext } from './flow/flow-work.js';
export { taskContext } from './flow/scope.js';
export type {
  CompletedState,
  FailedState,
  RetryingState,
  RunContext,
  RunningState,
  State,
  StateHook,
} from './flow/state.js';
export type { RetryOptions } from './flow/retry-options.js';
export type { StateLists } from './flow/state-lists.js';
export { type Task, type TaskDefinition, task } from './flow/task.js';
export type { ConfigEntry, JobConfig } from './job/config.js';
export { isJob, type JobDescription, type JobEnvironment, type JobResources } from './job/description.js';
export {
  defineJob,
  type EnvironmentDefinition,
  type Job,
  type JobDefinition,
  type ResourcesFor,
  type RunJobOptions,
} from './job/job.js';
export { concurrent, sequential } from './executor/in-process.js';
export type { JoinedRun } from './executor/joined-run.js';
export { worker } from './executor/worker.js';
export {
  type AttemptContext,
  defineRunner,
  type ExecutorCapabilities,
  type NodeExecutor,
  type NodeResult,
  type NodeTask,
  RECALLED,
  type Runner,
  type RunnerContext,
  type TaskResult,
} from './executor/node-executor.js';
export { ResultQueue } from './executor/result-queue.js';
export type { ProjectCode, RunTicket } from './executor/run-ticket.js';
export { packResult, type SentResult, unpackResult } from './executor/sent-result.js';
export { draftOf, type EventBody, type EventDraft, type RunKey } from './log/draft.js';
export type { ReconciledRun } from './log/dead-run.js';
export { deserializeError, serializeError } from './log/serialized-error.js';
export type { AttachedListing, AttachedListingHook } from './run/attached-listing.js';
export { runNodeAttempt } from './run/attempt.js';
export type { AttemptHost } from './run/attempt-host.js';
export type { Fingerprint } from './run/fingerprint.js';
export type { Hooks, Manager } from './run/hooks.js';
export { type RunBody, runHere } from './run/host-plugin.js';
export { createLogger, formatLine, type LogLine, stderrLogger } from './logger/index.js';
export type { RunPlan } from './run/plan.js';
export type { RunOptions } from './run/request.js';
export type { LocalOptions } from './run/local-session.js';
export { createSession, type HostedSessionOptions, openSession, type SessionOptions } from './run/open-session.js';
export type { NamedWork, Session } from './run/session.js';
