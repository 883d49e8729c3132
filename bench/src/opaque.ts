/** The args of every benchmarked call. */
export interface Args {
  readonly value: number;
  readonly next: Args | undefined;
}

export type Impl = (args: Args) => unknown;

let made = 0;

/**
 * An implementation of its own source text that V8 does not inline: its body is longer than the inlining limit, but only
 * one short path through it is ever taken. Hosts and plugins look like this; tiny implementations flatter everybody.
 *
 * @param result - the source of what it returns
 */
export function opaqueImpl(result = 'args.value + 1'): Impl {
  // In brackets, V8 compiles it at once, so that no first call is found to take that long.
  return new Function(`return (function implementation(args) { ${neverTaken()} return ${result}; })`)() as Impl;
}

/** The same as an async function. */
export function opaqueAsyncImpl(): Impl {
  return new Function(
    `return async function implementation(args) { ${neverTaken()} return args.value + 1; }`,
  )() as Impl;
}

/** A wrapper of its own source text: `(args, next) => next(args)`. */
export function opaqueWrapper(): (args: Args, next: Impl) => unknown {
  const source = `return function implementation(args, next) { ${neverTaken()} return next(args); }`;
  return new Function(source)() as (args: Args, next: Impl) => unknown;
}

/** A wrapper for pluggy-ts. */
export function opaqueYieldingWrapper(): () => unknown {
  return new Function(`return function* implementation(args) { ${neverTaken()} return yield; }`)() as () => unknown;
}

/** An implementation of its own source text that V8 may inline. */
export function tinyImpl(): Impl {
  return new Function(`return function implementation(args) { return args.value + ${made++}; }`)() as Impl;
}

function neverTaken(): string {
  const id = made++;
  const lines = Array.from({ length: 40 }, (_, i) => `s = s * ${i + 3} + (args.value ^ ${id + i}); s %= ${i + 11};`);
  return `if (args.value < 0) { let s = ${id}; ${lines.join(' ')} if (s === 1) return s; }`;
}

/** A loop of its own source text around `call`, an expression over `h` and `args`: no call site is shared. */
export function loopAround(h: unknown, call: string): (times: number) => unknown {
  const id = made++;
  const source = `/*${id}*/ return function benchmarkLoop(times) { let last, out; for (let i = 0; i < times; i++) { args.value = i; last = ${call}; } return last; }`;
  return new Function('h', 'args', source)(h, { value: 1, next: undefined }) as (times: number) => unknown;
}

/** The same, awaiting each call. */
export function asyncLoopAround(h: unknown, call: string): (times: number) => Promise<unknown> {
  const id = made++;
  const source = `/*${id}*/ return async function benchmarkLoop(times) { let last, out; for (let i = 0; i < times; i++) { args.value = i; last = await ${call}; } return last; }`;
  return new Function('h', 'args', source)(h, { value: 1, next: undefined }) as (times: number) => Promise<unknown>;
}

/** Calls written out by hand: what no library can beat. */
export function unrolled(impls: readonly Impl[], collect: boolean): unknown {
  const names = impls.map((_, i) => `f${i}`);
  const calls = names.map((name) => `${name}(args)`);
  const body = collect ? `return [${calls.join(', ')}];` : `${calls.join('; ')};`;
  return new Function(...names, `/*${made++}*/ return function byHand(args) { ${body} }`)(...impls);
}
