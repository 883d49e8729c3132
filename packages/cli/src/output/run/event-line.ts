import type { OutcomeStatus, RunEndedEvent, RunEvent, RunStartedEvent } from '@pintle/hookspecs';
import { formatDuration } from '../duration.js';
import { firstLine, statusOfSkip } from './progress.js';
import { markOf } from '../status.js';
import type { Colors } from '../terminal.js';
import { count } from '../wording.js';

/**
 * One event of a run as one line of text, without the time.
 *
 * @param pipeline - the name that the run goes by: the end of a run does not say it
 */
export function eventLine(event: RunEvent, pipeline: string, colors: Colors): string {
  switch (event.type) {
    case 'run_started':
      return `${markOf('running', colors)} ${colors.bold(event.pipeline)}  ${startText(event)}`;
    case 'run_planned':
      return `${markOf('pending', colors)} ${count(event.nodes.length, 'node')} selected`;
    case 'run_ended':
      return `${markOf(event.status, colors)} ${colors.bold(pipeline)}  ${endText(event)}`;
    case 'node_started':
      return `${markOf('running', colors)} ${event.node}  started${event.attempt > 1 ? `, attempt ${event.attempt}` : ''}`;
    case 'node_retrying': {
      const next = event.delayMs > 0 ? `again in ${formatDuration(event.delayMs)}` : 'again at once';
      return `${markOf('retrying', colors)} ${event.node}  attempt ${event.attempt} failed, ${next}: ${firstLine(event.error.message)}`;
    }
    case 'node_skipped':
      return `${markOf(statusOfSkip(event.reason), colors)} ${event.node}  skipped: ${words(event.reason)}`;
    case 'node_ended':
      return `${markOf(event.status, colors)} ${event.node}  ${nodeEndText(event)}`;
    case 'dataset_loaded':
    case 'dataset_saved': {
      const verb = event.type === 'dataset_loaded' ? 'loaded' : 'saved';
      const rows = event.rows === undefined ? '' : `  ${count(event.rows, 'row')}`;
      return `${markOf('pending', colors)} ${event.node}  ${verb} ${event.dataset}${rows}  ${formatDuration(event.durationMs)}`;
    }
    case 'dataset_failed':
      return `${markOf('error', colors)} ${event.node}  could not ${event.operation} ${event.dataset}: ${firstLine(event.error.message)}`;
    case 'hook_failed': {
      const who = event.plugin === undefined ? '' : ` of ${event.plugin}`;
      const where = event.node === undefined ? '' : ` for ${event.node}`;
      return `${colors.yellow('!')} hook ${event.hook}${who} failed${where}: ${firstLine(event.error.message)}`;
    }
  }
}

/** `upstream_failed` as words. */
export function words(reason: string): string {
  return reason.replaceAll('_', ' ');
}

/** The first line of a run: `env local, runner sequential, run 0199…`. */
export function startText({ env, runner, runId, runAttempt }: RunStartedEvent): string {
  const again = runAttempt > 1 ? `, attempt ${runAttempt}` : '';
  return `env ${env}, runner ${runner}, run ${runId}${again}`;
}

const ENDINGS: Partial<Readonly<Record<OutcomeStatus, string>>> = { success: 'succeeded', error: 'failed' };

/** How a run ended, with what became of its nodes: `failed in 4.2 s: 1 failed, 6 succeeded`. */
export function endText({
  status,
  durationMs,
  stats,
  reason,
}: Pick<RunEndedEvent, 'status' | 'durationMs' | 'stats' | 'reason'>): string {
  const counts: readonly (readonly [number, string])[] = [
    [stats.nodesFailed, 'failed'],
    [stats.nodesSucceeded, 'succeeded'],
    [stats.nodesCached, 'cached'],
    [stats.nodesSkipped, 'skipped'],
    [stats.nodesCancelled, 'cancelled'],
  ];
  const parts = counts.filter(([amount]) => amount > 0).map(([amount, what]) => `${amount} ${what}`);
  if (stats.hookFailures > 0) parts.push(count(stats.hookFailures, 'hook failure'));
  const why = reason === undefined ? '' : ` (${words(reason)})`;
  return `${ENDINGS[status] ?? words(status)}${why} in ${formatDuration(durationMs)}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}

function nodeEndText(event: Extract<RunEvent, { type: 'node_ended' }>): string {
  const { status, durationMs, attempt, reason, error, rowsAffected } = event;
  const details = [
    formatDuration(durationMs),
    ...(rowsAffected === undefined ? [] : [count(rowsAffected, 'row')]),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(reason === undefined ? [] : [words(reason)]),
  ];
  const why = error === undefined ? '' : `: ${firstLine(error.message)}`;
  return `${words(status)}  ${details.join(', ')}${why}`;
}
