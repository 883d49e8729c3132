import type { TrailStatus } from '../trail/node-trail.js';
import { paint, type Style } from './paint.js';

const LOOKS: Readonly<Record<TrailStatus | 'pending', readonly [mark: string, style: Style]>> = {
  success: ['✓', 'green'],
  cached: ['✓', 'cyan'],
  error: ['✗', 'red'],
  timed_out: ['✗', 'red'],
  crashed: ['✗', 'red'],
  retrying: ['↻', 'yellow'],
  cancelled: ['■', 'yellow'],
  skipped: ['○', 'gray'],
  pending: ['·', 'gray'],
  running: ['▶', 'cyan'],
};

/** The mark of a status, as all commands of `pintle` show it. */
export function markOf(status: string): string {
  const [mark, style] = lookOf(status);
  return paint(style, mark);
}

/** A status as a word with its mark: `✓ success`, `✗ timed out`. */
export function statusText(status: string): string {
  const [mark, style] = lookOf(status);
  return paint(style, `${mark} ${words(status)}`);
}

/** `timed_out` as people write it. */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

function lookOf(status: string): readonly [mark: string, style: Style] {
  return Object.hasOwn(LOOKS, status) ? LOOKS[status as TrailStatus] : ['?', 'gray'];
}
