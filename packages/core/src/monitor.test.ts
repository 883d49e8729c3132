import { describe, expect, it } from 'vitest';
import { block, sleep } from '../test/support/sleep.js';
import { lazyThenable, unreadableThenable } from '../test/support/thenables.js';
import { warningsOf } from '../test/support/warnings.js';
import { PluginManager } from './manager.js';
import type { CallEnd, CallOutcome } from './monitor.js';
import { defineHookSpecs, hookSpec } from './spec.js';

interface Args {
  readonly x: number;
}
type Next = (args: Args) => unknown;
const specs = defineHookSpecs('test', {
  on_call: hookSpec<Args, unknown>(),
  pick: hookSpec.firstResult<Args, unknown>(),
  tell: hookSpec.notify<Args>(),
  pass: hookSpec.pipe<Args, 'x'>('x'),
  at_once: hookSpec.sync<Args, unknown>(),
  on_past: hookSpec.historic<Args, unknown>(),
});
const manager = () => new PluginManager('test').addHookSpecs(specs);
const error = new Error('no luck');
const ok = (value: unknown): CallOutcome => ({ ok: true, value });
const failed: CallOutcome = { ok: false, error };

function watched(): { pm: ReturnType<typeof manager>; ends: CallEnd[]; log: string[] } {
  const pm = manager();
  const ends: CallEnd[] = [];
  const log: string[] = [];
  pm.addHookCallMonitoring({
    before: ({ hook }) => void log.push(`before ${hook}`),
    after: (call) => {
      log.push(`after ${call.hook}`);
      ends.push(call);
    },
  });
  return { pm, ends, log };
}
const stepsOf = (call: CallEnd | undefined): unknown =>
  call?.steps.map(({ impl, outcome }) => [impl.pluginName, outcome]);

