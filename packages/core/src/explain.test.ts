import { describe, expect, it } from 'vitest';
import { facts, hookErrorOf } from '../test/support/thrown.js';
import { PluginManager } from './manager.js';

function managerOf(plugins: Readonly<Record<string, unknown>>): PluginManager {
  const pm = new PluginManager('test');
  for (const [name, impl] of Object.entries(plugins)) pm.register({ name, hooks: { h: impl } });
  return pm;
}
const handler = (): undefined => undefined;

describe('explain', () => {
  it('says why each stands where it does', () => {
    const pm = managerOf({
      audit: { wrapper: handler },
      oldest: handler,
      middle: handler,
      youngest: handler,
      cleanup: { tryLast: true, handler },
      flush: { tryLast: true, handler },
      cache: { tryFirst: true, handler },
      retry: { tryFirst: true, wrapper: handler },
    });
    expect(pm.explain('h')).toEqual([
      { plugin: 'retry', position: 1, reason: 'tryFirst wrapper, round all that are not wrappers: the only one' },
      { plugin: 'audit', position: 2, reason: 'wrapper, round all that are not wrappers: the only one' },
      { plugin: 'cache', position: 3, reason: 'tryFirst: the only one' },
      { plugin: 'youngest', position: 4, reason: 'plain: registered last, so called first of them' },
      { plugin: 'middle', position: 5, reason: 'plain: called after youngest, which was registered later' },
      { plugin: 'oldest', position: 6, reason: 'plain: called after middle, which was registered later' },
      { plugin: 'cleanup', position: 7, reason: 'tryLast: called before flush, which was registered later' },
      { plugin: 'flush', position: 8, reason: 'tryLast: registered last, so called last of them' },
    ]);
  });

  it('tells which constraints moved what', () => {
    const pm = managerOf({ a: { before: ['b'], handler }, b: handler, c: { tryFirst: true, after: ['b'], handler } });
    expect(pm.explain('h')).toEqual([
      { plugin: 'a', position: 1, reason: 'plain: called after b, which was registered later; before b by constraint' },
      {
        plugin: 'b',
        position: 2,
        reason: 'plain: registered last, so called first of them; after a by constraint; before c by constraint',
      },
      { plugin: 'c', position: 3, reason: 'tryFirst: the only one; after b by constraint' },
    ]);
    const moved = managerOf({ x: handler, a: handler, b: { after: ['x'], handler }, c: handler });
    expect(moved.explain('h').map(({ plugin, reason }) => [plugin, reason.split('; ')[1]])).toEqual([
      ['c', undefined],
      ['a', undefined],
      ['x', 'before b by constraint'],
      ['b', 'after x by constraint'],
    ]);
  });

  it('tells of no constraint between a wrapper and what is none', () => {
    const pm = managerOf({ a: handler, w: { after: ['a'], wrapper: handler } });
    expect(pm.explain('h').map(({ plugin, reason }) => [plugin, reason])).toEqual([
      ['w', 'wrapper, round all that are not wrappers: the only one'],
      ['a', 'plain: the only one'],
    ]);
  });

  it('tells several of one plugin apart', () => {
    const pm = managerOf({
      a: [
        { label: 'first', handler },
        { label: 'second', handler },
      ],
    });
    expect(pm.explain('h')).toEqual([
      { plugin: 'a', label: 'second', position: 1, reason: 'plain: registered last, so called first of them' },
      { plugin: 'a', label: 'first', position: 2, reason: "plain: called after the plugin's own next one" },
    ]);
  });

  it('is empty for a hook that nobody implements', () => {
    const pm = managerOf({ a: handler });
    pm.unregister('a');
    expect(pm.explain('h')).toEqual([]);
  });

  it('knows the hooks of the manager only', () => {
    const pm = managerOf({ a: handler });
    expect(facts(hookErrorOf(() => pm.explain('hh')))).toEqual({
      code: 'HOOK_UNKNOWN',
      message: 'There is no hook "hh": neither a spec nor an implementation has named it.',
      hook: 'hh',
      plugin: undefined,
      hint: 'Did you mean "h"?',
    });
  });
});
