import { type AnyHookSpecs, defineHookSpecs, hookSpec, PluginManager } from '../../src/index.js';
import { makeTree, project } from '../discovery/tree.js';
import { startKiln } from '../discovery/kiln.js';
import type { ErrorRow } from './row.js';

const setOf = (): AnyHookSpecs =>
  defineHookSpecs('node', {
    on_node_end: hookSpec<object, number>({
      check: (value) => {
        if (typeof value !== 'number') throw new TypeError('expected a number');
      },
    }),
    on_sync: hookSpec.sync<object, number>(),
    on_past: hookSpec.historic(),
  });

type Callers = Record<string, ((args: object) => unknown) & { callHistoric(args: object): void }>;

/** A manager with plugins, each with one implementation of `on_node_end` unless it says more. */
function withPlugins(...plugins: readonly object[]): { readonly pm: PluginManager; readonly hook: Callers } {
  const pm = new PluginManager('test').addHookSpecs(setOf());
  for (const plugin of plugins) pm.register(plugin);
  return { pm, hook: pm.hook as unknown as Callers };
}
const answering = (name: string, impl: unknown = () => 1, hook = 'on_node_end'): object => ({
  name,
  hooks: { [hook]: impl },
});
const wrapping = { wrapper: (args: object, next: (args: object) => unknown) => next(args) };

class ProjectHooks {
  on_node_end(): number {
    return 1;
  }
}

