import { type Implementation } from './impl.js';
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
  const base = impls.base();
  const ordered = impls.ordered();
  return ordered.map((impl, index) => ({
    plugin: impl.pluginName,
    ...(impl.label === undefined ? {} : { label: impl.label }),
    position: index + 1,
    reason: [laneReason(impl, impls), ...constraintReasons(impl, base, base.indexOf(impl) !== index)].join('; '),
  }));
}

function laneReason(impl: Implementation, impls: ImplList): string {
  const members = impls.laneMembers(impl);
  const lane = LANES[laneOf(impl)] as string;
  const age = members.indexOf(impl);
  const last = age === members.length - 1;
  const wraps = impl.wrapper ? 'goes round all that are not wrappers' : undefined;
  const words = lane === 'plain' ? [] : [lane];
  if (wraps !== undefined) words.push(wraps);
  if (members.length === 1) words.push(`the only ${lane === 'plain' ? 'plain one' : 'one of its kind'}`);
  else if (impl.tryLast) words.push(last ? 'registered last, so it comes last' : `registered as number ${age + 1} of ${members.length}: tryLast goes by age`);
  else if (last) words.push('registered last, so it comes first');
  else words.push(`registered before ${(members[age + 1] as Implementation).pluginName}, so it comes after it`);
  return words.join(', ');
}

function constraintReasons(impl: Implementation, base: readonly Implementation[], moved: boolean): string[] {
  const peers = base.filter((other) => other.wrapper === impl.wrapper);
  const waits = [...(predecessors(peers).get(impl) ?? [])];
  const followers = peers.filter((other) => other !== impl && (impl.before.includes(other.pluginName) || other.after.includes(impl.pluginName)));
  const reasons: string[] = [];
  const tell = (word: string, others: readonly Implementation[]): void => {
    const names = [...new Set(others.map((other) => other.pluginName))];
    if (names.length > 0) reasons.push(`${word} ${names.join(', ')} by constraint`);
  };
  tell('after', waits);
  tell('before', followers);
  if (moved && reasons.length === 0) reasons.push('moved by the constraints of others');
  return reasons;
}
