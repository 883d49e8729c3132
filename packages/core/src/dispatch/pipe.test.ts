import { describe, expect, it } from 'vitest';
import { dispatcher, ENGINES } from '../../test/support/dispatcher.js';
import { lazyThenable } from '../../test/support/thenables.js';
import { thrownBy } from '../../test/support/thrown.js';
import { originOf } from '../origin.js';
import { hookSpec } from '../spec.js';

interface DataArgs {
  readonly data: unknown;
  readonly other: string;
}
interface InputArgs {
  readonly inputs: Readonly<Record<string, unknown>>;
}
const pipe = hookSpec.pipe<DataArgs, 'data'>('data');
const assign = hookSpec.pipe.assign<InputArgs, 'inputs'>('inputs');
const append =
  (letter: string) =>
  ({ data }: DataArgs): string =>
    `${data as string}${letter}`;

describe.each(ENGINES)('pipe, %s', (_, engine) => {
  it('gives the value it was handed when nobody changes it', () => {
    expect(dispatcher(pipe, [], { engine })({ data: 1, other: '' })).toBe(1);
    expect(dispatcher(pipe, [() => undefined, () => null], { engine })({ data: 1, other: '' })).toBe(1);
  });

  it('hands each what the one before returned', async () => {
    expect(dispatcher(pipe, [append('a'), append('b')], { engine })({ data: '', other: '' })).toBe('ab');
    const mixed = [append('a'), async (args: DataArgs) => append('b')(args), append('c'), async () => undefined];
    await expect(dispatcher(pipe, mixed, { engine })({ data: '', other: '' })).resolves.toBe('abc');
  });

  it.each([[0], [''], [false]])('takes %o for a value', (value) => {
    expect(dispatcher(pipe, [() => value], { engine })({ data: 'before', other: '' })).toBe(value);
  });

  it('leaves the object of the caller alone, frozen or not', async () => {
    const args = Object.freeze({ data: 'x', other: 'o' });
    const seen: DataArgs[] = [];
    const look = (given: DataArgs): void => void seen.push(given);
    expect(dispatcher(pipe, [look, append('1'), look], { engine })(args)).toBe('x1');
    await dispatcher(pipe, [async (given: DataArgs) => append('1')(given), look], { engine })(args);
    expect(args).toEqual({ data: 'x', other: 'o' });
    expect(seen[0]).toBe(args);
    expect(seen.slice(1)).toEqual([
      { data: 'x1', other: 'o' },
      { data: 'x1', other: 'o' },
    ]);
  });

  it('goes through a key that looks like a prototype', () => {
    const odd = hookSpec.pipe<{ ['__proto__']: string }, '__proto__'>('__proto__');
    const args = { ['__proto__']: 'a' };
    const call = dispatcher(odd, [(given: typeof args) => `${given['__proto__']}b`, () => undefined], { engine });
    expect(call(args)).toBe('ab');
  });

  it('stops at an error, and blames its plugin', async () => {
    for (const isAsync of [false, true]) {
      const error = new Error('no luck');
      const called: string[] = [];
      const fail = (): unknown => {
        if (isAsync) return Promise.reject(error);
        throw error;
      };
      const call = dispatcher(pipe, [append('a'), fail, () => void called.push('c')], { engine });
      expect(await thrownBy(() => call({ data: '', other: '' }))).toBe(error);
      expect(called).toEqual([]);
      expect(originOf(error)).toEqual({ plugin: 'b', hook: 'hook' });
    }
  });

  it('asks a lazy thenable once', async () => {
    const lazy = lazyThenable('later');
    await expect(dispatcher(pipe, [() => lazy, append('!')], { engine })({ data: '', other: '' })).resolves.toBe(
      'later!',
    );
    expect(lazy.asked).toBe(1);
  });
});

describe.each(ENGINES)('pipe.assign, %s', (_, engine) => {
  it('lays what each returns over the value', async () => {
    const impls = [
      () => ({ a: 1, b: 1 }),
      async () => ({ b: 2 }),
      ({ inputs }: InputArgs) => ({ seen: { ...inputs } }),
    ];
    const inputs = Object.freeze({ x: 0 });
    await expect(dispatcher(assign, impls, { engine })({ inputs })).resolves.toEqual({
      x: 0,
      a: 1,
      b: 2,
      seen: { x: 0, a: 1, b: 2 },
    });
    expect(inputs).toEqual({ x: 0 });
  });

  it('gives the very value it was handed when nobody answers', () => {
    const inputs = { x: 0 };
    expect(dispatcher(assign, [() => undefined], { engine })({ inputs })).toBe(inputs);
  });

  it('takes keys that look like prototypes for keys', () => {
    const call = dispatcher(assign, [() => JSON.parse('{"__proto__": 1, "constructor": 2}') as object], { engine });
    const result = call({ inputs: {} }) as object;
    expect(Object.keys(result)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  });

  it.each([[7], ['text'], [true], [[1, 2]]])('refuses %o, which has no keys', (value) => {
    expect(() => dispatcher(assign, [() => value], { engine })({ inputs: {} })).toThrow(
      /^Plugin "a" broke the contract of "hook": expected an object whose keys replace those of "inputs", got /,
    );
  });
});
