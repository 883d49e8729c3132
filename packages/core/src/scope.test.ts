import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { HookImpl } from './hook-impl.js';
import { PluginManager } from './manager.js';
import { defineHookSpecs, hookSpec } from './spec.js';

interface Args {
  readonly x: number;
}
const specs = defineHookSpecs('test', { on_call: hookSpec<Args, string>(), on_other: hookSpec<Args, string>() });
const manager = () => new PluginManager('test').addHookSpecs(specs);
const plugin = (name: string, select?: unknown): object => ({
  name,
  hooks: { on_call: select === undefined ? () => name : { select, handler: () => name } },
});
const selecting =
  (value: string) =>
  ({ select }: HookImpl): boolean =>
    select === undefined || select === value;

describe('a scope', () => {
  it('uses only implementations and wrappers that the predicate accepts', () => {
    const pm = manager();
    pm.register(plugin('all'));
    pm.register(plugin('a', 'a'));
    pm.register(plugin('b', 'b'));
    pm.register({
      name: 'w',
      hooks: {
        on_call: { select: 'b', wrapper: (args: Args, next: (args: Args) => string[]) => ['w', ...next(args)] },
      },
    });
    expect(pm.scope(selecting('a')).on_call({ x: 0 })).toEqual(['a', 'all']);
    expect(pm.scope(selecting('b')).on_call({ x: 0 })).toEqual(['w', 'b', 'all']);
    expect(pm.scope(selecting('c')).on_call({ x: 0 })).toEqual(['all']);
    expect(pm.scope(() => false).on_call({ x: 0 })).toEqual([]);
    expect(pm.hook.on_call({ x: 0 })).toEqual(['w', 'b', 'a', 'all']);
  });

  it('takes the extra implementations of a call as they are', () => {
    const pm = manager();
    pm.register(plugin('a'));
    pm.register(plugin('b'));
    const ofA = pm.scope(({ pluginName }) => pluginName === 'a');
    expect(ofA.on_call.callExtra([() => 'extra'], { x: 0 })).toEqual(['extra', 'a']);
  });

  it('prints who implements what in it, and has all hooks', () => {
    const pm = manager();
    pm.register(plugin('a', 'a'));
    pm.register(plugin('b', 'b'));
    const scope = pm.scope(selecting('a'));
    expect(inspect(scope, { depth: 3 })).toContain("pluginName: 'a'");
    expect(inspect(scope, { depth: 3 })).not.toContain("pluginName: 'b'");
    expect(inspect(scope, { depth: 1 })).toBe('{ on_call: [ [Object] ], on_other: [] }');
    expect(['on_call', 'on_other', 'toString'].map((name) => name in scope)).toEqual([true, true, false]);
  });

  it('keeps constraints: those that name what is not accepted are ignored', () => {
    const pm = manager();
    pm.register({ name: 'a', hooks: { on_call: { select: 'a', before: ['b'], handler: () => 'a' } } });
    pm.register(plugin('b', 'a'));
    pm.register(plugin('c', 'c'));
    expect(pm.scope(selecting('a')).on_call({ x: 0 })).toEqual(['a', 'b']);
  });

  it('sees select as it was given, at the implementation and at registration', () => {
    const pm = manager();
    const seen: unknown[] = [];
    const own = { tags: ['x'] };
    pm.register({ name: 'a', hooks: { on_call: { select: own, handler: () => 'a' } } }, { select: 'node:b' });
    pm.register(plugin('b', own));
    pm.scope(({ select }) => {
      seen.push(select);
      return true;
    });
    expect(seen).toEqual([]);
    void pm
      .scope((impl) => {
        seen.push(impl.select);
        return true;
      })
      .on_call({ x: 0 });
    expect(seen).toContain(own);
    expect(seen).toContainEqual([own, 'node:b']);
  });

  it('follows later registrations and unregistrations', () => {
    const pm = manager();
    pm.register(plugin('a', 'a'));
    const scope = pm.scope(selecting('a'));
    expect(scope.on_call({ x: 0 })).toEqual(['a']);
    pm.register(plugin('b', 'b'));
    pm.register(plugin('all'));
    expect(scope.on_call({ x: 0 })).toEqual(['all', 'a']);
    pm.unregister('a');
    expect(scope.on_call({ x: 0 })).toEqual(['all']);
    pm.unregister('b');
    expect(scope.on_call({ x: 0 })).toEqual(['all']);
  });

  it('follows hooks and specs that come later', () => {
    const pm = manager();
    pm.register(plugin('a', 'a'));
    const scope = pm.scope(selecting('a')) as unknown as Record<string, ((args: object) => unknown) | undefined>;
    expect(scope['late']).toBeUndefined();
    pm.register({
      name: 'late',
      hooks: {
        late: [
          { select: 'a', handler: () => 1 },
          { select: 'b', handler: () => 2 },
        ],
      },
    });
    expect(scope['late']?.({})).toEqual([1]);
    pm.addHookSpecs(defineHookSpecs('late', { late: hookSpec.firstResult() }));
    expect(scope['late']?.({})).toBe(1);
    expect(Object.keys(Object.getPrototypeOf(scope) as object)).toEqual(['on_call', 'on_other', 'late']);
  });

  it('that is taken before anything is registered follows, too', () => {
    const pm = manager();
    const scope = pm.scope(selecting('a'));
    pm.register(plugin('a', 'a'));
    pm.register(plugin('b', 'b'));
    expect(scope.on_call({ x: 0 })).toEqual(['a']);
  });

  it('that accepts the same set shares the caller', () => {
    const pm = manager();
    pm.register(plugin('a', 'a'));
    pm.register(plugin('b', 'b'));
    const [one, two, other] = [pm.scope(selecting('a')), pm.scope(selecting('a')), pm.scope(selecting('b'))];
    expect(one.on_call).toBe(two.on_call);
    expect(one.on_call).not.toBe(other.on_call);
    void one.on_call({ x: 0 });
    expect(one.on_call).toBe(two.on_call);
    pm.register(plugin('c', 'c'));
    expect(one.on_call).toBe(two.on_call);
    expect(two.on_call({ x: 0 })).toEqual(['a']);
  });

  it("that accepts all of a hook has the hook's own caller", () => {
    const pm = manager();
    pm.register(plugin('all'));
    pm.register({ name: 'other', hooks: { on_other: { select: 'b', handler: () => 'other' } } });
    const scope = pm.scope(selecting('a'));
    expect(scope.on_call).toBe(pm.hook.on_call);
    void scope.on_call({ x: 0 });
    expect(scope.on_call).toBe(pm.hook.on_call);
    expect(scope.on_other).not.toBe(pm.hook.on_other);
  });

  it('is pm.hook itself where nothing selects and all is accepted', () => {
    const pm = manager();
    pm.register(plugin('a'));
    expect(pm.scope(selecting('a'))).toBe(pm.hook);
    expect(pm.scope(() => false)).not.toBe(pm.hook);
    pm.register(plugin('b', 'b'));
    expect(pm.scope(selecting('b'))).not.toBe(pm.hook);
  });

  it('may share a caller that was captured, until one of them is read again', () => {
    const pm = manager();
    pm.register(plugin('a', 'a'));
    pm.register(plugin('b', 'b'));
    const scope = pm.scope(selecting('a'));
    const { on_call } = scope;
    pm.register(plugin('a2', 'a'));
    pm.unregister('b');
    expect(on_call({ x: 0 })).toEqual(['a2', 'a']);
    expect(scope.on_call({ x: 0 })).toEqual(['a2', 'a']);
  });

  it('has all the methods of a caller', async () => {
    const pm = manager();
    pm.register(plugin('a', 'a'));
    pm.register(plugin('b', 'b'));
    const { on_call } = pm.scope(selecting('a'));
    await expect(on_call.callAsync({ x: 0 })).resolves.toEqual(['a']);
    expect(on_call.callExtra([() => 'x'], { x: 0 })).toEqual(['x', 'a']);
    expect(on_call.getHookImpls().map(({ pluginName }) => pluginName)).toEqual(['a']);
  });

  it('asks the predicate again only after the hook has changed', () => {
    const pm = manager();
    let asked = 0;
    pm.register(plugin('a', 'a'));
    const scope = pm.scope((impl) => {
      asked++;
      return impl.select === 'b';
    });
    const before = asked;
    void scope.on_call({ x: 0 });
    const once = asked - before;
    void scope.on_call({ x: 0 });
    void scope.on_call({ x: 0 });
    expect(asked - before).toBe(once);
  });

  it('is let go of with its callers', async () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const pm = manager();
    pm.register(plugin('a', 'a'));
    const ref = new WeakRef(pm.scope(selecting('b')).on_call);
    await new Promise((resolve) => setTimeout(resolve, 1));
    gc();
    expect(ref.deref()).toBeUndefined();
  });
});
