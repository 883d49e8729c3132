import { afterEach, describe, expect, it } from 'vitest';
import { isCalledByCompiledCode } from '../../test/support/compiled.js';
import { dispatcher } from '../../test/support/dispatcher.js';
import { hookSpec } from '../spec.js';
import { compiled } from './compiled-engine.js';

describe.each([
  ['collect', hookSpec<object, unknown>()],
  ['historic', hookSpec.historic<object, unknown>()],
  ['first result', hookSpec.firstResult<object, unknown>()],
  ['notify', hookSpec.notify<object>()],
  ['sync collect', hookSpec.sync<object, unknown>()],
])('the compiled engine, %s', (_, spec) => {
  it.each([1, 10, 50, 1000])('calls %i implementations from code that tapable made', async (count) => {
    const seen: boolean[] = [];
    const note = (): void => void seen.push(isCalledByCompiledCode());
    const others = Array.from({ length: count - 1 }, () => () => undefined);
    await dispatcher(spec, [...others, note], { engine: compiled })({});
    expect(seen).toEqual([true]);
  });
});

describe('behind a promise, the compiled engine', () => {
  it.each([
    ['collect', hookSpec<object, unknown>()],
    ['first result', hookSpec.firstResult<object, unknown>()],
  ])('goes on in code that tapable made: %s', async (_, spec) => {
    const seen: boolean[] = [];
    const impls = [() => Promise.resolve(), () => void seen.push(isCalledByCompiledCode())];
    await dispatcher(spec, impls, { engine: compiled })({});
    expect(seen).toEqual([true]);
  });
});

describe('what is no promise', () => {
  afterEach(() => {
    Reflect.deleteProperty(String.prototype, 'then');
  });

  it('is text, even where somebody has given all text a then', () => {
    // oxlint-disable-next-line no-extend-native, unicorn/no-thenable -- what somebody else may do
    Object.defineProperty(String.prototype, 'then', { value: () => undefined, configurable: true });
    const call = dispatcher(hookSpec<object, unknown>(), [() => 'a', () => 'b'], { engine: compiled });
    expect(call({})).toEqual(['a', 'b']);
  });
});
