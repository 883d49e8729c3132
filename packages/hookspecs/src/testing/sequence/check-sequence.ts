import type { RecordedCall, RecordedNode } from '../recorded-call.js';
import { checkAttempts } from './attempt-rules.js';
import { checkEvents, type PlacedEvent } from './event-rules.js';
import { checkGraph } from './graph-rules.js';
import { NodeWalk } from './node-walk.js';
import { type PlacedCall, type Report, type SequenceRule, sequenceGrammar, type Violation } from './rules.js';
import { checkRun } from './run-rules.js';
import { checkSessions } from './session-rules.js';

/** Options of {@link checkSequence}. */
export interface SequenceOptions {
  /** Whether every run has come to its end; `false` for what a process recorded before it was killed. Default `true`. */
  readonly complete?: boolean;
  /**
   * Whether attempts ran in processes other than the orchestrator's. Each of these may call `after_catalog_created` for a
   * catalog of its own; and attempts may be lost with their process: they break off anywhere, and a later one starts without
   * having been announced. Default `false`.
   */
  readonly distributed?: boolean;
}

/**
 * Checks a recorded sequence against {@link sequenceGrammar}: every session, run attempt, node and event in it.
 *
 * Runs may overlap and nodes may run at once; record all hooks (`recordHooks()`), those of a crash and of its
 * reconciliation one after the other.
 *
 * @returns what breaks a rule, in the order of the calls; an empty list for a sequence as it should be
 */
export function checkSequence(
  calls: readonly RecordedCall[],
  { complete = true, distributed = false }: SequenceOptions = {},
): Violation[] {
  const violations: Violation[] = [];
  const report: Report = (rule, at, message) => violations.push({ rule, at, message });
  const placed = calls.map((call, at): PlacedCall => ({ at, call }));
  const runs = Map.groupBy(placed, ({ call }) => (call.runId === undefined ? '' : `${call.runId}#${call.runAttempt}`));
  checkSessions(placed, report);
  checkAttempts(runs, complete, report);
  for (const [who, ofRun] of runs)
    if (who !== '') checkRunAttempt(ofRun, { who: `Run ${who}`, complete, distributed, report });
  return violations.sort((a, b) => a.at - b.at);
}

function checkRunAttempt(calls: readonly PlacedCall[], about: About): void {
  const { who, complete, distributed, report } = about;
  const events: PlacedEvent[] = calls.flatMap(({ at, call: { event } }) =>
    event === undefined ? [] : [{ at, event }],
  );
  const hooks = (distributed ? withoutOtherCatalogs(calls) : calls).filter(({ call }) => call.hook !== 'on_run_event');
  const plan = hooks.find(({ call }) => call.plan !== undefined)?.call.plan;
  // A pipeline of which nothing is selected does not get as far as this: the run is that of a flow.
  const isFlow = plan?.length === 0;
  checkEvents(events, { who, complete, isFlow, report });
  checkRun(hooks, { who, complete, isFlow, report });
  if (!isFlow) checkGraph(hooks, plan ?? [], report);
  checkNodes(hooks, isFlow ? undefined : plan, events, about);
}

/** The first catalog of a run attempt is the orchestrator's. */
function withoutOtherCatalogs(calls: readonly PlacedCall[]): readonly PlacedCall[] {
  const own = calls.find(({ call }) => call.hook === 'after_catalog_created');
  return calls.filter((placed) => placed === own || placed.call.hook !== 'after_catalog_created');
}

interface About {
  readonly who: string;
  readonly complete: boolean;
  readonly distributed: boolean;
  readonly report: Report;
}

function checkNodes(
  hooks: readonly PlacedCall[],
  plan: readonly RecordedNode[] | undefined,
  events: readonly PlacedEvent[],
  { who, complete, distributed, report }: About,
): void {
  const walks = new Map<string, NodeWalk>();
  const planned = plan?.map(({ name }) => name) ?? events.find(({ event }) => event.nodes !== undefined)?.event.nodes;
  for (const placed of hooks) {
    const { node } = placed.call;
    if (node === undefined) continue;
    let walk = walks.get(node.name);
    if (walk === undefined) {
      walks.set(node.name, (walk = new NodeWalk(node, report, distributed)));
      if (planned !== undefined && !planned.includes(node.name)) {
        report('node-end-once', placed.at, `${who}: node ${node.name} was not selected.`);
      }
    }
    walk.take(placed);
  }
  if (!complete) return;
  const end = (hooks.at(-1)?.at ?? -1) + 1;
  for (const name of new Set([...(planned ?? []), ...walks.keys()])) {
    if (walks.get(name)?.ended !== true) report('node-end-once', end, `${who}: on_node_end of ${name} never came.`);
  }
}

/** Violations as lines, each with its rule; an empty string when there are none. */
export function formatViolations(violations: readonly Violation[]): string {
  return violations.map(({ rule, at, message }) => `${rule} (call ${at}): ${message}`).join('\n');
}

/** The rules that a list of violations breaks, each once. */
export function brokenRules(violations: readonly Violation[]): SequenceRule[] {
  return (Object.keys(sequenceGrammar) as SequenceRule[]).filter((rule) => violations.some((one) => one.rule === rule));
}
