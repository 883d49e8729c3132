import { describe, expect, it } from 'vitest';
import { dispatcher, ENGINES } from '../../test/support/dispatcher.js';
import { lazyThenable } from '../../test/support/thenables.js';
import { facts, thrownBy } from '../../test/support/thrown.js';
import { originOf } from '../origin.js';
import { hookSpec } from '../spec.js';
import type { Invoke } from './plan.js';

interface Args {
  readonly max: number;
}
function atMost(value: number, { max }: Args): void {
  if (value > max) throw new RangeError(`${value} is more than ${max}`);
}

describe.each(ENGINES)('check, %s', (_, engine) => {
  const call = (spec: Parameters<typeof dispatcher>[0], impls: readonly unknown[]): Invoke =>
    dispatcher(spec, impls, { engine });

  it('refuses a result, names the plugin, and keeps what was thrown as the cause', async () => {
    const spec = hookSpec<Args, number>({ check: atMost });
    for (const handler of [() => 9, async () => 9]) {
      const error = await thrownBy(() => call(spec, [() => 1, handler])({ max: 5 }));
      expect(facts(error)).toEqual({
        code: 'HOOK_RESULT_INVALID',
        message: 'Plugin "b" broke the contract of "hook": 9 is more than 5',
        hook: 'hook',
        plugin: 'b',
        hint: 'See what the documentation of the hook says of its result.',
      });
      expect((error as Error).cause).toBeInstanceOf(RangeError);
      expect(originOf(error)).toEqual({ plugin: 'b', hook: 'hook' });
    }
  });

  it('lets good results through, and is not asked about nothing', async () => {
    const seen: unknown[] = [];
    const spec = hookSpec<Args, number>({ check: (value) => void seen.push(value) });
    expect(call(spec, [() => 1, () => undefined, () => null, () => 0])({ max: 5 })).toEqual([1, 0]);
    await expect(call(spec, [async () => 2, async () => null])({ max: 5 })).resolves.toEqual([2]);
    expect(seen).toEqual([1, 0, 2]);
  });

  it('takes over the hint of what was thrown, and bears anything thrown', () => {
    const throwing = (thrown: unknown): Invoke =>
      call(
        hookSpec<Args, number>({
          check: () => {
            throw thrown;
          },
        }),
        [() => 1],
      );
    const hinted = Object.assign(new Error('no'), { hint: 'Give yes.' });
    expect(() => throwing(hinted)({ max: 0 })).toThrow(expect.objectContaining({ hint: 'Give yes.' }));
    expect(() => throwing('plain text')({ max: 0 })).toThrow(/: plain text$/);
    for (const odd of [undefined, null, Object.create(null), 7, Symbol('s')]) {
      expect(() => throwing(odd)({ max: 0 })).toThrow(
        expect.objectContaining({ code: 'HOOK_RESULT_INVALID', cause: odd }),
      );
    }
  });

  it('checks what wrappers answer where that is a single value', async () => {
    const first = hookSpec.firstResult<Args, number>({ check: atMost });
    const pipe = hookSpec.pipe<{ x: number }, 'x'>('x', { check: (value) => atMost(value, { max: 5 }) });
    const nine = { wrapper: () => 9 };
    const nineAsync = { wrapper: async () => 9 };
    expect(() => call(first, [nine])({ max: 5 })).toThrow(
      expect.objectContaining({ code: 'HOOK_RESULT_INVALID', plugin: 'a' }),
    );
    await expect(call(first, [nineAsync])({ max: 5 })).rejects.toMatchObject({
      code: 'HOOK_RESULT_INVALID',
      plugin: 'a',
    });
    expect(() => call(pipe, [nine])({ x: 1 })).toThrow(expect.objectContaining({ code: 'HOOK_RESULT_INVALID' }));
    expect(call(first, [{ wrapper: () => undefined }])({ max: 5 })).toBeUndefined();
  });

  it('leaves the list that a wrapper of a collecting hook gives alone', () => {
    const spec = hookSpec<Args, number>({ check: atMost });
    expect(call(spec, [{ wrapper: () => [9] }])({ max: 5 })).toEqual([9]);
  });

  it('sees the partial object of pipe.assign', () => {
    const seen: unknown[] = [];
    const spec = hookSpec.pipe.assign<{ inputs: { a: number; b: number } }, 'inputs'>('inputs', {
      check: (value) => void seen.push(value),
    });
    expect(call(spec, [() => ({ b: 2 })])({ inputs: { a: 1, b: 1 } })).toEqual({ a: 1, b: 2 });
    expect(seen).toEqual([{ b: 2 }]);
  });

  it('is handed the args that the implementation saw', () => {
    const seen: unknown[] = [];
    const spec = hookSpec.pipe<{ x: number }, 'x'>('x', { check: (_value, args) => void seen.push(args.x) });
    call(spec, [() => 2, () => 3])({ x: 1 });
    expect(seen).toEqual([1, 2]);
  });

  it("is the implementation's own fault, which its policy may forgive", () => {
    const faults: unknown[] = [];
    const spec = hookSpec<Args, number>({ check: atMost });
    const report = (_impl: unknown, error: unknown): void => void faults.push((error as { code: string }).code);
    const lenient = dispatcher(spec, [{ onError: 'warn', handler: () => 9 }, () => 1], { engine, report });
    expect(lenient({ max: 5 })).toEqual([1]);
    expect(faults).toEqual(['HOOK_RESULT_INVALID']);
  });

  it('asks a lazy thenable once', async () => {
    const lazy = lazyThenable(1);
    await expect(call(hookSpec<Args, number>({ check: atMost }), [() => lazy])({ max: 5 })).resolves.toEqual([1]);
    expect(lazy.asked).toBe(1);
  });
});
