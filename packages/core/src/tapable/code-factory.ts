import { createRequire } from 'node:module';
import type { Guard } from '../dispatch/guard.js';
import type { Invoke } from '../dispatch/plan.js';

// tapable's factory of code is not among its exports, nor typed: this is what we use of it, as of tapable 2.
interface CompileOptions {
  readonly type: 'sync';
  readonly taps: readonly { readonly type: 'sync'; readonly fn: Invoke }[];
  readonly args: readonly string[];
  readonly interceptors: readonly never[];
}
interface TapOptions {
  /** Gives what follows the call, which has put its result into the variable `result`. */
  onResult(result: string): string;
  readonly rethrowIfPossible: true;
}
interface CodeFactory {
  setup(instance: object, options: CompileOptions): void;
  create(options: CompileOptions): (this: object, args: undefined) => unknown;
  header(): string;
  getTapFn(index: number): string;
  callTap(index: number, options: TapOptions): string;
}

/** The class whose subclasses write the code of a kind of hook. */
const HookCodeFactory = createRequire(import.meta.url)('tapable/lib/HookCodeFactory.js') as new () => CodeFactory;

let compiled = 0;

/** What generated code reaches under the name `_h`. */
export type Helpers = Readonly<Record<string, unknown>>;

/** The code of one kind of call. Steps are numbered from 0; `_i` is the one under way, `args` what it is handed. */
export interface CallCode {
  readonly declarations: string;
  /** What follows a step whose result, in the variable `result`, is no promise. */
  afterStep(index: number, result: string): string;
  readonly end: string;
  /** What is done when the result of step `_i` is a promise, in `_promise`. */
  readonly pending: string;
  /** Makes `_rest`, which goes on from a promise: `pending` calls it. Without it, it is `_h.rest`. */
  readonly rest?: RestCode | undefined;
}

/** The code of what is left of a call from a promise on: `async (_i, _promise, args, _before) => …`. */
export interface RestCode {
  /** What follows a step whose result, awaited, is in `_result`. */
  afterStep(index: number): string;
  readonly end: string;
}

/**
 * Compiles the calls of steps, one after another, with tapable's code factory. What it gives asks the guard itself.
 *
 * A step that throws is handed to `_h.failed(index, error, args)`, whose answer is the call's.
 */
export function compileSteps(runs: readonly Invoke[], guard: Guard, code: CallCode, helpers: Helpers): Invoke {
  const factory = new StepFactory(runs.length, code);
  const options: CompileOptions = {
    type: 'sync',
    taps: runs.map((fn) => ({ type: 'sync', fn })),
    args: ['args'],
    interceptors: [],
  };
  const self = { _h: helpers, _cell: guard.cell, _stale: guard.stale };
  factory.setup(self, options);
  return factory.create(options).call(self, undefined) as Invoke;
}

class StepFactory extends HookCodeFactory {
  readonly #count: number;
  readonly #code: CallCode;

  constructor(count: number, code: CallCode) {
    super();
    this.#count = count;
    this.#code = code;
  }

  // V8 keeps what it has learnt of a function by its text: a text of its own keeps hooks from spoiling each other's.
  override header(): string {
    const steps = Array.from({ length: this.#count }, (_, index) => `_step${index} = _x[${index}]`);
    return `/* ${compiled++} */ ${super.header()}const _h = this._h, _cell = this._cell, _stale = this._stale, ${steps.join(', ')};\n`;
  }

  // Constants of a function around the code, of which V8 knows the values; those of an array it would load and check.
  override getTapFn(index: number): string {
    return `_step${index}`;
  }

  /** Called by `create`, whose function is run once: what it gives is the dispatcher. */
  content(): string {
    // In parentheses V8 compiles it at once; otherwise it would look through it first, and again at its first call.
    return `${this.#rest()}return (function (args) {\nif (!_cell.live) return _stale(args);\nlet _i = 0, _promise;\n${this.#code.declarations}${this.#steps()}${this.#code.pending}});\n`;
  }

  // Neither nested, as `callTapsSeries` does it, nor cut into functions: their variables would be shared, and slow.
  #steps(): string {
    const { afterStep, end } = this.#code;
    const steps = this.#each((index, result) => {
      const wait = `if (${isPromise(result)}) { _promise = ${result}; break _steps; }\n`;
      const next = index + 1 < this.#count ? `_i = ${index + 1};\n` : '';
      return `${wait}${afterStep(index, result)}${next}`;
    });
    return `_steps: try {\n${steps.join('')}${end}} catch (_error) {\nreturn _h.failed(_i, _error, args);\n}\n`;
  }

  #rest(): string {
    const { rest } = this.#code;
    if (rest === undefined) return 'const _rest = _h.rest;\n';
    const [, ...later] = this.#each((_, result) => `_result = ${isPromise(result)} ? await ${result} : ${result};\n`);
    const cases = later.map((call, index) => `case ${index}: ${rest.afterStep(index)}_i = ${index + 1};\n${call}`);
    return (
      'const _rest = async (_i, _promise, args, _before) => {\ntry {\nlet _result = await _promise;\nswitch (_i) {\n' +
      `${cases.join('')}default: ${rest.afterStep(this.#count - 1)}}\n${rest.end}} catch (_error) {\nreturn _h.failed(_i, _error);\n}\n};\n`
    );
  }

  #each(onResult: (index: number, result: string) => string): string[] {
    return Array.from({ length: this.#count }, (_, index) =>
      this.callTap(index, { onResult: (result) => onResult(index, result), rethrowIfPossible: true }),
    );
  }
}

// As `isThenable`, in the order that costs least: V8 knows of most results that they have no `then` without a look.
function isPromise(result: string): string {
  return `typeof ${result}?.then === 'function' && Object(${result}) === ${result}`;
}
