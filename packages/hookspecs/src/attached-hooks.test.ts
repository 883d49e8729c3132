import { describe, expect, it } from 'vitest';
import { attachedImpls, checkAttached } from './attached-hooks.js';
import { definePlugin } from './host.js';
import { successHook } from './op-hook/op-hook.js';

describe('what is attached to nodes', () => {
  it('is an op hook, or a plugin with hooks of nodes, datasets and models', () => {
    const fine = [
      successHook({ name: 'h' }, () => {}),
      definePlugin({ name: 'p', hooks: { on_node_end: [() => {}, { handler: () => {} }], before_model: () => {} } }),
    ];
    for (const one of fine) expect(() => checkAttached(one, 'node "x"')).not.toThrow();
  });

  it.each<[string, unknown, string]>([
    [
      'a class',
      class Page {
        ok = 1;
      },
      'the class Page',
    ],
    ['a function', function page() {}, 'the function page'],
    ['null', null, 'null'],
    ['a name', 'page', 'a string'],
    ['an object without hooks', { name: 'x' }, 'without name and hooks'],
    ['a hook of the run', definePlugin({ name: 'x', hooks: { on_run_end: () => {} } }), 'called for no node'],
    ['an unknown hook', { name: 'x', hooks: { on_node_ends: () => {} } }, 'unknown hook on_node_ends'],
    ['a wrapper', { name: 'x', hooks: { run_node: { wrapper: () => {} } } }, 'wraps run_node'],
    ['a select', { name: 'x', hooks: { on_node_end: { select: 'a', handler: () => {} } } }, 'selects'],
    ['no function', { name: 'x', hooks: { on_node_end: { handler: 1 } } }, 'no function'],
  ])('is not %s', (_, value, said) => {
    expect(() => checkAttached(value, 'node "load"')).toThrow(
      expect.objectContaining({
        code: 'HOOKS_NOT_ATTACHABLE',
        message: expect.stringMatching(new RegExp(`${said}.* to node "load"`)),
        hint: expect.any(String),
      }),
    );
  });

  it('gives its implementations in order of attachment, under its name', () => {
    const [a, b, c] = [() => {}, () => {}, () => {}];
    const attached = [
      { name: 'one', hooks: { on_node_end: [a, { handler: b, label: 'one.second', onError: 'throw' }] } },
      { name: 'two', hooks: { on_node_end: c, on_node_start: a } },
    ];
    expect(attachedImpls(attached, 'on_node_end')).toMatchObject([
      { name: 'one', isGuard: false, impl: { handler: a, label: 'one' } },
      { name: 'one', isGuard: true, impl: { handler: b, label: 'one.second' } },
      { name: 'two', isGuard: false, impl: { handler: c, label: 'two' } },
    ]);
    expect(attachedImpls(attached, 'on_node_retry')).toEqual([]);
  });
});
