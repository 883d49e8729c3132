import { formatCall } from '../recorded-call.js';
import type { PlacedCall, Report, RunPart } from './rules.js';

/** The stages of a run, by the hook that opens them. */
const STAGES: Readonly<Record<string, number>> = {
  on_run_start: 1,
  after_catalog_created: 2,
  before_pipeline_run: 3,
  after_pipeline_run: 4,
  on_pipeline_error: 4,
  on_run_end: 5,
};
/** What a hook cannot come without. */
const NEEDED: Readonly<Record<string, string>> = {
  before_pipeline_run: 'after_catalog_created',
  after_pipeline_run: 'before_pipeline_run',
};
const NODES = 3;
const CLOSED = 4;
const ENDED = 5;

/** Checks the hooks of one run attempt as a whole. `calls` are all of it but `on_run_event`. */
export function checkRun(calls: readonly PlacedCall[], { who, complete, isFlow, report }: RunPart): void {
  checkEnds(calls, who, complete, report);
  const called = new Set<string>();
  let stage = 0;
  for (const { at, call } of calls) {
    const own = STAGES[call.hook];
    const needed = NEEDED[call.hook];
    if (needed !== undefined && !called.has(needed)) {
      report('run-order', at, `${who}: ${call.hook} came without ${needed} before it.`);
    }
    called.add(call.hook);
    if (own === undefined) {
      checkNodeCall({ at, call }, stage, who, report);
    } else if (own <= stage && stage < ENDED) {
      report(
        'run-order',
        at,
        `${who}: ${call.hook} came ${own === stage ? 'again, or beside its counterpart' : 'too late'}.`,
      );
    }
    stage = Math.max(stage, own ?? 0);
  }
  checkOutcome(calls, who, isFlow, report);
}

function checkEnds(calls: readonly PlacedCall[], who: string, complete: boolean, report: Report): void {
  const starts = calls.filter(({ call }) => call.hook === 'on_run_start');
  const ends = calls.filter(({ call }) => call.hook === 'on_run_end');
  const first = calls[0];
  const last = calls.at(-1);
  for (const { at } of starts.slice(1)) report('run-start-once', at, `${who}: on_run_start came again.`);
  for (const { at } of ends.slice(1)) report('run-end-once', at, `${who}: on_run_end came again.`);
  if (first !== undefined && first.call.hook !== 'on_run_start') {
    report('run-start-once', first.at, `${who}: ${formatCall(first.call)} came before on_run_start.`);
  }
  const end = ends[0];
  if (end === undefined) {
    if (complete) report('run-end-once', (last?.at ?? -1) + 1, `${who}: on_run_end never came.`);
    return;
  }
  for (const { at, call } of calls) {
    if (at <= end.at || call.hook === 'on_run_end') continue;
    report('run-end-once', at, `${who}: ${formatCall(call)} came after on_run_end.`);
  }
}

function checkNodeCall({ at, call }: PlacedCall, stage: number, who: string, report: Report): void {
  if (stage === CLOSED) {
    report('run-order', at, `${who}: ${formatCall(call)} came after the pipeline's end.`);
  } else if (stage < NODES && call.hook !== 'on_node_skipped' && call.hook !== 'on_node_end') {
    report('run-order', at, `${who}: ${formatCall(call)} came before before_pipeline_run.`);
  }
}

function checkOutcome(calls: readonly PlacedCall[], who: string, isFlow: boolean, report: Report): void {
  const end = calls.find(({ call }) => call.hook === 'on_run_end');
  if (end === undefined) return;
  const { status } = end.call;
  const called = (hook: string): boolean => calls.some(({ call }) => call.hook === hook);
  const expect = (hook: string, expected: boolean): void => {
    if (called(hook) === expected) return;
    report('run-outcome', end.at, `${who} ended with ${status}, but ${hook} ${expected ? 'never came' : 'came'}.`);
  };
  switch (status) {
    case 'success':
      expect('after_pipeline_run', true);
      expect('on_pipeline_error', false);
      // A flow may catch what its tasks throw.
      for (const { at, call } of calls) {
        if (isFlow || call.hook !== 'on_node_end' || call.status === undefined || !FAILED.has(call.status)) continue;
        report('run-outcome', at, `${who} ended with success, but ${formatCall(call)}.`);
      }
      break;
    case 'error':
    case 'retrying':
    case 'timed_out':
      expect('after_pipeline_run', false);
      expect('on_pipeline_error', true);
      break;
    case 'cancelled':
      expect('after_pipeline_run', false);
      expect('on_pipeline_error', false);
      break;
    case 'skipped':
    case 'cached':
      expect('on_pipeline_error', false);
      break;
    case 'crashed':
      break;
    default:
      report('run-outcome', end.at, `${who} ended with ${status}, which is no end of a run.`);
  }
}

const FAILED: ReadonlySet<string> = new Set(['error', 'timed_out', 'cancelled', 'crashed']);
