import type { Candidate } from '../measure.ts';
import { asyncLoopAround, type Impl, loopAround } from '../opaque.ts';
import type { Peer } from '../peers.ts';

/** A table row: candidates that do the same, ours first. */
export interface Scenario {
  readonly name: string;
  readonly candidates: readonly Candidate[];
}

/** Each is called from a place of its own. */
export function racing(all: readonly Peer[]): Candidate[] {
  return all.map(({ name, h, call }) => ({ name, loop: loopAround(h, call) }));
}

/** The same, each call awaited. */
export function racingAsync(all: readonly Peer[]): Candidate[] {
  return all.map(({ name, h, call }) => ({ name, loop: asyncLoopAround(h, call) }));
}

/** Sixteen hooks of so many implementations are called from one place, which is handed them. */
export function atOneSite(
  makers: readonly ((impls: readonly Impl[]) => Peer)[],
  count: number,
  makeImpl: () => Impl,
): Candidate[] {
  const sets = Array.from({ length: 16 }, () => Array.from({ length: count }, makeImpl));
  return makers.map((make) => {
    const all = sets.map((impls) => make(impls));
    const [{ name, call }] = all as [Peer];
    const hooks = all.map((peer) => peer.h);
    return { name, loop: loopAround(hooks, call.replace(/\bh\b/g, 'h[i & 15]')) };
  });
}
