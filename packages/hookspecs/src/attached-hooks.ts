import { didYouMean, HookError, type ImplOptions } from '@pintle/core';
import type { AttachedHooks } from './domain/attached-hooks.js';
import { isClass } from './op-hook/definition-check.js';
import { DUE } from './op-hook/due.js';
import { isSelectable, SELECTABLE_HOOKS } from './select/hook-select.js';
import { pintleSpecs } from './specs.js';

/** One implementation of a hook, as it is attached to nodes. */
export interface AttachedImpl {
  /** What it was attached with. */
  readonly name: string;
  /** Whether its failure fails a node that had succeeded. */
  readonly isGuard: boolean;
  /** Whether a call is meant for it. Any other is as if it were not there. */
  isDue(args: object): boolean;
  /** What a call of the hook takes besides the plugins' implementations. */
  readonly impl: Pick<ImplOptions, 'timeoutMs' | 'onError'> & {
    readonly handler: (args: object) => unknown;
    readonly label: string;
  };
}

const checked = new WeakSet<object>();

/**
 * Refuses what cannot be attached to a node: no op hook or plugin, hooks that are called for no node, wrappers.
 *
 * @param where - begins the message: `node "clean"`
 * @throws HookError `HOOKS_NOT_ATTACHABLE`
 */
export function checkAttached(value: unknown, where: string): asserts value is AttachedHooks {
  if ((typeof value === 'object' || typeof value === 'function') && value !== null && checked.has(value)) return;
  const refused = (what: string, hint?: string): HookError<string> =>
    new HookError('HOOKS_NOT_ATTACHABLE', `Cannot attach ${what} to ${where}.`, { hint });
  if (isClass(value)) {
    throw refused(
      `the class ${(value as { name: string }).name || '(anonymous)'}`,
      'Make a hook: successHook({ name }, fn).',
    );
  }
  const { name, hooks } = (value ?? {}) as { readonly name?: unknown; readonly hooks?: unknown };
  if (typeof value === 'function' && hooks === undefined) {
    const hint = `Write successHook({ name: "${value.name || '…'}" }, fn) or failureHook(…).`;
    throw refused(`the function ${value.name || '(anonymous)'}`, hint);
  }
  if (typeof name !== 'string' || name === '' || typeof hooks !== 'object' || hooks === null) {
    throw refused(
      kindOf(value),
      Array.isArray(value)
        ? 'Give the hooks one by one: withHooks(...hooks).'
        : 'Attach what successHook, failureHook or definePlugin gives.',
    );
  }
  for (const [hook, impls] of Object.entries(hooks))
    checkImpls(hook, impls, (what, hint) => refused(`"${name}"${what}`, hint));
  checked.add(value as object);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object without name and hooks' : `a ${typeof value}`;
}

function checkImpls(hook: string, impls: unknown, refused: (what: string, hint?: string) => HookError<string>): void {
  if (!isSelectable(hook)) {
    const isKnown = pintleSpecs.some(({ hooks }) => Object.hasOwn(hooks, hook));
    if (isKnown)
      throw refused(`, whose hook ${hook} is called for no node,`, 'Register it as a plugin: HOOKS of settings.ts.');
    throw refused(`, which implements the unknown hook ${hook},`, didYouMean(hook, SELECTABLE_HOOKS));
  }
  for (const one of listed(impls)) {
    const { wrapper, handler, select } = one as { readonly [key in 'wrapper' | 'handler' | 'select']?: unknown };
    if (wrapper !== undefined) {
      throw refused(
        `, which wraps ${hook},`,
        'Register it as a plugin, with a select: what is attached is called, it does not wrap.',
      );
    }
    if (select !== undefined)
      throw refused(`, whose ${hook} selects nodes,`, 'Leave out select: it is called where it is attached.');
    if (typeof one === 'function' ? isClass(one) : typeof handler !== 'function') {
      throw refused(`, whose ${hook} is no function,`, 'Write a function, or { handler, … }.');
    }
  }
}

/** The implementations of one hook among what is attached to a node, in order of attachment. */
export function attachedImpls(attached: readonly AttachedHooks[], hook: string): readonly AttachedImpl[] {
  return attached.flatMap(({ name, hooks = {} }) =>
    listed(hooks[hook]).map((written) => {
      const impl = { label: name, ...((typeof written === 'function' ? { handler: written } : written) as Written) };
      const isDue = (written as Partial<Record<typeof DUE, AttachedImpl['isDue']>>)[DUE] ?? always;
      return { name, isGuard: impl.onError === 'throw' && hook === 'on_node_end', isDue, impl };
    }),
  );
}

const always = (): boolean => true;

type Written = Omit<AttachedImpl['impl'], 'label'> & { readonly label?: string };

function listed(impls: unknown): readonly unknown[] {
  if (impls === undefined) return [];
  return Array.isArray(impls) ? impls : [impls];
}
