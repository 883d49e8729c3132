import type { Cell, Engine, Guard, Invoke, Plan } from '@pintle/core';
import { type Impl, opaqueImpl } from '../opaque.ts';
import { type Peer, pintle, pintleCompiled } from '../peers.ts';
import { racing, type Scenario } from './scenario.ts';

export const WITHOUT_GUARD = 'without a guard';
export const WITHOUT_NAMING = 'without naming errors';
export const NEVER_TRACED = 'never traced';

const isPending = (value: unknown): boolean =>
  (typeof value === 'object' || typeof value === 'function') &&
  value !== null &&
  typeof (value as { then?: unknown }).then === 'function';
const isThere = (value: unknown): boolean => value !== undefined && value !== null;

function runs(plan: Plan): [Invoke, Invoke, Invoke] {
  return plan.steps.map((step) => step.run) as [Invoke, Invoke, Invoke];
}

function refuse(): never {
  throw new TypeError('The benchmark has no promises, and no result is missing.');
}

/** What the closures of core do for three implementations, but not one of the two. */
const withoutGuard: Engine = (plan) => {
  const [a, b, c] = runs(plan);
  return (args) => {
    let i = 0;
    try {
      const r = a(args);
      if (isPending(r)) return refuse();
      i = 1;
      const s = b(args);
      if (isPending(s)) return refuse();
      i = 2;
      const t = c(args);
      if (isPending(t)) return refuse();
      return isThere(r) && isThere(s) && isThere(t) ? [r, s, t] : refuse();
    } catch (error) {
      throw named(error, plan, i);
    }
  };
};

const withoutNaming: Engine = (plan, { cell, stale }: Guard) => {
  const [a, b, c] = runs(plan);
  return (args) => {
    if (!(cell satisfies Cell).live) return stale(args);
    const r = a(args);
    if (isPending(r)) return refuse();
    const s = b(args);
    if (isPending(s)) return refuse();
    const t = c(args);
    if (isPending(t)) return refuse();
    return isThere(r) && isThere(s) && isThere(t) ? [r, s, t] : refuse();
  };
};

function named(error: unknown, plan: Plan, index: number): unknown {
  return index < plan.steps.length ? error : refuse();
}

/** What it costs that a kept caller never goes stale, and that errors know whose they are. */
export function safety(count: 3): Scenario {
  const impls = Array.from({ length: count }, () => opaqueImpl());
  const withEngine = (name: string, engine: Engine): Peer => ({ ...pintle('collect', impls, [], engine), name });
  const all = [
    pintle('collect', impls),
    withEngine(WITHOUT_GUARD, withoutGuard),
    withEngine(WITHOUT_NAMING, withoutNaming),
  ];
  return { name: `collect, ${count}, without what makes it safe`, candidates: racing(all) };
}

/** Tracing that was on and is off again, and tracing that is on. */
export function tracing(count: number): Scenario {
  const impls: Impl[] = Array.from({ length: count }, () => opaqueImpl());
  const all = [
    switchedOff(pintle('collect', impls)),
    switchedOff(pintleCompiled('collect', impls)),
    { ...pintle('collect', impls), name: NEVER_TRACED },
    { ...pintleCompiled('collect', impls), name: `${NEVER_TRACED}, compiled` },
    { ...switchedOn(pintle('collect', impls)), name: 'tracing is on' },
  ];
  return { name: `collect, ${count}, tracing is off again`, candidates: racing(all) };
}

function switchedOn(peer: Peer): Peer {
  peer.pm?.enableTracing(() => undefined);
  return peer;
}

function switchedOff(peer: Peer): Peer {
  peer.pm?.enableTracing(() => undefined)();
  return peer;
}
