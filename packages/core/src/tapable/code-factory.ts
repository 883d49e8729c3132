import { createRequire } from 'node:module';
import type { Invoke } from '../dispatch/plan.js';

// tapable's factory of code is not among its exports, nor typed: this is what we use of it, as of tapable 2.
interface CompileOptions {
  readonly type: 'sync';
  readonly taps: readonly { readonly type: 'sync'; readonly fn: Invoke }[];
  readonly args: readonly string[];
  readonly interceptors: readonly never[];
}
/** Pieces of code that the factory asks for; `next` is the code of all later steps. */
interface SeriesOptions {
  onError(index: number, error: string): string;
  onResult(index: number, result: string, next: () => string): string;
  onDone(): string;
  readonly resultReturns: true;
  readonly doneReturns: true;
  readonly rethrowIfPossible: true;
}
interface CodeFactory {
  setup(instance: object, options: CompileOptions): void;
  create(options: CompileOptions): (this: object, args: object) => unknown;
  header(): string;
  callTapsSeries(options: SeriesOptions): string;
}

/** The class whose subclasses write the code of a kind of hook. */
const HookCodeFactory = createRequire(import.meta.url)('tapable/lib/HookCodeFactory.js') as new () => CodeFactory;

let compiled = 0;

/** What generated code reaches under the name `_h`. */
export type Helpers = Readonly<Record<string, unknown>>;

/** The code of one kind of call; steps are numbered from 0. */
export interface CallCode {
  /** Variables that hold results. */
  readonly variables: readonly string[];
  /**
   * What follows a step that gave `result`; `next` is the code of all later steps. It may set `_over`: an error that is
   * thrown after that is the call's, not the step's.
   */
  afterStep(index: number, result: string, next: () => string): string;
  /** What follows the last step. */
  atEnd(): string;
}

/**
 * Compiles the calls of steps, one after another, with tapable's code factory.
 *
 * A step that throws is handed to `_h.failed(index, error, args)`, whose answer is the call's.
 */
export function compileSteps(runs: readonly Invoke[], code: CallCode, helpers: Helpers): Invoke {
  const factory = new StepFactory(code);
  const options: CompileOptions = {
    type: 'sync',
    taps: runs.map((fn) => ({ type: 'sync', fn })),
    args: ['args'],
    interceptors: [],
  };
  const self = { _h: helpers };
  factory.setup(self, options);
  const fn = factory.create(options);
  return (args) => fn.call(self, args);
}

class StepFactory extends HookCodeFactory {
  readonly #code: CallCode;

  constructor(code: CallCode) {
    super();
    this.#code = code;
  }

  // V8 keeps what it has learnt of a function by its text: a text of its own keeps hooks from spoiling each other's.
  override header(): string {
    const variables = ['_i = 0', '_over = false', ...this.#code.variables].join(', ');
    return `/* ${compiled++} */ ${super.header()}var _h = this._h, ${variables};\n`;
  }

  /** Called by `create`. */
  content(): string {
    const steps = this.callTapsSeries({
      onError: (_index, error) => `throw ${error};\n`,
      onResult: (index, result, next) => this.#code.afterStep(index, result, () => `_i = ${index + 1};\n${next()}`),
      onDone: () => this.#code.atEnd(),
      resultReturns: true,
      doneReturns: true,
      rethrowIfPossible: true,
    });
    return `try {\n${steps}} catch (_error) {\nif (_over) throw _error;\nreturn _h.failed(_i, _error, args);\n}\n`;
  }
}
