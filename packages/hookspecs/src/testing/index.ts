export type { DeclaredHookArgs, DeclaredHookName } from './build-args.js';
export { buildArgs } from './build-args.js';
export type { RunEventOf } from './build-event.js';
export { buildEvent } from './build-event.js';
export { buildHookContext } from './build-hook-context.js';
export {
  buildContext,
  buildModel,
  buildNode,
  buildOutcome,
  buildPipeline,
  buildPipelineResult,
  buildProjectMetadata,
  buildRequest,
  buildResources,
  buildRun,
  buildRunParams,
  buildStats,
} from './builders.js';
export type { FakeCatalog } from './fake-catalog.js';
export { buildCatalog } from './fake-catalog.js';
export type { FakeClock, FakeClockOptions } from './fake-clock.js';
export { fakeClock } from './fake-clock.js';
export type { FakeLogger, LogLine } from './fake-logger.js';
export { buildLogger } from './fake-logger.js';
export { DECLARED_HOOKS } from './declared-hooks.js';
export type { FailOptions, FaultSite, FaultyPlugin, HangingPlugin } from './fault.js';
export { failAt, hangAt } from './fault.js';
export type { HookRecorder, RecordOptions } from './record-hooks.js';
export { recordHooks } from './record-hooks.js';
export type { RecordedCall, RecordedEvent, RecordedNode } from './recorded-call.js';
export { formatCall, recordCall } from './recorded-call.js';
export type { SequenceOptions } from './sequence/check-sequence.js';
export { brokenRules, checkSequence, formatViolations } from './sequence/check-sequence.js';
export type { SequenceRule, Violation } from './sequence/rules.js';
export { sequenceGrammar } from './sequence/rules.js';