describe('monitoring', () => {
  it('tells of each call once, before and after', () => {
    const { pm, ends, log } = watched();
    const args = { x: 1 };
    pm.register({ name: 'a', hooks: { on_call: ({ x }: Args) => x } });
    expect(pm.hook.on_call(args)).toEqual([1]);
    expect(log).toEqual(['before on_call', 'after on_call']);
    const [end] = ends;
    expect(end).toMatchObject({ hook: 'on_call', outcome: ok([1]) });
    expect(end?.args).toBe(args);
    expect(end?.impls).toEqual(pm.hook.on_call.getHookImpls());
    expect(end?.durationMs).toBeGreaterThanOrEqual(0);
  });

  it('has a list of implementations that tells calls apart, also such as run at the same time', async () => {
    const pm = manager();
    pm.register({ name: 'a', hooks: { on_call: ({ x }: Args) => sleep(x).then(() => x) } });
    const begun = new Map<object, number>();
    const ended: unknown[] = [];
    pm.addHookCallMonitoring({
      before: ({ impls, args }) => void begun.set(impls, (args as Args).x),
      after: ({ impls, outcome }) => void ended.push([begun.get(impls), outcome]),
    });
    await Promise.all([pm.hook.on_call({ x: 4 }), pm.hook.on_call({ x: 1 })]);
    expect(ended).toEqual([
      [1, ok([1])],
      [4, ok([4])],
    ]);
  });

  it('tells of a hook without implementations, too', () => {
    const { pm, ends } = watched();
    pm.hook.pick({ x: 0 });
    expect(ends[0]).toMatchObject({ impls: [], outcome: ok(undefined), steps: [] });
  });

  it('has a step for each implementation that was reached, in order', () => {
    const { pm, ends } = watched();
    pm.register({ name: 'c', hooks: { pick: () => 'c' } });
    pm.register({ name: 'b', hooks: { pick: () => 'b' } });
    pm.register({ name: 'a', hooks: { pick: () => undefined } });
    pm.register({ name: 'w', hooks: { pick: { wrapper: (args: Args, next: Next) => `${String(next(args))}!` } } });
    expect(pm.hook.pick({ x: 0 })).toBe('b!');
    expect(stepsOf(ends[0])).toEqual([
      ['w', ok('b!')],
      ['a', ok(undefined)],
      ['b', ok('b')],
    ]);
  });

  it('has the args that each implementation was handed', () => {
    const { pm, ends } = watched();
    pm.register({ name: 'b', hooks: { pass: () => 5 } });
    pm.register({ name: 'a', hooks: { pass: ({ x }: Args) => x * 2 } });
    pm.register({ name: 'w', hooks: { pass: { wrapper: (args: Args, next: Next) => next({ x: args.x + 1 }) } } });
    expect(pm.hook.pass({ x: 1 })).toBe(5);
    expect(ends[0]?.steps.map(({ impl, args }) => [impl.pluginName, args])).toEqual([
      ['w', { x: 1 }],
      ['a', { x: 2 }],
      ['b', { x: 4 }],
    ]);
    expect(ends[0]?.args).toEqual({ x: 1 });
  });

  it('takes a then that cannot be read for the error of its step', () => {
    const { pm, ends } = watched();
    pm.register({ name: 'a', hooks: { on_call: () => unreadableThenable(error) } });
    expect(() => pm.hook.on_call({ x: 0 })).toThrow(error);
    expect(stepsOf(ends[0])).toEqual([['a', failed]]);
  });

  it('tells how long the call and each of its steps took, awaited', async () => {
    const { pm, ends } = watched();
    pm.register({ name: 'slow', hooks: { on_call: () => sleep(12) } });
    pm.register({ name: 'busy', hooks: { on_call: () => block(6) } });
    pm.register({ name: 'w', hooks: { on_call: { wrapper: (args: Args, next: Next) => next(args) } } });
    await pm.hook.on_call({ x: 0 });
    const [w, busy, slow] = (ends[0]?.steps ?? []).map(({ durationMs }) => durationMs) as [number, number, number];
    expect(busy).toBeGreaterThanOrEqual(6);
    expect(slow).toBeGreaterThanOrEqual(10);
    expect(w).toBeGreaterThanOrEqual(busy + slow - 1);
    expect(ends[0]?.durationMs).toBeGreaterThanOrEqual(w);
  });

  it('waits for promises, and gives what they come to', async () => {
    const { pm, ends, log } = watched();
    pm.register({ name: 'a', hooks: { on_call: async () => 'a' } });
    const result = pm.hook.on_call({ x: 0 });
    expect(log).toEqual(['before on_call']);
    await expect(result).resolves.toEqual(['a']);
    expect(log).toEqual(['before on_call', 'after on_call']);
    expect(ends[0]?.outcome).toEqual(ok(['a']));
    expect(stepsOf(ends[0])).toEqual([['a', ok('a')]]);
  });

  it('tells of errors, thrown and rejected, and of each step before', async () => {
    const { pm, ends } = watched();
    pm.register({ name: 'never', hooks: { on_call: () => 'never' } });
    pm.register({
      name: 'b',
      hooks: {
        on_call: ({ x }: Args) => {
          if (x === 0) throw error;
          return Promise.reject(error);
        },
      },
    });
    pm.register({ name: 'a', hooks: { on_call: () => 'a' } });
    expect(() => pm.hook.on_call({ x: 0 })).toThrow(error);
    await expect(pm.hook.on_call({ x: 1 })).rejects.toBe(error);
    for (const end of ends) {
      expect(end.outcome).toEqual(failed);
      expect(stepsOf(end)).toEqual([
        ['a', ok('a')],
        ['b', failed],
      ]);
    }
    expect(ends).toHaveLength(2);
  });

  it('tells of faults that were forgiven as what they were', () => {
    const { pm, ends } = watched();
    pm.events.on('hook:error', () => undefined);
    pm.register({
      name: 'a',
      hooks: {
        on_call: {
          onError: 'warn',
          handler: () => {
            throw error;
          },
        },
      },
    });
    expect(pm.hook.on_call({ x: 0 })).toEqual([]);
    expect(ends[0]?.outcome).toEqual(ok([]));
    expect(stepsOf(ends[0])).toEqual([['a', failed]]);
  });

  it('shows a step that the call did not wait for as still running', () => {
    const { pm, ends } = watched();
    pm.register({ name: 'a', hooks: { on_call: () => sleep(1) } });
    pm.register({
      name: 'w',
      hooks: {
        on_call: {
          wrapper: (args: Args, next: Next) => {
            void next(args);
            return [];
          },
        },
      },
    });
    void pm.hook.on_call({ x: 0 });
    expect(stepsOf(ends[0])).toEqual([
      ['w', ok([])],
      ['a', undefined],
    ]);
  });

  it('counts each run of what a wrapper calls again', () => {
    const { pm, ends } = watched();
    pm.register({ name: 'a', hooks: { on_call: () => 'a' } });
    pm.register({
      name: 'w',
      hooks: {
        on_call: {
          wrapper: (args: Args, next: Next) => {
            next(args);
            return next(args);
          },
        },
      },
    });
    void pm.hook.on_call({ x: 0 });
    expect(ends[0]?.steps.map(({ impl }) => impl.pluginName)).toEqual(['w', 'a', 'a']);
  });

  it('tells of nested calls inside the call that makes them', () => {
    const { pm, log } = watched();
    pm.register({ name: 'a', hooks: { on_call: () => pm.hook.pick({ x: 0 }) } });
    void pm.hook.on_call({ x: 0 });
    expect(log).toEqual(['before on_call', 'before pick', 'after pick', 'after on_call']);
  });

  it('tells once of a historic call, and once per implementation and past call in a replay', () => {
    const { pm, ends } = watched();
    pm.hook.on_past.callHistoric({ x: 1 });
    pm.hook.on_past.callHistoric({ x: 2 });
    pm.register({ name: 'a', hooks: { on_past: [({ x }: Args) => x, ({ x }: Args) => -x] } });
    expect(ends.map(({ impls, outcome }) => [impls.length, outcome])).toEqual([
      [0, ok([])],
      [0, ok([])],
      [1, ok([1])],
      [1, ok([2])],
      [1, ok([-1])],
      [1, ok([-2])],
    ]);
  });

  it('tells of calls with extra implementations, of subsets and scopes', () => {
    const { pm, ends } = watched();
    pm.register({ name: 'a', hooks: { on_call: { select: 1, handler: () => 'a' } } });
    void pm.hook.on_call.callExtra([() => 'x'], { x: 0 });
    void pm.subsetHookCaller('on_call', [pm.getPlugin('a') as object])({ x: 0 });
    void pm.scope(() => false).on_call({ x: 0 });
    expect(ends.map(({ impls }) => impls.length)).toEqual([2, 0, 0]);
  });

  it('gives the same results in every kind of call', async () => {
    const handlers = [() => 1, async () => 2, () => undefined];
    for (const name of ['on_call', 'pick', 'tell', 'pass'] as const) {
      const results: unknown[] = [];
      for (const isObserved of [false, true]) {
        const pm = manager();
        if (isObserved) pm.addHookCallMonitoring({});
        handlers.forEach((handler, index) => pm.register({ name: `p${index}`, hooks: { [name]: handler } }));
        results.push(await pm.hook[name]({ x: 0 }));
      }
      expect(results[1]).toEqual(results[0]);
    }
  });

  it('refuses promises of synchronous hooks as ever, and starts no lazy one', async () => {
    const { pm, ends } = watched();
    const lazy = lazyThenable(1);
    pm.register({ name: 'a', hooks: { at_once: () => lazy } });
    expect(() => pm.hook.at_once({ x: 0 })).toThrow(/synchronous/);
    await Promise.resolve();
    expect(lazy.asked).toBe(0);
    expect(ends[0]?.steps).toMatchObject([{ outcome: { ok: false, error: { code: 'HOOK_SYNC_PROMISE' } } }]);
  });

  it('refuses promises of wrappers of synchronous hooks, too', async () => {
    const { pm, ends } = watched();
    const lazy = lazyThenable([1]);
    pm.register({ name: 'w', hooks: { at_once: { wrapper: () => lazy } } });
    expect(() => pm.hook.at_once({ x: 0 })).toThrow(/synchronous/);
    await Promise.resolve();
    expect(lazy.asked).toBe(0);
    expect(ends[0]?.steps).toMatchObject([{ outcome: { ok: false, error: { code: 'HOOK_SYNC_PROMISE' } } }]);
  });

  it('asks a lazy thenable once', async () => {
    const { pm } = watched();
    const lazy = lazyThenable(1);
    pm.register({ name: 'a', hooks: { on_call: () => lazy } });
    await expect(pm.hook.on_call({ x: 0 })).resolves.toEqual([1]);
    expect(lazy.asked).toBe(1);
  });
});

