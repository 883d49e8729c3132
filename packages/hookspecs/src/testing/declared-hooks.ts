import type { AnyHookSpec } from '@pintle/core';
import { pintleSpecs } from '../specs.js';
import type { DeclaredHookName } from './build-args.js';

const SPECS: ReadonlyMap<string, AnyHookSpec> = new Map(
  pintleSpecs.flatMap(({ hooks }): [string, AnyHookSpec][] => Object.entries(hooks)),
);

/** Every hook that this package declares, in the order of its specs. */
export const DECLARED_HOOKS: readonly DeclaredHookName[] = [...SPECS.keys()] as DeclaredHookName[];

/** The spec of a hook that this package declares. */
export function specOf(hook: DeclaredHookName): AnyHookSpec {
  return SPECS.get(hook) as AnyHookSpec;
}
