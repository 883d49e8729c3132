import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a misspelt name most likely meant, or `undefined` when none is close.
 *
 * Close means at most a third of the longer name in edits (case ignored), and at least one edit is always allowed.
 */
export function nearMatch(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3));
    if (edits <= allowed && edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}

/** `Did you mean "x"?` for the closest candidate, or `undefined`. The usual `hint` of an unknown name. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const match = nearMatch(name, candidates);
  return match === undefined ? undefined : `Did you mean "${match}"?`;
}
