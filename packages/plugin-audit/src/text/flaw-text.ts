import { LOG } from '../run-log/folder.js';
import type { Flaw, Verdict } from '../verify/verdict.js';

/** What is wrong with a trail, in one sentence that names the first bad record. */
export function flawText({ strand, position, key, message }: Flaw): string {
  if (strand === undefined || position === undefined) return message;
  const place = strand === LOG ? 'of the log' : `of ${strand}`;
  return `Record ${position} ${place}${key === undefined ? '' : ` (${key})`} ${message}.`;
}

/** How a trail that is sound is sound: `closed, sealed by 1a2b3c4d`. */
export function soundText({ isClosed, sealedBy }: Pick<Verdict, 'isClosed' | 'sealedBy'>): string {
  return `${isClosed ? 'closed' : 'open'}, ${sealedBy === undefined ? 'not sealed' : `sealed by ${sealedBy}`}`;
}
