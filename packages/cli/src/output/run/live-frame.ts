import { formatDuration } from '../duration.js';
import { markOf } from '../status.js';
import type { Colors } from '../terminal.js';
import type { RunProgress } from './progress.js';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const BAR = 24;
/** Nodes under way that are shown at once. */
const MOST_RUNNING = 8;

/** What a frame of the live region depends on besides the progress. */
export interface FrameMoment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Counts frames, for the spinner. */
  readonly tick: number;
  /** Columns of the terminal. */
  readonly columns: number;
  /** Whether the run is being cancelled. */
  readonly isCancelling: boolean;
}

/** One frame: how far the run is, and a line for each node under way. */
export function liveFrame(progress: RunProgress, moment: FrameMoment, colors: Colors): string {
  const { started } = progress;
  if (started === undefined) return '';
  return [headLine(progress, moment, colors), ...runningLines(progress, moment, colors)].join('\n');
}

function headLine(progress: RunProgress, { now, tick, columns, isCancelling }: FrameMoment, colors: Colors): string {
  const { started, done, total, failed } = progress;
  const name = cut(started?.pipeline ?? '', Math.max(8, columns - BAR - 40));
  const elapsed = formatDuration(now - Date.parse(started?.time ?? ''));
  const parts = [
    colors.cyan(SPINNER[tick % SPINNER.length] ?? ''),
    colors.bold(name),
    ...(progress.isPlanned && columns >= 70 ? [bar(done, total, failed, colors)] : []),
    ...(progress.isPlanned ? [`${done}/${total}`] : []),
    colors.dim(elapsed),
    ...(failed === 0 ? [] : [colors.red(`${failed} failed`)]),
    ...(isCancelling ? [colors.yellow('cancelling')] : []),
  ];
  return parts.join('  ');
}

function runningLines(progress: RunProgress, { now, columns }: FrameMoment, colors: Colors): string[] {
  const { running } = progress;
  const shown = running.slice(0, MOST_RUNNING);
  const names = shown.map(({ node }) => cut(node, Math.max(8, columns - 30)));
  const width = Math.max(0, ...names.map((name) => name.length));
  const lines = shown.map(({ status, attempt, startedAt }, index) => {
    const elapsed = startedAt === undefined ? '' : formatDuration(now - startedAt);
    const again = attempt > 1 || status === 'retrying' ? colors.yellow(`  attempt ${attempt}`) : '';
    return `  ${markOf(status, colors)} ${(names[index] ?? '').padEnd(width)}  ${colors.dim(elapsed)}${again}`;
  });
  const left = running.length - shown.length;
  return left === 0 ? lines : [...lines, colors.dim(`  … and ${left} more`)];
}

function bar(done: number, total: number, failed: number, colors: Colors): string {
  const full = total === 0 ? BAR : Math.floor((done / total) * BAR);
  const paint = failed > 0 ? colors.red : colors.green;
  return `${paint('━'.repeat(full))}${colors.dim('─'.repeat(BAR - full))}`;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
