import { opaqueAsyncImpl, asyncLoopAround, type Impl, loopAround, opaqueImpl, opaqueWrapper } from '../opaque.ts';
import * as peers from '../peers.ts';
import type { Peer } from '../peers.ts';
import type { Candidate } from '../measure.ts';

/** A table row: candidates that do the same, ours first. */
export interface Scenario {
  readonly name: string;
  readonly candidates: readonly Candidate[];
}

function times(count: number, make: () => Impl): Impl[] {
  return Array.from({ length: count }, make);
}

function racing(all: readonly Peer[]): Candidate[] {
  return all.map(({ name, h, call }) => ({ name, loop: loopAround(h, call) }));
}

function racingAsync(all: readonly Peer[]): Candidate[] {
  return all.map(({ name, h, call }) => ({ name, loop: asyncLoopAround(h, call) }));
}

/** Every implementation is called and gives a result. */
export function collect(count: number): Scenario {
  const impls = times(count, opaqueImpl);
  return {
    name: `collect, ${count} implementations`,
    candidates: racing([
      peers.pintle('collect', impls),
      peers.pintleCompiled('collect', impls),
      peers.tapableCollecting(impls),
      peers.tapable(impls),
      peers.liteTapable(impls),
      peers.emitter(impls),
      peers.hookableCore(impls),
      peers.hookable(impls),
      ...(count === 0 ? [] : [peers.byHand(impls)]),
    ]),
  };
}

/** Every third implementation gives a result, the others nothing. */
export function sparse(count: number): Scenario {
  const impls = times(count, opaqueImpl).map((impl, i) => (i % 3 === 0 ? impl : opaqueImpl('undefined')));
  return {
    name: `collect, every third of ${count} answers`,
    candidates: racing([
      peers.pintle('collect', impls),
      peers.pintleCompiled('collect', impls),
      peers.tapableCollecting(impls),
      peers.tapable(impls),
    ]),
  };
}

export function notify(count: number): Scenario {
  const impls = times(count, () => opaqueImpl('undefined'));
  return {
    name: `notify, ${count} implementations`,
    candidates: racing([
      peers.pintle('notify', impls),
      peers.pintleCompiled('notify', impls),
      peers.tapable(impls),
      peers.liteTapable(impls),
      peers.emitter(impls),
      peers.hookableCore(impls),
      ...(count === 0 ? [] : [peers.byHand(impls, false)]),
    ]),
  };
}

/** The implementation at `index` is the first to answer. */
export function firstResult(count: number, index: number): Scenario {
  const impls = times(count, opaqueImpl).map((impl, i) => (i < index ? opaqueImpl('undefined') : impl));
  return {
    name: `first result, ${count} implementations, number ${index + 1} answers`,
    candidates: racing([peers.pintle('first', impls), peers.pintleCompiled('first', impls), peers.tapableBail(impls)]),
  };
}

/** Wrappers that hand on what they get, round three implementations. */
export function wrapped(count: number): Scenario {
  const impls = times(3, opaqueImpl);
  const bare = { ...peers.pintle('collect', impls), name: 'pintle without wrappers' };
  return {
    name: `collect, 3 implementations in ${count} wrappers`,
    candidates: racing([peers.pintle('collect', impls, Array.from({ length: count }, opaqueWrapper)), bare]),
  };
}

/** Sixteen hooks are called from one place, which is handed them: of ours, their callers, taken before the first call. */
export function shared(count: number): Scenario {
  const makers: ((impls: readonly Impl[]) => Peer)[] = [
    (impls) => peers.kept(peers.pintle('collect', impls)),
    (impls) => peers.kept(peers.pintleCompiled('collect', impls)),
    (impls) => ({ ...peers.pintle('collect', impls), name: 'pintle, handed pm.hook' }),
    peers.tapableCollecting,
    peers.tapable,
    peers.liteTapable,
    peers.emitter,
    peers.hookableCore,
  ];
  const sets = Array.from({ length: 16 }, () => times(count, opaqueImpl));
  return {
    name: `collect, 16 hooks of ${count} implementations at one call site`,
    candidates: makers.map((make) => {
      const all = sets.map((impls) => make(impls));
      const [{ name, call }] = all as [Peer];
      return {
        name,
        loop: loopAround(
          all.map((peer) => peer.h),
          call.replace(/\bh\b/g, 'h[i & 15]'),
        ),
      };
    }),
  };
}

/** Every implementation is async and is awaited before the next. */
export function allAsync(count: number): Scenario {
  const impls = times(count, opaqueAsyncImpl);
  const byHand = new Function(
    ...impls.map((_, i) => `f${i}`),
    `return async function (args) { return [${impls.map((_, i) => `await f${i}(args)`).join(', ')}]; }`,
  )(...impls) as unknown;
  return {
    name: `async, ${count} async implementations`,
    candidates: racingAsync([
      peers.pintle('async', impls),
      peers.pintleCompiled('async', impls),
      peers.tapableAsync(impls),
      peers.hookableCore(impls),
      peers.hookable(impls),
      { name: 'by hand: awaits in an array', h: byHand, call: 'h(args)' },
    ]),
  };
}

/** A hook that may be async, all of whose implementations are not; the caller waits only for promises. */
export function syncInAsync(count: number): Scenario {
  const impls = times(count, opaqueImpl);
  const promising = impls.map(
    (impl): Impl =>
      async (args) =>
        impl(args),
  );
  return {
    name: `async hook, ${count} synchronous implementations`,
    candidates: [
      ...racing([peers.pintle('async', impls)]),
      ...racingAsync([
        { ...peers.pintle('async', impls), name: 'pintle, awaited all the same' },
        peers.tapableAsync(promising),
        peers.hookableCore(impls),
      ]),
    ],
  };
}
