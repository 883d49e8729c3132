import type { NodeTrail } from '../trail/node-trail.js';
import type { HookFailureFacts, ProcessFacts, RunAttemptTrail, RunTrail } from '../trail/run-trail.js';
import type { Verdict } from '../verify/verdict.js';
import { flawText, soundText } from './flaw-text.js';
import { errorLines, errorText, hookLines, nodeLines } from './node-text.js';
import { paint } from './paint.js';
import { markOf, statusText, words } from './status.js';
import { count, dateAndTime, formatDuration } from './wording.js';

/**
 * A run as a tree: what it was, its nodes with attempts, datasets and hooks, what went wrong, and whether to believe it.
 *
 * @param statuses - only nodes that ended so, or an attempt of which did; all nodes where there are none
 */
export function runText(
  { runId, attempts }: RunTrail,
  shown: RunAttemptTrail,
  verdict: Verdict,
  statuses: readonly string[],
): string {
  const others = attempts.filter(({ attempt }) => attempt !== shown.attempt);
  const head = [titleOf(shown), ...factLines(runId, shown, others), trailLine(verdict)];
  const nodes = shown.nodes.filter((node) => statuses.length === 0 || hasStatus(node, statuses)).flatMap(nodeLines);
  return [head, nodes, hookPart(shown), problemLines(shown, verdict)]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
}

function hasStatus({ status, attempts }: NodeTrail, statuses: readonly string[]): boolean {
  return [status, ...attempts.map((attempt) => attempt.status)].some((one) => statuses.includes(one));
}

function titleOf({ pipeline, status, reason, durationMs }: RunAttemptTrail): string {
  const why = reason === undefined ? '' : ` (${words(reason)})`;
  const time = durationMs === undefined ? '' : ` in ${formatDuration(durationMs)}`;
  return `${paint('bold', pipeline)}  ${statusText(status)}${why}${time}`;
}

function factLines(runId: string, shown: RunAttemptTrail, others: readonly RunAttemptTrail[]): readonly string[] {
  const { attempt, startedAt, env, runner, params, request, processes } = shown;
  // What the command itself watches a run with is nobody's plugin.
  const plugins = shown.plugins.filter(({ name }) => !name.startsWith('pintle:'));
  return [
    fact('run', others.length === 0 ? runId : `${runId}, attempt ${attempt}`),
    ...others.map((other) =>
      fact('', `attempt ${other.attempt}  ${statusText(other.status)}  ${dateAndTime(other.startedAt)}`),
    ),
    fact('started', dateAndTime(startedAt)),
    fact('env', env),
    fact('runner', runner),
    ...(Object.keys(params).length === 0 ? [] : [fact('params', JSON.stringify(params))]),
    ...(Object.keys(request).length === 0 ? [] : [fact('request', JSON.stringify(request))]),
    ...processes.map((process, index) => fact(index === 0 ? 'process' : '', processText(process))),
    ...(plugins.length === 0 ? [] : [fact('plugins', plugins.map(pluginText).join(', '))]),
    fact('nodes', nodesText(shown.nodes)),
  ];
}

/** `3: 2 success, 1 retrying` */
function nodesText(nodes: readonly NodeTrail[]): string {
  const byStatus = Map.groupBy(nodes, ({ status }) => status);
  const counts = [...byStatus].map(([status, { length }]) => `${length} ${words(status)}`);
  return [`${nodes.length}`, ...(counts.length === 0 ? [] : [counts.join(', ')])].join(': ');
}

function fact(label: string, text: string): string {
  return `  ${paint('dim', label.padEnd(8))} ${text}`;
}

function processText({ host, pid, nodeVersion, variables }: ProcessFacts): string {
  const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return [`${pid} on ${host}`, `Node ${nodeVersion}`, ...set].join(', ');
}

function pluginText({ name, version }: RunAttemptTrail['plugins'][number]): string {
  return version === undefined ? name : `${name} ${version}`;
}

function trailLine(verdict: Verdict): string {
  const { flaw, records } = verdict;
  if (flaw !== undefined) return fact('trail', `${markOf('error')} ${paint('red', flawText(flaw))}`);
  return fact('trail', `${markOf('success')} ${count(records, 'record')}, ${soundText(verdict)}`);
}

function hookPart({ hooks, callsLost }: RunAttemptTrail): readonly string[] {
  const lost = callsLost === 0 ? [] : [`  ${count(callsLost, 'hook call')} could not be recorded`];
  return hooks.length + lost.length === 0
    ? []
    : [paint('dim', 'hooks of the run'), ...hookLines(hooks, '    '), ...lost];
}

function problemLines(
  { nodes, error, hookFailures, status }: RunAttemptTrail,
  { isClosed }: Verdict,
): readonly string[] {
  const isOfNode = nodes.some((node) => node.status === 'error' || node.status === 'timed_out');
  const ofRun = error === undefined || isOfNode ? [] : errorLines(error, '');
  const failures = Map.groupBy(hookFailures, ({ hook, plugin, error: fault }) =>
    JSON.stringify([hook, plugin, errorText(fault)]),
  );
  return [
    ...ofRun.map((line, index) => (index === 0 ? `${markOf('error')} ${line}` : line)),
    ...[...failures.values()].flatMap(failureText),
    ...(status === 'crashed' && !isClosed ? [paint('dim', UNENDED)] : []),
  ];
}

const UNENDED = 'Its process died: the next run, or pintle runs reconcile, ends it.';

/** The same failure of a hook, however often it occurred. */
function failureText(failures: readonly HookFailureFacts[]): readonly string[] {
  return failures.slice(0, 1).map(({ hook, plugin, node, error }) => {
    const where = [
      hook,
      ...(plugin === undefined ? [] : [`of ${plugin}`]),
      ...(node === undefined ? [] : [`for ${node}`]),
      ...(failures.length === 1 ? [] : [`and ${failures.length - 1} more`]),
    ];
    return `${markOf('error')} ${paint('red', `${where.join(' ')} failed: ${errorText(error)}`)}`;
  });
}