describe('an observer', () => {
  it('cannot break a call', async () => {
    for (const [thrown, words] of [
      [error, 'no luck'],
      [Object.create(null), 'an object'],
    ] as const) {
      const pm = manager();
      pm.register({ name: 'a', hooks: { on_call: () => 'a' } });
      const fail = (): never => {
        throw thrown;
      };
      pm.addHookCallMonitoring({ before: fail, after: fail });
      const warnings = await warningsOf(() => expect(pm.hook.on_call({ x: 0 })).toEqual(['a']));
      expect(warnings).toEqual(
        Array.from({ length: 2 }, () => `PINTLE_OBSERVER_FAILED: A hook call observer failed: ${words}`),
      );
    }
  });

  it('that is async cannot break anything either', async () => {
    const pm = manager();
    const fail = (): unknown => Promise.reject(error);
    pm.addHookCallMonitoring({ before: fail, after: fail });
    const warnings = await warningsOf(() => expect(pm.hook.on_call({ x: 0 })).toEqual([]));
    expect(warnings).toHaveLength(2);
  });

  it('cannot change a call by turning the list round', async () => {
    const pm = manager();
    pm.register({ name: 'a', hooks: { on_call: () => 'a' } });
    pm.register({ name: 'b', hooks: { on_call: () => 'b' } });
    pm.addHookCallMonitoring({ before: ({ impls }) => void (impls as unknown[]).reverse() });
    const warnings = await warningsOf(() => {
      expect(pm.hook.on_call({ x: 0 })).toEqual(['b', 'a']);
      expect(pm.hook.on_call({ x: 0 })).toEqual(['b', 'a']);
    });
    expect(warnings).toHaveLength(2);
  });

  it('is nested in those that were added before', () => {
    const pm = manager();
    const log: string[] = [];
    for (const name of ['1', '2']) {
      pm.addHookCallMonitoring({
        before: () => void log.push(`before ${name}`),
        after: () => void log.push(`after ${name}`),
      });
    }
    void pm.hook.on_call({ x: 0 });
    expect(log).toEqual(['before 1', 'before 2', 'after 2', 'after 1']);
  });

  it('is undone without touching others, in any order, as often as you like', () => {
    const pm = manager();
    const log: string[] = [];
    const observer = (name: string) => ({ before: () => void log.push(name) });
    const one = pm.addHookCallMonitoring(observer('1'));
    const two = pm.addHookCallMonitoring(observer('2'));
    one();
    one();
    void pm.hook.on_call({ x: 0 });
    two();
    void pm.hook.on_call({ x: 0 });
    expect(log).toEqual(['2']);
  });

  it('that is added twice is told twice', () => {
    const pm = manager();
    const log: string[] = [];
    const observer = { before: () => void log.push('told') };
    const undo = pm.addHookCallMonitoring(observer);
    pm.addHookCallMonitoring(observer);
    void pm.hook.on_call({ x: 0 });
    expect(log).toHaveLength(2);
    undo();
    void pm.hook.on_call({ x: 0 });
    expect(log).toHaveLength(3);
  });

  it('ends with the block that it is used in', () => {
    const pm = manager();
    const log: string[] = [];
    {
      using watching = pm.addHookCallMonitoring({ before: () => void log.push('told') });
      void pm.hook.on_call({ x: 0 });
      expect(watching).toBeTypeOf('function');
    }
    void pm.hook.on_call({ x: 0 });
    expect(log).toEqual(['told']);
  });

  it('that comes in the midst of a call sees the next one', () => {
    const pm = manager();
    const log: string[] = [];
    pm.register({
      name: 'a',
      hooks: { on_call: () => void pm.addHookCallMonitoring({ after: () => void log.push('after') }) },
    });
    void pm.hook.on_call({ x: 0 });
    expect(log).toEqual([]);
    void pm.hook.on_call({ x: 0 });
    expect(log).toEqual(['after']);
  });

  it('keeps its receiver', () => {
    const pm = manager();
    class Counter {
      count = 0;
      before(): void {
        this.count++;
      }
    }
    const counter = new Counter();
    pm.addHookCallMonitoring(counter);
    void pm.hook.on_call({ x: 0 });
    expect(counter.count).toBe(1);
  });
});

describe("a plugin's observe", () => {
  it('watches for as long as the plugin is registered', () => {
    const pm = manager();
    const log: string[] = [];
    const plugin = { name: 'a', observe: { before: ({ hook }: { hook: string }) => void log.push(hook) } };
    pm.register(plugin);
    void pm.hook.on_call({ x: 0 });
    pm.unregister(plugin);
    pm.hook.pick({ x: 0 });
    pm.register(plugin);
    void pm.hook.tell({ x: 0 });
    expect(log).toEqual(['on_call', 'tell']);
  });
});
