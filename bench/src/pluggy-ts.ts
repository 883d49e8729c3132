import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { opaqueImpl, opaqueYieldingWrapper, type Impl } from './opaque.ts';
import type { Kind, Peer } from './peers.ts';

/** The folder of a built checkout of github.com/stitcombe/pluggy-ts, which is on no registry. */
const VARIABLE = 'PINTLE_BENCH_PLUGGY_TS';

export const PLUGGY_TS = 'pluggy-ts';
/** Why it is not measured, where it is not. */
export const NO_PLUGGY_TS = `not measured: ${VARIABLE} names no checkout of it`;

/** What we use of it. */
interface PluggyTs {
  readonly PluginManager: new (
    project: string,
  ) => {
    readonly hook: Readonly<Record<string, unknown>>;
    add_hookspecs(namespace: object): void;
    register(plugin: object, name: string): unknown;
  };
  readonly HookspecMarker: new (project: string) => (options: object) => <T>(of: T) => T;
  readonly HookimplMarker: new (project: string) => (options: object) => <T>(of: T) => T;
}

const folder = process.env[VARIABLE];
const library = folder === undefined ? undefined : await load(folder);

async function load(checkout: string): Promise<PluggyTs> {
  return (await import(pathToFileURL(resolve(checkout, 'dist/index.js')).href)) as PluggyTs;
}

/** None where there is no checkout. Implementations are marked, so it has those that it is given for itself. */
export function pluggyTs(kind: Kind, impls: readonly Impl[], wrappers = 0): Peer[] {
  if (library === undefined) return [];
  const pm = manager(library, kind);
  const implement = new library.HookimplMarker('bench');
  [...impls].reverse().forEach((impl, i) => pm.register({ hook: implement({})(impl) }, `p${i}`));
  for (let i = 0; i < wrappers; i++) {
    pm.register({ hook: implement({ wrapper: true })(opaqueYieldingWrapper()) }, `w${i}`);
  }
  return [{ name: PLUGGY_TS, h: pm.hook, call: 'h.hook({ args })' }];
}

/** Registers so many plugins with a new manager. */
export function pluggyTsRegistration(plugins: number): (() => unknown)[] {
  if (library === undefined) return [];
  const { HookimplMarker } = library;
  const impl = new HookimplMarker('bench')({})(opaqueImpl());
  return [
    () => {
      const pm = manager(library, 'collect');
      for (let i = 0; i < plugins; i++) pm.register({ hook: impl }, `p${i}`);
      return pm;
    },
  ];
}

function manager({ PluginManager, HookspecMarker }: PluggyTs, kind: Kind): InstanceType<PluggyTs['PluginManager']> {
  const pm = new PluginManager('bench');
  // It reads the names of args from the text of functions.
  const spec = new Function('return function hook(args) {}')() as () => void;
  pm.add_hookspecs({ hook: new HookspecMarker('bench')({ firstresult: kind === 'first' })(spec) });
  return pm;
}
