import type { Implementation } from './impl.js';
import { type ImplList, LANES, laneOf, predecessors } from './order.js';

/** Where one implementation of a hook stands, and why. */
export interface OrderRow {
  /** The name it is registered under. */
  readonly plugin: string;
  /** What the plugin calls the implementation, where it has a label. */
  readonly label?: string;
  /** In call order, from 1. */
  readonly position: number;
  /** Why, in words. */
  readonly reason: string;
}

/** The rows of a hook's implementations in call order. */
export function explain(impls: ImplList): OrderRow[] {
  const before = predecessors(impls.base());
  return impls.ordered().map((impl, index) => {
    const reasons = [ageReason(impl, impls.laneMembers(impl)), ...constraintReasons(impl, before)];
    const label = impl.label === undefined ? {} : { label: impl.label };
    return { plugin: impl.pluginName, ...label, position: index + 1, reason: reasons.join('; ') };
  });
}

/** @param members - those of its lane, oldest first */
function ageReason(impl: Implementation, members: readonly Implementation[]): string {
  const lane = LANES[laneOf(impl)] as string;
  const kind = impl.wrapper ? `${lane}, round all that are not wrappers` : lane;
  if (members.length === 1) return `${kind}: the only one`;
  const next = members[members.indexOf(impl) + 1];
  if (next === undefined) return `${kind}: registered last, so called ${impl.tryLast ? 'last' : 'first'} of them`;
  const younger =
    next.owner === impl.owner ? "the plugin's own next one" : `${next.pluginName}, which was registered later`;
  return `${kind}: called ${impl.tryLast ? 'before' : 'after'} ${younger}`;
}

function constraintReasons(
  impl: Implementation,
  before: ReadonlyMap<Implementation, ReadonlySet<Implementation>>,
): string[] {
  const waitsFor = [...(before.get(impl) ?? [])];
  const waiting = [...before.keys()].filter((other) => before.get(other)?.has(impl) === true);
  const tell = (word: string, others: readonly Implementation[]): string[] =>
    others.length === 0
      ? []
      : [`${word} ${[...new Set(others.map((other) => other.pluginName))].join(', ')} by constraint`];
  return [...tell('after', waitsFor), ...tell('before', waiting)];
}
