import { createRequire } from 'node:module';
import type * as Tapable from 'tapable';
import { defineHookSpecs, type Engine, hookSpec, PluginManager } from '@pintle/core';
import { compiled } from '@pintle/core/tapable';
import { EventEmitter } from 'eventemitter3';
import { createHooks } from 'hookable';
import type { Candidate } from '../measure.ts';
import { type Args, type Impl, opaqueImpl } from '../opaque.ts';
import * as peers from '../peers.ts';
import type { Scenario } from './scenario.ts';
import { PLUGGY_TS, pluggyTsRegistration } from '../pluggy-ts.ts';
import { pythonPluggy } from '../python-pluggy.ts';

const { SyncHook } = createRequire(import.meta.url)('tapable') as typeof Tapable;

const specs = defineHookSpecs('bench', { hook: hookSpec<Args, unknown>() });
const PLUGINS = 1000;

/** A hook of tapable, with what it keeps to itself: it has no way to take a tap out. */
interface OpenHook {
  taps: readonly { readonly fn: Impl }[];
  tap(name: string, fn: Impl): void;
  _resetCompilation(): void;
}

function manager(impl: Impl, plugins = PLUGINS): PluginManager<object> {
  const pm = new PluginManager('bench').addHookSpecs(specs);
  for (let i = 0; i < plugins; i++) pm.register({ name: `p${i}`, hooks: { hook: impl } });
  return pm;
}

function repeat(work: () => unknown): (times: number) => unknown {
  return (times) => {
    let last: unknown;
    for (let i = 0; i < times; i++) last = work();
    return last;
  };
}

/** A thousand plugins come, each with one implementation of the same hook. */
export function registration(): Scenario {
  const impl = opaqueImpl();
  const listener = impl;
  const name = `register ${PLUGINS}`;
  return {
    name,
    candidates: [
      { name: 'pintle', loop: repeat(() => manager(impl)) },
      {
        name: 'tapable, last in first out by stage',
        loop: repeat(() => {
          const hook = new SyncHook<[Args]>(['args']);
          for (let i = 0; i < PLUGINS; i++) hook.tap({ name: `p${i}`, stage: -i }, listener);
          return hook;
        }),
      },
      {
        name: 'tapable, first in first out',
        loop: repeat(() => {
          const hook = new SyncHook<[Args]>(['args']);
          for (let i = 0; i < PLUGINS; i++) hook.tap(`p${i}`, listener);
          return hook;
        }),
      },
      {
        name: 'eventemitter3',
        loop: repeat(() => {
          const events = new EventEmitter();
          for (let i = 0; i < PLUGINS; i++) events.on('hook', listener);
          return events;
        }),
      },
      {
        name: 'hookable',
        loop: repeat(() => {
          const hooks = createHooks<{ hook: (args: Args) => void }>();
          for (let i = 0; i < PLUGINS; i++) hooks.hook('hook', listener);
          return hooks;
        }),
      },
      ...pluggyTsRegistration(PLUGINS).map((register) => ({ name: PLUGGY_TS, loop: repeat(register) })),
      ...pythonPluggy(name),
    ],
  };
}

/** What one plugin costs among many, beside what it costs among a thousand. */
export function linearity(): Scenario {
  const impl = opaqueImpl();
  const among = (plugins: number): Candidate => ({
    name: plugins === PLUGINS ? 'pintle' : `pintle, ${plugins} plugins`,
    loop: (times) => {
      const managers = Math.ceil(times / plugins);
      const start = process.hrtime.bigint();
      for (let i = 0; i < managers; i++) manager(impl, plugins);
      return (Number(process.hrtime.bigint() - start) * times) / (managers * plugins);
    },
    timesItself: true,
  });
  return { name: 'register one plugin among many', candidates: [100, PLUGINS, 4_000].map(among) };
}

/** They go again, oldest first. */
export function unregistration(): Scenario {
  const impl = opaqueImpl();
  const listeners = Array.from({ length: PLUGINS }, () => opaqueImpl());
  return {
    name: `unregister ${PLUGINS}`,
    candidates: [
      timed('pintle', () => {
        const pm = manager(impl);
        return () => {
          for (let i = 0; i < PLUGINS; i++) pm.unregister(`p${i}`);
        };
      }),
      timed('tapable, by its private parts', () => {
        const hook = new SyncHook<[Args]>(['args']) as unknown as OpenHook;
        listeners.forEach((listener, i) => hook.tap(`p${i}`, listener));
        return () => {
          for (const listener of listeners) {
            hook.taps = hook.taps.filter((tap) => tap.fn !== listener);
            // oxlint-disable-next-line no-underscore-dangle -- its name
            hook._resetCompilation();
          }
        };
      }),
      timed('eventemitter3', () => {
        const events = new EventEmitter();
        for (const listener of listeners) events.on('hook', listener);
        return () => {
          for (const listener of listeners) events.off('hook', listener);
        };
      }),
      timed('hookable', () => {
        const hooks = createHooks<{ hook: (args: Args) => void }>();
        const removers = listeners.map((listener) => hooks.hook('hook', listener));
        return () => {
          for (const remove of removers) remove();
        };
      }),
    ],
  };
}

/** The first call after a change, which builds the dispatcher (tapable: compiles it). */
export function firstCall(count: number): Scenario {
  const impls = Array.from({ length: count }, () => opaqueImpl());
  const args = { value: 1, next: undefined };
  let texts = 0;
  const ours = (engine?: Engine) => (): (() => unknown) => {
    const pm = new PluginManager('bench', engine === undefined ? {} : { engine }).addHookSpecs(specs);
    impls.forEach((impl, i) => pm.register({ name: `p${i}`, hooks: { hook: impl } }));
    return () => pm.hook.hook(args);
  };
  return {
    name: `first call, ${count}`,
    candidates: [
      timed('pintle', ours(), FIRST_CALLS),
      timed('pintle, compiled', ours(compiled), FIRST_CALLS),
      timed(
        'tapable',
        () => {
          // The name of the argument makes the generated text new, as another hook's would be.
          const hook = new SyncHook<[Args]>([`a${texts++}`]);
          impls.forEach((impl, i) => hook.tap(`p${i}`, impl));
          return () => hook.call(args);
        },
        FIRST_CALLS,
      ),
    ],
  };
}

/** So many are timed in one go: one takes no longer than looking at the clock, and what many touch leaves the caches. */
const FIRST_CALLS = 10;

/** Repeats what `prepare` gives; only that counts. */
function timed(name: string, prepare: () => () => unknown, atOnce = 1): Candidate {
  const loop = (times: number): number => {
    let total = 0n;
    for (let done = 0; done < times; done += atOnce) {
      const works = Array.from({ length: atOnce }, prepare);
      const start = process.hrtime.bigint();
      timedWork(works);
      total += process.hrtime.bigint() - start;
    }
    return (Number(total) * times) / (Math.ceil(times / atOnce) * atOnce);
  };
  return { name, loop, timesItself: true };
}

/** Has a name, by which profiles know what counts. */
function timedWork(works: readonly (() => unknown)[]): void {
  for (const work of works) work();
}

export const polluters: readonly ((impls: readonly Impl[]) => peers.Peer)[] = [
  (impls) => peers.pintle('collect', impls),
  (impls) => peers.pintle('first', impls),
  (impls) => peers.pintle('notify', impls),
  peers.tapable,
  peers.tapableCollecting,
  peers.tapableBail,
  peers.liteTapable,
  peers.emitter,
  peers.hookable,
  peers.hookableCore,
];
