import type { AnyHookSpec, AnyHookSpecs, HookKind } from '@pintle/core';
import { pintleSpecs } from '@pintle/hookspecs';
import type { Manager } from '../project/plugins.js';

/** What there is to be told of one implementation. */
export interface ImplementationInfo {
  readonly plugin: string;
  /** What the plugin calls it, where it has a label. */
  readonly label?: string;
  readonly wrapper: boolean;
  readonly tryFirst: boolean;
  readonly tryLast: boolean;
  readonly select?: unknown;
}

/** What there is to be told of one hook. */
export interface HookInfo {
  readonly hook: string;
  /** Absent for a hook that no spec declares. */
  readonly kind?: HookKind;
  /** The set of specs that declares it. */
  readonly namespace?: string;
  readonly since?: string;
  readonly deprecated?: string;
  /** In call order. */
  readonly implementations: readonly ImplementationInfo[];
}

/** Every hook of a project: those of Pintle in the order of a run, then those that plugins declare. */
export function describeHooks(manager: Manager): readonly HookInfo[] {
  const declared = specsOf(manager);
  return Object.entries(manager.hook).map(([hook, caller]) => {
    const found = declared.get(hook);
    return {
      hook,
      ...(found === undefined ? {} : { kind: found.spec.kind, namespace: found.namespace }),
      ...(found?.spec.since === undefined ? {} : { since: found.spec.since }),
      ...(found?.spec.deprecated === undefined ? {} : { deprecated: found.spec.deprecated }),
      implementations: caller
        .getHookImpls()
        .map(({ pluginName: plugin, label, wrapper, tryFirst, tryLast, select }) => ({
          plugin,
          wrapper,
          tryFirst,
          tryLast,
          ...(label === undefined ? {} : { label }),
          ...(select === undefined ? {} : { select }),
        })),
    };
  });
}

/** An implementation in a listing: its plugin, its label, and whether it wraps the others. */
export function implementationName({
  plugin,
  label,
  wrapper,
}: Pick<ImplementationInfo, 'plugin' | 'label' | 'wrapper'>): string {
  return `${plugin}${label === undefined ? '' : ` "${label}"`}${wrapper ? ' (wraps)' : ''}`;
}

interface DeclaredHook {
  readonly namespace: string;
  readonly spec: AnyHookSpec;
}

function specsOf(manager: Manager): ReadonlyMap<string, DeclaredHook> {
  const ofPlugins = manager
    .getPlugins()
    .flatMap((plugin) => (plugin as { readonly specs?: readonly AnyHookSpecs[] }).specs ?? []);
  return new Map(
    [...pintleSpecs, ...ofPlugins].flatMap(({ namespace, hooks }: AnyHookSpecs) =>
      Object.entries(hooks).map(([hook, spec]) => [hook, { namespace, spec }] as const),
    ),
  );
}
