import type { UntypedCaller } from '@pintle/core';
import {
  type AttachedHooks,
  type AttachedImpl,
  attachedImpls,
  type HookArgs,
  type PipelineNode,
} from '@pintle/hookspecs';
import type { Hooks, Manager } from './manager.js';

type Extra = AttachedImpl['impl'];

/** Hooks of a node that can still fail it when it has succeeded. */
export interface NodeGuards {
  /** Calls them, and them alone, in order of attachment. */
  call(): Promise<void>;
  /** The node's hooks without them. */
  readonly others: Hooks;
}

/** The hooks with those that are attached to a node: called in order of attachment, after tryFirst and before plain. */
export function withAttached(hooks: Hooks, attached: readonly AttachedHooks[] | undefined): Hooks {
  return attached === undefined ? hooks : extended(hooks, attached, () => true);
}

/** The guards of a node that a call is meant for; `undefined` where there are none. */
export function guardsOf(
  manager: Manager,
  hooks: Hooks,
  { hooks: attached = [] }: PipelineNode,
  args: HookArgs<'on_node_end'>,
): NodeGuards | undefined {
  const isCalled = (impl: AttachedImpl, hook: string): boolean =>
    hook === 'on_node_end' && impl.isGuard && impl.isDue(args);
  const guards = attachedImpls(attached, 'on_node_end').filter((impl) => isCalled(impl, 'on_node_end'));
  if (guards.length === 0) return undefined;
  const alone = manager.scope(() => false).on_node_end as unknown as UntypedCaller;
  return {
    call: async () => void (await alone.callExtra(extras(guards, args), args)),
    others: extended(hooks, attached, (impl, hook) => !isCalled(impl, hook)),
  };
}

function extended(
  hooks: Hooks,
  attached: readonly AttachedHooks[],
  isKept: (impl: AttachedImpl, hook: string) => boolean,
): Hooks {
  const names = new Set(attached.flatMap((one) => Object.keys(one.hooks ?? {})));
  const callers = [...names].map((name) => {
    const impls = attachedImpls(attached, name).filter((impl) => isKept(impl, name));
    return [name, { value: caller(hooks, name as keyof Hooks, impls), enumerable: true }] as const;
  });
  return Object.create(hooks, Object.fromEntries(callers)) as Hooks;
}

/** Always goes by the present caller of the hook: plugins may come and go while a run lasts. */
function caller(hooks: Hooks, name: keyof Hooks, impls: readonly AttachedImpl[]): object {
  const of = (): UntypedCaller => hooks[name] as unknown as UntypedCaller;
  return Object.assign((args: object) => of().callExtra(extras(impls, args), args), {
    callAsync: async (args: object) => of().callExtra(extras(impls, args), args),
    callExtra: (more: readonly Extra[], args: object) => of().callExtra([...extras(impls, args), ...more], args),
    getHookImpls: () => of().getHookImpls(),
  });
}

/** What is called: those that the call is meant for. Those given last are called first. */
function extras(impls: readonly AttachedImpl[], args: object): readonly Extra[] {
  return impls.flatMap(({ impl, isDue }) => (isDue(args) ? impl : [])).toReversed();
}
