import { createRequire } from 'node:module';
import type * as Tapable from 'tapable';
import { type AnyPluginManager, defineHookSpecs, type Engine, hookSpec, PluginManager } from '@pintle/core';
import { compiled } from '@pintle/core/tapable';
import { SyncHook as LiteSyncHook } from '@rspack/lite-tapable';
import { EventEmitter } from 'eventemitter3';
import { createHooks, HookableCore } from 'hookable';
import { type Args, type Impl, loopAround, unrolled } from './opaque.ts';

const { SyncHook, SyncBailHook, AsyncSeriesHook } = createRequire(import.meta.url)('tapable') as typeof Tapable;

/** Something that calls a list of implementations; `h` and `call` are what `loopAround` takes. */
export interface Peer {
  readonly name: string;
  readonly h: unknown;
  readonly call: string;
  /** Of ours. */
  readonly pm?: AnyPluginManager;
}

export type Kind = 'collect' | 'first' | 'notify' | 'async';

/** Our manager with these implementations on one hook, registered so that the first is called first. */
export function pintle(kind: Kind, impls: readonly Impl[], wrappers: readonly unknown[] = [], engine?: Engine): Peer {
  const specs = defineHookSpecs('bench', {
    hook:
      kind === 'first'
        ? hookSpec.firstResult<Args, unknown>()
        : kind === 'notify'
          ? hookSpec.notify<Args>()
          : hookSpec<Args, unknown>(),
  });
  const pm = new PluginManager('bench', engine === undefined ? {} : { engine }).addHookSpecs(specs);
  [...impls].reverse().forEach((handler, i) => pm.register({ name: `p${i}`, hooks: { hook: handler } }));
  wrappers.forEach((wrapper, i) => pm.register({ name: `w${i}`, hooks: { hook: { wrapper } } }));
  return { name: 'pintle', h: pm.hook, call: 'h.hook(args)', pm };
}

/** The same, every dispatcher compiled at once. */
export function pintleCompiled(kind: Kind, impls: readonly Impl[], wrappers: readonly unknown[] = []): Peer {
  return { ...pintle(kind, impls, wrappers, compiled), name: 'pintle, compiled' };
}

/** Our caller, kept: `const { hook } = pm.hook`. */
export function kept(ours: Peer): Peer {
  return { name: ours.name, h: (ours.h as { readonly hook: unknown }).hook, call: 'h(args)' };
}

/** tapable as it is: no results. */
export function tapable(impls: readonly Impl[]): Peer {
  const hook = new SyncHook<[Args]>(['args']);
  impls.forEach((impl, i) => hook.tap(`p${i}`, impl));
  return { name: 'tapable', h: hook, call: 'h.call(args)' };
}

/** tapable made to give the same results, by its public API: each tap pushes into a second argument. */
export function tapableCollecting(impls: readonly Impl[]): Peer {
  const hook = new SyncHook<[Args, unknown[]]>(['args', 'out']);
  impls.forEach((impl, i) => {
    hook.tap(`p${i}`, (args, out) => {
      const result = impl(args);
      if (result !== undefined && result !== null) out.push(result);
    });
  });
  return { name: 'tapable, collected', h: hook, call: '(out = [], h.call(args, out), out)' };
}

export function tapableBail(impls: readonly Impl[]): Peer {
  const hook = new SyncBailHook<[Args], unknown>(['args']);
  impls.forEach((impl, i) => hook.tap(`p${i}`, impl));
  return { name: 'tapable SyncBailHook', h: hook, call: 'h.call(args)' };
}

export function tapableAsync(impls: readonly Impl[]): Peer {
  const hook = new AsyncSeriesHook<[Args]>(['args']);
  impls.forEach((impl, i) => hook.tapPromise(`p${i}`, impl as (args: Args) => Promise<void>));
  return { name: 'tapable AsyncSeriesHook', h: hook, call: 'h.promise(args)' };
}

/** The same, each tap awaiting what it pushes into a second argument. */
export function tapableAsyncCollecting(impls: readonly Impl[]): Peer {
  const hook = new AsyncSeriesHook<[Args, unknown[]]>(['args', 'out']);
  impls.forEach((impl, i) => {
    hook.tapPromise(`p${i}`, async (args, out) => {
      const result = await impl(args);
      if (result !== undefined && result !== null) out.push(result);
    });
  });
  return { name: 'tapable AsyncSeriesHook, collected', h: hook, call: '(out = [], h.promise(args, out))' };
}

export function liteTapable(impls: readonly Impl[]): Peer {
  const hook = new LiteSyncHook<[Args]>(['args']);
  impls.forEach((impl, i) => hook.tap(`p${i}`, impl));
  return { name: 'lite-tapable', h: hook, call: 'h.call(args)' };
}

export function emitter(impls: readonly Impl[]): Peer {
  const events = new EventEmitter();
  for (const impl of impls) events.on('hook', impl);
  return { name: 'eventemitter3', h: events, call: "h.emit('hook', args)" };
}

export function hookable(impls: readonly Impl[]): Peer {
  const hooks = createHooks<{ hook: (args: Args) => void }>();
  for (const impl of impls) hooks.hook('hook', impl);
  return { name: 'hookable', h: hooks, call: "h.callHook('hook', args)" };
}

export function hookableCore(impls: readonly Impl[]): Peer {
  const hooks = new HookableCore<{ hook: (args: Args) => void }>();
  for (const impl of impls) hooks.hook('hook', impl);
  return { name: 'hookable core', h: hooks, call: "h.callHook('hook', args)" };
}

export function byHand(impls: readonly Impl[], collect = true): Peer {
  const name = collect ? 'by hand' : 'by hand, no array';
  return { name, h: unrolled(impls, collect), call: 'h(args)' };
}

/** Calls of many other hooks, so that shared library code has seen what a real host shows it. */
export function pollute(makers: readonly ((impls: readonly Impl[]) => Peer)[], makeImpl: () => Impl): void {
  for (const make of makers) {
    for (let count = 0; count < 20; count++) {
      const peer = make(Array.from({ length: count % 7 }, makeImpl));
      loopAround(peer.h, peer.call)(300);
    }
  }
}
