import * as more from '../more-peers.ts';
import { opaqueAsyncImpl, type Impl, opaqueImpl, opaqueWrapper } from '../opaque.ts';
import type { Peer } from '../peers.ts';
import * as peers from '../peers.ts';
import { pluggyTs } from '../pluggy-ts.ts';
import { pythonPluggy } from '../python-pluggy.ts';
import { atOneSite, racing, racingAsync, type Scenario } from './scenario.ts';

function times(count: number, make: () => Impl): Impl[] {
  return Array.from({ length: count }, make);
}

const giveNothing = (): Impl => opaqueImpl('undefined');

/** Every implementation is called and gives a result. */
export function collect(count: number): Scenario {
  const name = `collect, ${count}`;
  const impls = times(count, opaqueImpl);
  const all = [
    peers.pintle('collect', impls),
    peers.pintleCompiled('collect', impls),
    peers.tapableCollecting(impls),
    peers.tapable(impls),
    peers.liteTapable(impls),
    peers.emitter(impls),
    peers.hookableCore(impls),
    peers.hookable(impls),
    more.wordpress(impls),
    more.hooksPlugin(impls),
    ...pluggyTs('collect', times(count, opaqueImpl)),
    ...(count === 0 ? [] : [peers.byHand(impls)]),
  ];
  return { name, candidates: [...racing(all), ...pythonPluggy(name)] };
}

/** The same by code that does what it must, of implementations that V8 inlines. */
export function inlined(count: number, makeImpl: () => Impl): Scenario {
  const impls = times(count, makeImpl);
  const all = [peers.pintle('collect', impls), peers.pintleCompiled('collect', impls), peers.byHand(impls)];
  return { name: `collect, ${count} that V8 inlines`, candidates: racing(all) };
}

/** Every third implementation gives a result, the others nothing. */
export function sparse(count: number): Scenario {
  const impls = times(count, opaqueImpl).map((impl, i) => (i % 3 === 0 ? impl : giveNothing()));
  const all = [
    peers.pintle('collect', impls),
    peers.pintleCompiled('collect', impls),
    peers.tapableCollecting(impls),
    peers.tapable(impls),
  ];
  return { name: `collect, every third of ${count} answers`, candidates: racing(all) };
}

export function notify(count: number): Scenario {
  const impls = times(count, giveNothing);
  const all = [
    peers.pintle('notify', impls),
    peers.pintleCompiled('notify', impls),
    peers.tapable(impls),
    peers.liteTapable(impls),
    peers.emitter(impls),
    peers.hookableCore(impls),
    ...(count === 0 ? [] : [peers.byHand(impls, false)]),
  ];
  return { name: `notify, ${count}`, candidates: racing(all) };
}

/** The implementation with this number, counted from 1, is the first to answer. */
export function firstResult(number: number, count: number): Scenario {
  const name = `first result, ${number} of ${count} answers`;
  const make = (): Impl[] => times(count, opaqueImpl).map((impl, i) => (i + 1 < number ? giveNothing() : impl));
  const impls = make();
  const all = [
    peers.pintle('first', impls),
    peers.pintleCompiled('first', impls),
    peers.tapableBail(impls),
    ...pluggyTs('first', make()),
  ];
  return { name, candidates: [...racing(all), ...pythonPluggy(name)] };
}

/** Wrappers that hand on what they get, round three implementations. */
export function wrapped(count: number): Scenario {
  const name = `collect, 3 in ${count === 1 ? 'a wrapper' : `${count} wrappers`}`;
  const impls = times(3, opaqueImpl);
  const wrappers = Array.from({ length: count }, opaqueWrapper);
  const all = [
    peers.pintle('collect', impls, wrappers),
    peers.pintleCompiled('collect', impls, wrappers),
    { ...peers.pintle('collect', impls), name: 'pintle without wrappers' },
    ...pluggyTs('collect', times(3, opaqueImpl), count),
  ];
  return { name, candidates: [...racing(all), ...pythonPluggy(name)] };
}

/** Of ours, the place is handed `pm.hook`; or callers that were kept since before the first call. */
export function shared(count: number): Scenario {
  const makers: ((impls: readonly Impl[]) => Peer)[] = [
    (impls) => peers.pintle('collect', impls),
    (impls) => peers.pintleCompiled('collect', impls),
    (impls) => ({ ...peers.kept(peers.pintle('collect', impls)), name: 'pintle, callers kept' }),
    peers.tapableCollecting,
    peers.tapable,
    peers.liteTapable,
    peers.emitter,
    peers.hookableCore,
  ];
  return {
    name: `collect, 16 hooks of ${count} at one call site`,
    candidates: [...atOneSite(makers, count, opaqueImpl), ...atOneSite(pluggyMakers(), count, opaqueImpl)],
  };
}

export function sharedNotify(count: number): Scenario {
  const makers: ((impls: readonly Impl[]) => Peer)[] = [
    (impls) => peers.pintle('notify', impls),
    (impls) => peers.pintleCompiled('notify', impls),
    peers.tapable,
    peers.liteTapable,
    peers.emitter,
    peers.hookableCore,
  ];
  return {
    name: `notify, 16 hooks of ${count} at one call site`,
    candidates: atOneSite(makers, count, giveNothing),
  };
}

function pluggyMakers(): ((impls: readonly Impl[]) => Peer)[] {
  const isThere = pluggyTs('collect', []).length > 0;
  return isThere ? [(impls) => pluggyTs('collect', impls)[0] as Peer] : [];
}

/** Every implementation is async and is awaited before the next. */
export function allAsync(count: number): Scenario {
  const impls = times(count, opaqueAsyncImpl);
  const byHand = new Function(
    ...impls.map((_, i) => `f${i}`),
    `return async function byHand(args) { return [${impls.map((_, i) => `await f${i}(args)`).join(', ')}]; }`,
  )(...impls) as unknown;
  return {
    name: `async, ${count}`,
    candidates: racingAsync([
      peers.pintle('async', impls),
      peers.pintleCompiled('async', impls),
      peers.tapableAsync(impls),
      peers.tapableAsyncCollecting(impls),
      peers.hookableCore(impls),
      peers.hookable(impls),
      more.beforeAfter(impls),
      more.kareem(impls),
      more.emittery(impls),
      more.plugAndPlay(impls),
      { name: 'by hand', h: byHand, call: 'h(args)' },
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
    name: `async hook, ${count} synchronous`,
    candidates: [
      ...racing([peers.pintle('async', impls), peers.pintleCompiled('async', impls)]),
      ...racingAsync([
        { ...peers.pintle('async', impls), name: 'pintle, awaited all the same' },
        peers.tapableAsync(promising),
        peers.hookableCore(impls),
      ]),
    ],
  };
}
