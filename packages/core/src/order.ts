import { HookError } from './errors.js';
import type { Implementation } from './impl.js';

/** The six groups of a hook, in call order: wrappers first (outermost first), then the rest. */
export const LANES = ['tryFirst wrapper', 'wrapper', 'tryLast wrapper', 'tryFirst', 'plain', 'tryLast'] as const;

/** Which of the {@link LANES} an implementation belongs to. */
export function laneOf(impl: Implementation): number {
  return (impl.wrapper ? 0 : 3) + (impl.tryFirst ? 0 : impl.tryLast ? 2 : 1);
}

function isFifo(lane: number): boolean {
  return lane === 2 || lane === 5;
}

/**
 * The implementations of one hook, kept by age in six lanes so that adding and removing stay cheap; the call order is
 * made on demand.
 *
 * The order is pluggy's: in each lane the last registered comes first, but tryLast lanes are first come, first served.
 * `before` and `after` then move what they name, wrappers and the rest apart.
 */
export class ImplList {
  readonly #lanes: (Implementation[] | undefined)[] = [];
  #constrained = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Whether any implementation has `before` or `after`. */
  get isConstrained(): boolean {
    return this.#constrained > 0;
  }

  /** Adds an implementation that is younger than all that are there, or puts a late one in its place by age. */
  add(impl: Implementation): void {
    const lane = laneOf(impl);
    const members = (this.#lanes[lane] ??= []);
    const last = members.at(-1);
    if (last === undefined || last.seq < impl.seq) members.push(impl);
    else members.splice(indexOfSeq(members, impl.seq), 0, impl);
    this.#size++;
    if (isConstrained(impl)) this.#constrained++;
  }

  remove(impl: Implementation): void {
    const members = this.#lanes[laneOf(impl)] ?? [];
    const index = indexOfSeq(members, impl.seq);
    if (members[index] !== impl) return;
    members.splice(index, 1);
    this.#size--;
    if (isConstrained(impl)) this.#constrained--;
  }

  /** In call order; `extras` are implementations for one call, oldest first: after tryFirst and before plain, LIFO. */
  ordered(extras: readonly Implementation[] = []): Implementation[] {
    const base = this.base(extras);
    return this.#constrained === 0 ? base : constrain(base);
  }

  /** In call order as if no implementation had `before` or `after`. */
  base(extras: readonly Implementation[] = []): Implementation[] {
    const list: Implementation[] = [];
    for (let lane = 0; lane < LANES.length; lane++) {
      if (lane === 4) for (let i = extras.length - 1; i >= 0; i--) list.push(extras[i] as Implementation);
      const members = this.#lanes[lane];
      if (members === undefined) continue;
      if (isFifo(lane)) for (const member of members) list.push(member);
      else for (let i = members.length - 1; i >= 0; i--) list.push(members[i] as Implementation);
    }
    return list;
  }

  /** The members of an implementation's lane, oldest first. */
  laneMembers(impl: Implementation): readonly Implementation[] {
    return this.#lanes[laneOf(impl)] ?? [];
  }

  /** @throws HookError `HOOK_ORDER_CYCLE` when these implementations could not be ordered together with the present ones */
  checkWith(added: readonly Implementation[]): void {
    const trial = new ImplList();
    for (const impl of this.base()) trial.add(impl);
    for (const impl of added) trial.add(impl);
    trial.ordered();
  }
}

/** Whether an implementation says what it comes before or after. */
export function isConstrained(impl: Implementation): boolean {
  return impl.before.length > 0 || impl.after.length > 0;
}

function indexOfSeq(members: readonly Implementation[], seq: number): number {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((members[middle] as Implementation).seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Applies `before` and `after`: repeatedly takes the first in base order whose predecessors are all placed. */
function constrain(base: readonly Implementation[]): Implementation[] {
  const wrappers = base.filter((impl) => impl.wrapper);
  const rest = base.filter((impl) => !impl.wrapper);
  return [...arrange(wrappers), ...arrange(rest)];
}

/** For each implementation, those that must come before it: wrappers and the rest apart. */
export function predecessors(base: readonly Implementation[]): Map<Implementation, Set<Implementation>> {
  const byPlugin = new Map<string, Implementation[]>();
  for (const impl of base) {
    const siblings = byPlugin.get(impl.pluginName);
    if (siblings === undefined) byPlugin.set(impl.pluginName, [impl]);
    else siblings.push(impl);
  }
  const before = new Map<Implementation, Set<Implementation>>(base.map((impl) => [impl, new Set()]));
  const named = (name: string, impl: Implementation): Implementation[] =>
    (byPlugin.get(name) ?? []).filter((other) => other !== impl && other.wrapper === impl.wrapper);
  for (const impl of base) {
    for (const name of impl.after) for (const other of named(name, impl)) before.get(impl)?.add(other);
    for (const name of impl.before) for (const other of named(name, impl)) before.get(other)?.add(impl);
  }
  return before;
}

function arrange(base: readonly Implementation[]): Implementation[] {
  if (!base.some(isConstrained)) return [...base];
  const waitsFor = predecessors(base);
  const followers = new Map<Implementation, number[]>();
  const missing: number[] = [];
  base.forEach((impl, index) => {
    const waits = waitsFor.get(impl) ?? new Set();
    missing.push(waits.size);
    for (const other of waits) followers.set(other, [...(followers.get(other) ?? []), index]);
  });
  // Kahn's algorithm; `ready` is kept sorted by base order, so that the first in base order is always taken next.
  const ready = base.flatMap((_, index) => (missing[index] === 0 ? [index] : []));
  const placed: Implementation[] = [];
  for (let index = ready.shift(); index !== undefined; index = ready.shift()) {
    const impl = base[index] as Implementation;
    placed.push(impl);
    for (const follower of followers.get(impl) ?? []) {
      missing[follower] = (missing[follower] ?? 0) - 1;
      if (missing[follower] === 0) ready.splice(sortedIndex(ready, follower), 0, follower);
    }
  }
  if (placed.length < base.length) {
    const done = new Set(placed);
    throw cycleError(
      base.filter((impl) => !done.has(impl)),
      waitsFor,
    );
  }
  return placed;
}

function sortedIndex(sorted: readonly number[], value: number): number {
  const index = sorted.findIndex((other) => other > value);
  return index < 0 ? sorted.length : index;
}

function cycleError(
  left: readonly Implementation[],
  waitsFor: ReadonlyMap<Implementation, ReadonlySet<Implementation>>,
): HookError {
  const stuck = new Set(left);
  const path: Implementation[] = [];
  let at = left[0] as Implementation;
  while (!path.includes(at)) {
    path.push(at);
    at = [...(waitsFor.get(at) ?? [])].find((other) => stuck.has(other)) ?? at;
  }
  const cycle = [...path.slice(path.indexOf(at)), at].reverse();
  const names = cycle.map((impl) => impl.pluginName);
  const hook = (left[0] as Implementation).hook;
  return new HookError(
    'HOOK_ORDER_CYCLE',
    `The implementations of "${hook}" cannot be ordered: ${names.join(' before ')}.`,
    { hook, plugin: names[0], hint: 'Remove one "before" or "after" on the way round.' },
  );
}
