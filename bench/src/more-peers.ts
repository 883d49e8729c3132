import { createHooks } from '@wordpress/hooks';
import Hook from 'before-after-hook';
import Emittery from 'emittery';
import { SyncHook } from 'hooks-plugin';
import Kareem from 'kareem';
import { plugandplay } from 'plug-and-play';
import type { Args, Impl } from './opaque.ts';
import type { Peer } from './peers.ts';

// What hosts of another kind use; none of these gives results.

export function wordpress(impls: readonly Impl[]): Peer {
  const hooks = createHooks();
  impls.forEach((impl, i) => hooks.addAction('hook', `plugin${i}`, impl));
  return { name: '@wordpress/hooks', h: hooks, call: "h.doAction('hook', args)" };
}

export function hooksPlugin(impls: readonly Impl[]): Peer {
  const hook = new SyncHook<[Args]>();
  impls.forEach((impl, i) => hook.on(`plugin${i}`, impl));
  return { name: 'hooks-plugin', h: hook, call: 'h.emit(args)' };
}

export function beforeAfter(impls: readonly Impl[]): Peer {
  const hook = new Hook.Singular<Args>();
  for (const impl of impls) hook.before(impl as never);
  return { name: 'before-after-hook', h: hook, call: 'h(() => undefined, args)' };
}

export function kareem(impls: readonly Impl[]): Peer {
  const hooks = new Kareem();
  for (const impl of impls) hooks.post('hook', impl);
  return { name: 'kareem', h: hooks, call: "h.execPost('hook', null, [args])" };
}

export function emittery(impls: readonly Impl[]): Peer {
  const events = new Emittery<{ hook: Args }>();
  for (const impl of impls) events.on('hook', impl as (given: unknown) => Promise<void>);
  return { name: 'emittery', h: events, call: "h.emitSerial('hook', args)" };
}

export function plugAndPlay(impls: readonly Impl[]): Peer {
  const plugins = plugandplay();
  impls.forEach((impl, i) => plugins.register({ name: `plugin${i}`, hooks: { hook: impl } } as never));
  return { name: 'plug-and-play', h: plugins, call: "h.call({ name: 'hook', args, handler: () => undefined })" };
}