/** What goes wrong with specs, plugins and calls. */
export const OF_MANAGERS: Readonly<Record<string, ErrorRow>> = {
  PLUGIN_NAME_TAKEN: {
    cause: () => withPlugins(answering('acme')).pm.register(answering('acme')),
    message: 'The name "acme" is taken by a registered plugin.',
    plugin: 'acme',
    hint: 'Unregister that one first, or give another { name }.',
  },
  PLUGIN_ALREADY_REGISTERED: {
    cause: () => {
      const plugin = answering('acme');
      withPlugins(plugin).pm.register(plugin, { name: 'other' });
    },
    message: 'The plugin to be registered as "other" is registered as "acme" already.',
    plugin: 'acme',
    hint: 'Register each plugin object once.',
  },
  PLUGIN_NOT_REGISTERED: {
    cause: () => withPlugins(answering('acme')).pm.unregister(answering('acmee')),
    message: 'The plugin "acmee" is not registered.',
    plugin: 'acmee',
    hint: 'Did you mean "acme"?',
  },
  PLUGIN_UNNAMED: {
    cause: () => withPlugins({ hooks: {} }),
    message: 'A plugin has no name, expected a non-empty string in "name".',
    hint: "Write definePlugin({ name: '…', hooks: { … } }), or give { name } to register.",
  },
  PLUGIN_IS_CLASS: {
    cause: () => withPlugins(ProjectHooks),
    message: 'The class ProjectHooks was registered, expected an instance of it.',
    hint: 'Forgotten "new"? Write new ProjectHooks().',
  },
  PLUGIN_INVALID: {
    cause: () => withPlugins({ name: 'acme', before_node_run: () => undefined }),
    message: 'Plugin "acme" has the implementation "before_node_run" beside its hooks.',
    plugin: 'acme',
    hint: 'Put it under hooks: { before_node_run: … }.',
  },
  PLUGIN_INCOMPATIBLE: {
    cause: () =>
      startKiln(makeTree({ 'package.json': project() }), {
        HOOKS: [{ name: 'acme', requires: { '@kiln/specs': '^2.0.0' }, hooks: {} }],
      }),
    message: 'Plugin "acme" requires "@kiln/specs" ^2.0.0, found 1.4.0.',
    plugin: 'acme',
    hint: 'Install what it requires: npm install "@kiln/specs@^2.0.0".',
  },
  PLUGIN_SETUP_FAILED: {
    cause: () =>
      startKiln(makeTree({ 'package.json': project() }), {
        HOOKS: [
          () => {
            throw new Error('no luck');
          },
        ],
      }),
    message: 'The factory of plugin "HOOKS[0]" failed: no luck',
    plugin: 'HOOKS[0]',
    hint: 'The cause is what its setup threw.',
  },
  HOOKSPEC_DUPLICATE: {
    cause: () => withPlugins().pm.addHookSpecs(defineHookSpecs('other', { on_sync: hookSpec() })),
    message: 'Hook "on_sync" is declared by both "node" and "other".',
    hook: 'on_sync',
    hint: 'Rename one of the two hooks, or share one set of specs.',
  },
  HOOKSPEC_INVALID: {
    cause: () => defineHookSpecs('node', { on_node_end: {} as never }),
    message: '"on_node_end" in the hookspec set "node" is not a hookSpec.',
    hook: 'on_node_end',
    hint: 'Write on_node_end: hookSpec<Args, Result>().',
  },
  HOOK_UNKNOWN: {
    cause: () => withPlugins(answering('acme', undefined, 'on_node_ends')).pm.checkPending(),
    message: 'Plugin "acme" implements "on_node_ends", which no hookspec declares. Did you mean "on_node_end"?',
    hook: 'on_node_ends',
    plugin: 'acme',
    hint: 'Did you mean "on_node_end"?',
  },
  HOOK_HISTORIC_WRAPPER: {
    cause: () => withPlugins(answering('acme', wrapping, 'on_past')),
    message: 'Plugin "acme" wraps "on_past", which is historic.',
    hook: 'on_past',
    plugin: 'acme',
    hint: 'Historic hooks take handlers only.',
  },
  HOOK_HISTORIC_CALL: {
    cause: () => withPlugins().hook['on_past']?.({}),
    message: '"on_past" is historic, so it cannot be called directly.',
    hook: 'on_past',
    hint: 'Write pm.hook.on_past.callHistoric(args).',
  },
  HOOK_NOT_HISTORIC: {
    cause: () => withPlugins().hook['on_sync']?.callHistoric({}),
    message: '"on_sync" is not historic, so callHistoric cannot be used on it.',
    hook: 'on_sync',
    hint: 'Call it: pm.hook.on_sync(args).',
  },
  HOOK_SYNC_PROMISE: {
    cause: () => withPlugins(answering('acme', async () => 1, 'on_sync')).hook['on_sync']?.({}),
    message: 'Plugin "acme" returned a promise from "on_sync", which is synchronous: expected a plain value.',
    hook: 'on_sync',
    plugin: 'acme',
    hint: 'Make the implementation synchronous, and do its waiting elsewhere.',
  },
  HOOK_ORDER_CYCLE: {
    cause: () =>
      withPlugins(
        answering('one', { before: ['two'], handler: () => 1 }),
        answering('two', { before: ['one'], handler: () => 2 }),
      ),
    message: 'The implementations of "on_node_end" cannot be ordered: two before one before two.',
    hook: 'on_node_end',
    plugin: 'two',
    hint: 'Remove one "before" or "after" on the way round.',
  },
  HOOK_RESULT_INVALID: {
    cause: () => withPlugins(answering('acme', () => 'one')).hook['on_node_end']?.({}),
    message: 'Plugin "acme" broke the contract of "on_node_end": expected a number',
    hook: 'on_node_end',
    plugin: 'acme',
    hint: 'See what the documentation of the hook says of its result.',
  },
  IMPL_ORDER_CONFLICT: {
    cause: () => withPlugins(answering('acme', { tryFirst: true, tryLast: true, handler: () => 1 })),
    message: 'Plugin "acme" implements "on_node_end" with both tryFirst and tryLast, expected at most one.',
    hook: 'on_node_end',
    plugin: 'acme',
    hint: 'Keep the one that you mean.',
  },
  IMPL_INVALID: {
    cause: () => withPlugins(answering('acme', { tryfirst: true, handler: () => 1 })),
    message: 'Plugin "acme" implements "on_node_end" with the unknown option "tryfirst".',
    hook: 'on_node_end',
    plugin: 'acme',
    hint: 'Did you mean "tryFirst"?',
  },
  IMPL_TIMEOUT: {
    cause: () => {
      const never = { timeoutMs: 1, handler: () => new Promise(() => undefined) };
      return withPlugins(answering('acme', never)).hook['on_node_end']?.({});
    },
    message: 'Plugin "acme" took longer than 1 ms in "on_node_end".',
    hook: 'on_node_end',
    plugin: 'acme',
    hint: 'Raise its timeoutMs, or let it stop when args.signal aborts.',
  },
};
