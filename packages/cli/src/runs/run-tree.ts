import { formatDuration } from '../output/duration.js';
import { factsOfRecorded } from '../output/error-facts.js';
import { errorText, type ErrorTextOptions } from '../output/error-text.js';
import { words } from '../output/run/event-line.js';
import { markOf, statusText } from '../output/status.js';
import type { Colors } from '../output/terminal.js';
import { count, dateAndTime } from '../output/wording.js';
import type { DatasetUse, NodeInfo, RunInfoData } from './describe-run.js';

/** A past run as a tree: the run, its nodes, what each loaded and saved; then what went wrong. No line feed at its end. */
export function runTree(run: RunInfoData, options: Omit<ErrorTextOptions, 'node'>): string {
  const { colors } = options;
  const failed = run.nodes.flatMap(({ node, error }) => (error === undefined ? [] : [{ node, error }]));
  const other = run.error !== undefined && failed.length === 0 ? [{ node: undefined, error: run.error }] : [];
  const hooks = run.hookFailures.map(({ node, hook, plugin, error }) => ({
    node,
    error: { hook, ...(plugin === undefined ? {} : { plugin }), ...error },
  }));
  const errors = [...failed, ...other, ...hooks].map(({ node, error }) =>
    errorText(factsOfRecorded(error), { ...options, node }),
  );
  return [headOf(run, colors), run.nodes.flatMap((node) => nodeLines(node, colors)).join('\n'), errors.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

function headOf(run: RunInfoData, colors: Colors): string {
  const { pipeline, status, durationMs, runId, attempt, env, runner, startedAt, reason, params, request } = run;
  const why = reason === undefined ? '' : ` (${words(reason)})`;
  const time = durationMs === undefined ? '' : ` in ${formatDuration(durationMs)}`;
  const facts: readonly (readonly [string, string])[] = [
    ['run', attempt > 1 ? `${runId}, attempt ${attempt}` : runId],
    ['started', dateAndTime(new Date(startedAt))],
    ['env', env],
    ['runner', runner],
    ...(Object.keys(params).length === 0 ? [] : [['params', JSON.stringify(params)] as const]),
    ...(Object.keys(request).length === 0 ? [] : [['request', JSON.stringify(request)] as const]),
  ];
  const lines = facts.map(([label, text]) => `  ${colors.dim(label.padEnd(8))} ${text}`);
  return [`${colors.bold(pipeline)}  ${statusText(status, colors)}${why}${time}`, ...lines].join('\n');
}

function nodeLines({ node, status, attempt, durationMs, reason, loaded, saved }: NodeInfo, colors: Colors): string[] {
  const details = [
    ...(durationMs === undefined ? [] : [formatDuration(durationMs)]),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(reason === undefined || reason === status ? [] : [words(reason)]),
  ];
  return [
    `${markOf(status, colors)} ${node}  ${colors.dim([words(status), ...details].join(', '))}`,
    ...loaded.map((use) => useLine('←', use, colors)),
    ...saved.map((use) => useLine('→', use, colors)),
  ];
}

function useLine(arrow: string, { dataset, rows, version }: DatasetUse, colors: Colors): string {
  const details = [
    ...(rows === undefined ? [] : [count(rows, 'row')]),
    ...(version === undefined ? [] : [`version ${version}`]),
  ];
  return `    ${colors.dim(arrow)} ${dataset}${details.length === 0 ? '' : `  ${colors.dim(details.join(', '))}`}`;
}
