import { defineHookSpecs, type Engine, hookSpec, PluginManager } from '@pintle/core';
import { compiled } from '@pintle/core/tapable';
import { type Candidate, median } from '../measure.ts';
import { type Args, asyncLoopAround, type Impl, loopAround, opaqueAsyncImpl, opaqueImpl } from '../opaque.ts';
import * as peers from '../peers.ts';

/** A kind of call, whose implementations are all called. */
export interface CallKind {
  readonly name: string;
  readonly kind: peers.Kind;
  make(count: number): Impl[];
  readonly isAsync: boolean;
}

export const KINDS: readonly CallKind[] = [
  {
    name: 'collect',
    kind: 'collect',
    isAsync: false,
    make: (count) => Array.from({ length: count }, () => opaqueImpl()),
  },
  {
    name: 'collect, every third answers',
    kind: 'collect',
    isAsync: false,
    make: (count) => Array.from({ length: count }, (_, i) => opaqueImpl(i % 3 === 0 ? 'args.value' : 'undefined')),
  },
  {
    name: 'first result, the last answers',
    kind: 'first',
    isAsync: false,
    make: (count) => Array.from({ length: count }, (_, i) => opaqueImpl(i === count - 1 ? 'args.value' : 'undefined')),
  },
  {
    name: 'notify',
    kind: 'notify',
    isAsync: false,
    make: (count) => Array.from({ length: count }, () => opaqueImpl('undefined')),
  },
  {
    name: 'async',
    kind: 'async',
    make: (count) => Array.from({ length: count }, () => opaqueAsyncImpl()),
    isAsync: true,
  },
];

/** Both engines on the same implementations, each from a call site of its own. */
export function engines({ kind, make, isAsync }: CallKind, count: number): Candidate[] {
  const impls = make(count);
  const loop = isAsync ? asyncLoopAround : loopAround;
  return [
    { name: 'closures', loop: loop(peers.pintle(kind, impls).h, 'h.hook(args)') },
    { name: 'compiled', loop: loop(peers.pintleCompiled(kind, impls).h, 'h.hook(args)') },
  ];
}

/** A hook of so many implementations with an engine, whose set can be changed. */
class Changing {
  readonly #pm: PluginManager<object>;
  readonly #changed: { readonly name: string; readonly hooks: object };
  readonly #loop: (times: number) => unknown;

  constructor(impls: readonly Impl[], engine: Engine | undefined) {
    const specs = defineHookSpecs('bench', { hook: hookSpec<Args, unknown>() });
    this.#pm = new PluginManager('bench', engine === undefined ? {} : { engine }).addHookSpecs(specs);
    impls.slice(1).forEach((handler, i) => this.#pm.register({ name: `p${i}`, hooks: { hook: handler } }));
    this.#changed = { name: 'changed', hooks: { hook: impls[0] } };
    this.#pm.register(this.#changed);
    this.#loop = loopAround(this.#pm.hook, 'h.hook(args)');
  }

  /** Nanoseconds of a change and the calls that follow it. */
  time(calls: number): number {
    this.#pm.unregister('changed');
    this.#pm.register(this.#changed);
    const start = process.hrtime.bigint();
    this.#loop(calls);
    return Number(process.hrtime.bigint() - start);
  }
}

/** From how many calls between two changes on compiling is the faster way, for collect; `undefined`: not up to 400,000. */
export function breakEven(count: number): number | undefined {
  const impls = Array.from({ length: count }, () => opaqueImpl());
  const plain = new Changing(impls, undefined);
  const made = new Changing(impls, compiled);
  for (let calls = 200; calls <= 4e5; calls *= 2) {
    const rounds = Math.max(7, Math.min(31, Math.ceil(2e4 / calls)));
    const ratios = Array.from({ length: rounds }, () => made.time(calls) / plain.time(calls));
    if (median(ratios) <= 1) return calls;
  }
  return undefined;
}
