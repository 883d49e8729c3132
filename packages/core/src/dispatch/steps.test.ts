import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { dispatcher, ENGINES } from '../../test/support/dispatcher.js';
import { lazyThenable } from '../../test/support/thenables.js';
import { facts, hookErrorOf } from '../../test/support/thrown.js';
import { unhandledIn } from '../../test/support/unhandled.js';
import { originOf } from '../origin.js';
import { type AnyHookSpec, hookSpec } from '../spec.js';

interface Args {
  readonly x: number;
}
const kinds: readonly (readonly [string, AnyHookSpec])[] = [
  ['collect', hookSpec.sync<Args, unknown>()],
  ['firstResult', hookSpec.sync.firstResult<Args, unknown>()],
  ['notify', hookSpec.sync.notify<Args>()],
  ['pipe', hookSpec.sync.pipe<Args, 'x'>('x')],
  ['pipe.assign', hookSpec.sync.pipe.assign<{ x: object }, 'x'>('x')],
  ['collect with a check', hookSpec.sync<Args, unknown>({ check: () => undefined })],
  ['historic', hookSpec.historic<Args, unknown>()],
];

describe.each(ENGINES)('a synchronous hook, %s', (_, engine) => {
  describe.each(kinds)('%s', (_kind, spec) => {
    it('refuses a promise, and says whose', () => {
      const error = hookErrorOf(() => dispatcher(spec, [() => undefined, async () => ({})], { engine })({ x: {} }));
      expect(facts(error)).toEqual({
        code: 'HOOK_SYNC_PROMISE',
        message: 'Plugin "b" returned a promise from "hook", which is synchronous: expected a plain value.',
        hook: 'hook',
        plugin: 'b',
        hint: 'Make the implementation synchronous, and do its waiting elsewhere.',
      });
      expect(originOf(error)).toEqual({ plugin: 'b', hook: 'hook' });
    });

    it('leaves no rejection unhandled, of this realm or another', async () => {
      const foreign = (): unknown => vm.runInNewContext('Promise.reject(new Error("no luck"))');
      const unhandled = await unhandledIn(() => {
        for (const count of [1, 2, 3, 5]) {
          for (const reject of [() => Promise.reject(new Error('no luck')), foreign]) {
            const impls = Array.from({ length: count }, (_unused, index) =>
              index === count - 1 ? reject : () => undefined,
            );
            expect(() => dispatcher(spec, impls, { engine })({ x: {} })).toThrow(/synchronous/);
          }
        }
      });
      expect(unhandled).toEqual([]);
    });

    it('does not start a lazy thenable', async () => {
      const lazy = lazyThenable(1);
      expect(() => dispatcher(spec, [() => lazy], { engine })({ x: {} })).toThrow(/synchronous/);
      expect(() => dispatcher(spec, [{ timeoutMs: 5, handler: () => lazy }], { engine })({ x: {} })).toThrow(
        /synchronous/,
      );
      await Promise.resolve();
      expect(lazy.asked).toBe(0);
    });

    it('leaves it to the policy of the implementation', async () => {
      const faults: unknown[] = [];
      const report = (impl: { pluginName: string }, error: unknown): void => {
        faults.push([impl.pluginName, (error as { code: string }).code]);
      };
      const unhandled = await unhandledIn(() => {
        const rejecting = { onError: 'warn', handler: () => Promise.reject(new Error('no luck')) };
        dispatcher(spec, [rejecting, () => undefined], { engine, report })({ x: {} });
      });
      expect(faults).toEqual([['a', 'HOOK_SYNC_PROMISE']]);
      expect(unhandled).toEqual([]);
    });
  });

  it('refuses a promise of a wrapper', async () => {
    const faults: unknown[] = [];
    const report = (_impl: unknown, error: unknown): void => void faults.push((error as { code: string }).code);
    const wrapper = (): unknown => Promise.reject(new Error('no luck'));
    const unhandled = await unhandledIn(() => {
      for (const spec of [hookSpec.sync<Args, unknown>(), hookSpec.sync.pipe<Args, 'x'>('x')]) {
        expect(() => dispatcher(spec, [{ wrapper }, () => 1], { engine })({ x: 1 })).toThrow(
          expect.objectContaining({ code: 'HOOK_SYNC_PROMISE', plugin: 'a' }),
        );
        dispatcher(spec, [{ onError: 'warn', wrapper }, () => 1], { engine, report })({ x: 1 });
      }
    });
    expect(faults).toEqual(['HOOK_SYNC_PROMISE', 'HOOK_SYNC_PROMISE']);
    expect(unhandled).toEqual([]);
  });

  it('refuses what a wrapper returns before anything waits for it', async () => {
    const check = (): void => undefined;
    const specs = [
      hookSpec.sync<Args, unknown>(),
      hookSpec.sync.firstResult<Args, unknown>({ check }),
      hookSpec.sync.pipe<Args, 'x'>('x', { check }),
    ];
    for (const spec of specs) {
      for (const onError of ['throw', 'warn'] as const) {
        const lazy = lazyThenable(1);
        const call = dispatcher(spec, [{ onError, wrapper: () => lazy }], { engine });
        if (onError === 'throw') expect(() => call({ x: 1 })).toThrow(/synchronous/);
        else expect(call({ x: 1 })).not.toBe(lazy);
        await Promise.resolve();
        expect(lazy.asked).toBe(0);
      }
    }
  });

  it('calls every implementation of a notify hook, promises or not', () => {
    const called: string[] = [];
    const call = dispatcher(
      hookSpec.sync.notify<Args>(),
      [async () => undefined, async () => undefined, () => void called.push('c')],
      { engine },
    );
    expect(() => call({ x: 0 })).toThrow(AggregateError);
    expect(called).toEqual(['c']);
  });
});

describe('an implementation without need', () => {
  it('is called bare: without a receiver, straight from dispatch', () => {
    const receivers: unknown[] = [];
    function handler(this: unknown): void {
      receivers.push(this);
    }
    dispatcher(undefined, [handler, { wrapper: handler }])({});
    expect(receivers).toEqual([undefined]);
  });
});
