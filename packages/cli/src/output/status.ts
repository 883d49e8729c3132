import type { OutcomeStatus } from '@pintle/hookspecs';
import type { Colors } from './terminal.js';

/** Any state that a run or a node can be shown in. */
export type ShownStatus = OutcomeStatus | 'pending' | 'running';

interface Look {
  readonly mark: string;
  readonly color: keyof Colors & ('green' | 'red' | 'yellow' | 'cyan' | 'gray');
}

const LOOKS: Readonly<Record<ShownStatus, Look>> = {
  success: { mark: '✓', color: 'green' },
  cached: { mark: '✓', color: 'cyan' },
  error: { mark: '✗', color: 'red' },
  timed_out: { mark: '✗', color: 'red' },
  crashed: { mark: '✗', color: 'red' },
  retrying: { mark: '↻', color: 'yellow' },
  cancelled: { mark: '■', color: 'yellow' },
  skipped: { mark: '○', color: 'gray' },
  pending: { mark: '·', color: 'gray' },
  running: { mark: '▶', color: 'cyan' },
};

/** The mark of a status: `✓`, `✗`, … */
export function markOf(status: ShownStatus, colors: Colors): string {
  const { mark, color } = LOOKS[status];
  return colors[color](mark);
}

/** A status as a word with its mark: `✓ success`, `✗ timed out`. */
export function statusText(status: ShownStatus, colors: Colors): string {
  const { mark, color } = LOOKS[status];
  return colors[color](`${mark} ${status.replaceAll('_', ' ')}`);
}
