import { describe, expect, it } from 'vitest';
import { ENGINES, planFor } from '../../test/support/dispatcher.js';
import { originOf } from '../origin.js';
import { type AnyHookSpec, hookSpec } from '../spec.js';
import { UNGUARDED } from './guard.js';

const KINDS: readonly (readonly [string, AnyHookSpec])[] = [
  ['collect', hookSpec()],
  ['first result', hookSpec.firstResult()],
  ['notify', hookSpec.notify()],
  ['pipe', hookSpec.pipe<{ readonly x: number }, 'x'>('x')],
];
/** Each count of steps that has code of its own, and some that are put together. */
const SIZES = [0, 1, 2, 3, 4, 5, 7, 8, 10, 15, 33, 65];
const CASES = ENGINES.flatMap(([name, engine]) => KINDS.map(([kind, spec]) => ({ name, engine, kind, spec })));

function range(size: number): number[] {
  return Array.from({ length: size }, (_, index) => index);
}

describe.each(CASES)('what the engine "$name" makes for $kind', ({ engine, spec }) => {
  it.each(SIZES)('goes another way once it is stale, with %i implementations', (size) => {
    const called: number[] = [];
    const stale: object[] = [];
    const cell = { live: true };
    const steps = range(size).map((index) => () => void called.push(index));
    // What it gives may be nothing: the call has been made all the same.
    const call = engine(planFor(spec, steps), { cell, stale: (args) => void stale.push(args) });
    const args = { x: 0 };
    call(args);
    expect(called).toEqual(range(size));
    cell.live = false;
    expect(call(args)).toBeUndefined();
    expect(stale).toEqual([args]);
    expect(called).toEqual(range(size));
  });

  it.each(SIZES)('ends the call in which it became stale, with %i implementations', (size) => {
    const called: number[] = [];
    const cell = { live: true };
    const steps = range(size).map((index) => () => {
      called.push(index);
      cell.live = false;
    });
    engine(planFor(spec, steps), { cell, stale: () => called.push(-1) })({ x: 0 });
    expect(called).toEqual(range(size));
  });

  it.each(range(15))('knows which of 15 implementations threw: number %i', (at) => {
    const error = new Error('no luck');
    const steps = range(15).map((index) => () => {
      if (index === at) throw error;
    });
    const call = engine(planFor(spec, steps), UNGUARDED);
    expect(() => call({ x: 0 })).toThrow(error);
    expect(originOf(error)).toEqual({ plugin: String.fromCharCode(97 + at), hook: 'hook' });
  });

  it.each(range(15))('knows which of 15 implementations gave a promise: number %i', async (at) => {
    const error = new Error('no luck');
    const called: number[] = [];
    const steps = range(15).map((index) => () => {
      called.push(index);
      return index === at ? Promise.reject(error) : undefined;
    });
    const given = engine(planFor(spec, steps), UNGUARDED)({ x: 0 });
    expect(called).toEqual(range(at + 1));
    await expect(given).rejects.toBe(error);
    expect(originOf(error)).toEqual({ plugin: String.fromCharCode(97 + at), hook: 'hook' });
  });
});
