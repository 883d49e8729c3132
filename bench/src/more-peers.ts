import { createRequire } from 'node:module';
import { createHooks } from '@wordpress/hooks';
import Hook from 'before-after-hook';
import Emittery from 'emittery';
import { SyncHook as PluginHook } from 'hooks-plugin';
import Kareem from 'kareem';
import { plugandplay } from 'plug-and-play';
import type * as Tapable from 'tapable';
import { type Args, asyncLoopAround, type Impl, loopAround, opaqueAsyncImpl, opaqueImpl } from '../opaque.ts';
import * as peers from '../peers.ts';
import type { Scenario } from './dispatch.ts';

const { AsyncSeriesHook } = createRequire(import.meta.url)('tapable') as typeof Tapable;

export const WORDPRESS = '@wordpress/hooks doAction (no results)';
export const HOOKS_PLUGIN = 'hooks-plugin SyncHook (no results)';
export const BEFORE_AFTER = 'before-after-hook (no results)';
export const KAREEM = 'kareem execPost (no results)';
export const EMITTERY = 'emittery emitSerial (no results)';
export const PLUG_AND_PLAY = 'plug-and-play call (no results)';
export const TAPABLE_COLLECTING = 'tapable AsyncSeriesHook, collected';

/** Peers that hosts of another kind use: synchronous implementations. */
export function sync(count: number): Scenario {
  const impls = Array.from({ length: count }, () => opaqueImpl());
  return {
    name: `collect, ${count} implementations, more peers`,
    candidates: [
      peers.pintle('collect', impls),
      peers.pintleCompiled('collect', impls),
      wordpress(impls),
      hooksPlugin(impls),
    ].map(({ name, h, call }) => ({ name, loop: loopAround(h, call) })),
  };
}

/** Those that call one after another and wait: asynchronous implementations. */
export function series(count: number): Scenario {
  const impls = Array.from({ length: count }, () => opaqueAsyncImpl());
  return {
    name: `async, ${count} async implementations, more peers`,
    candidates: [
      peers.pintle('async', impls),
      peers.pintleCompiled('async', impls),
      tapableCollecting(impls),
      beforeAfter(impls),
      kareem(impls),
      emittery(impls),
      plugAndPlay(impls),
    ].map(({ name, h, call }) => ({ name, loop: asyncLoopAround(h, call) })),
  };
}

function wordpress(impls: readonly Impl[]): peers.Peer {
  const hooks = createHooks();
  impls.forEach((impl, i) => hooks.addAction('hook', `plugin${i}`, impl));
  return { name: WORDPRESS, h: hooks, call: "h.doAction('hook', args)" };
}

function hooksPlugin(impls: readonly Impl[]): peers.Peer {
  const hook = new PluginHook<[Args]>();
  impls.forEach((impl, i) => hook.on(`plugin${i}`, impl));
  return { name: HOOKS_PLUGIN, h: hook, call: 'h.emit(args)' };
}

function tapableCollecting(impls: readonly Impl[]): peers.Peer {
  const hook = new AsyncSeriesHook<[Args, unknown[]]>(['args', 'out']);
  impls.forEach((impl, i) => {
    hook.tapPromise(`plugin${i}`, async (args, out) => {
      const result = await impl(args);
      if (result !== undefined && result !== null) out.push(result);
    });
  });
  return { name: TAPABLE_COLLECTING, h: hook, call: '(out = [], h.promise(args, out))' };
}

function beforeAfter(impls: readonly Impl[]): peers.Peer {
  const hook = new Hook.Singular<Args>();
  for (const impl of impls) hook.before(impl as never);
  return { name: BEFORE_AFTER, h: hook, call: 'h(() => undefined, args)' };
}

function kareem(impls: readonly Impl[]): peers.Peer {
  const hooks = new Kareem();
  for (const impl of impls) hooks.post('hook', impl);
  return { name: KAREEM, h: hooks, call: "h.execPost('hook', null, [args])" };
}

function emittery(impls: readonly Impl[]): peers.Peer {
  const events = new Emittery<{ hook: Args }>();
  for (const impl of impls) events.on('hook', impl as (given: unknown) => Promise<void>);
  return { name: EMITTERY, h: events, call: "h.emitSerial('hook', args)" };
}

function plugAndPlay(impls: readonly Impl[]): peers.Peer {
  const plugins = plugandplay();
  impls.forEach((impl, i) => plugins.register({ name: `plugin${i}`, hooks: { hook: impl } } as never));
  return { name: PLUG_AND_PLAY, h: plugins, call: "h.call({ name: 'hook', args, handler: () => undefined })" };
}
