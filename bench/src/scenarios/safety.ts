import type { Cell, Engine, Guard, Invoke, Plan } from '@pintle/core';
import { type Impl, loopAround, opaqueImpl } from '../opaque.ts';
import { type Peer, pintle } from '../peers.ts';
import type { Scenario } from './dispatch.ts';

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
  return {
    name: `collect, ${count} implementations, without what makes it safe`,
    candidates: [
      pintle('collect', impls),
      withEngine('without a guard', withoutGuard),
      withEngine('without naming errors', withoutNaming),
    ].map(({ name, h, call }) => ({ name, loop: loopAround(h, call) })),
  };
}

/** Tracing that was on and is off again, and tracing that is on. */
export function tracing(count: number): Scenario {
  const impls: Impl[] = Array.from({ length: count }, () => opaqueImpl());
  const off = pintle('collect', impls);
  off.pm?.enableTracing(() => undefined)();
  const on = pintle('collect', impls);
  on.pm?.enableTracing(() => undefined);
  return {
    name: `collect, ${count} implementations, traced`,
    candidates: [
      pintle('collect', impls),
      { ...off, name: 'tracing is off again' },
      { ...on, name: 'tracing is on' },
    ].map(({ name, h, call }) => ({ name, loop: loopAround(h, call) })),
  };
}
