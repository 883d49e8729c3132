import type { ProcessFacts, RunAttemptTrail, RunTrail } from '../trail/run-trail.js';
import type { Verdict } from '../verify/verdict.js';
import { flawText, soundText } from './flaw-text.js';
import { errorText, hookLines, nodeLines } from './node-text.js';
import { paint } from './paint.js';
import { markOf, statusText, words } from './status.js';
import { count, dateAndTime, formatDuration } from './wording.js';

/** A run as a tree: what it was, its nodes with attempts, datasets and hooks, what went wrong, and whether to believe it. */
export function runText({ runId, attempts }: RunTrail, shown: RunAttemptTrail, verdict: Verdict): string {
  const others = attempts.filter(({ attempt }) => attempt !== shown.attempt);
  const head = [titleOf(shown), ...factLines(runId, shown, others), trailLine(verdict)];
  const nodes = shown.nodes.flatMap(nodeLines);
  return [head, nodes, hookPart(shown), problemLines(shown)]
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
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
  ];
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

function problemLines({ nodes, error, hookFailures }: RunAttemptTrail): readonly string[] {
  const isOfNode = nodes.some(({ status }) => status === 'error' || status === 'timed_out');
  return [
    ...(error === undefined || isOfNode ? [] : [`${markOf('error')} ${paint('red', errorText(error))}`]),
    ...hookFailures.map(({ hook, plugin, node, error: fault }) => {
      const where = [
        hook,
        ...(plugin === undefined ? [] : [`of ${plugin}`]),
        ...(node === undefined ? [] : [`for ${node}`]),
      ];
      return `${markOf('error')} ${paint('red', `${where.join(' ')} failed: ${errorText(fault)}`)}`;
    }),
  ];
}
