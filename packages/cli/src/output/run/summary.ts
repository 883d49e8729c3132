import type { RunResult } from '@pintle/hookspecs';
import { formatDuration } from '../duration.js';
import { endText, words } from './event-line.js';
import type { NodeProgress, RunProgress } from './progress.js';
import { markOf, statusText } from '../status.js';
import { formatTable, withoutEmptyColumns } from '../table.js';
import type { Colors } from '../terminal.js';
import { count } from '../wording.js';

/** Rows that a summary shows before it leaves out those in which nothing happened. */
const MOST_ROWS = 40;

/** The table of a run's nodes, as they ended. Of very many, only those that did not succeed. */
function nodeTable(nodes: readonly NodeProgress[], colors: Colors): string {
  const notable = nodes.filter(({ status }) => status !== 'success' && status !== 'cached');
  const shown = nodes.length <= MOST_ROWS ? nodes : notable.slice(0, MOST_ROWS);
  const left = nodes.length - shown.length;
  const rows = shown.map(({ node, status, attempt, durationMs, rows, reason, error }) => [
    node,
    statusText(status, colors),
    durationMs === undefined ? undefined : formatDuration(durationMs),
    rows,
    attempt > 1 ? attempt : undefined,
    error ?? (reason === undefined ? undefined : words(reason)),
  ]);
  const used = withoutEmptyColumns(['NODE', 'STATUS', 'TIME', 'ROWS', 'ATTEMPT', 'WHY'], rows, 2);
  const table = rows.length === 0 ? [] : [formatTable(used.header, used.rows, colors)];
  return [...table, ...(left === 0 ? [] : [colors.dim(`… and ${count(left, 'more node')}`)])].join('\n');
}

/** What a run ends with on a terminal: the table of its nodes, and one line that says it all. */
export function summary(progress: RunProgress, result: RunResult, colors: Colors): string {
  const { outcome, stats, run } = result;
  const table = progress.total === 0 ? '' : `${nodeTable(progress.nodes, colors)}\n\n`;
  const end = endText({ status: outcome.status, durationMs: outcome.durationMs, stats, ...reasonOf(outcome.reason) });
  return `${table}${markOf(outcome.status, colors)} ${colors.bold(run.pipelineName)}  ${end}`;
}

function reasonOf(reason: string | undefined): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}
