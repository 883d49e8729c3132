import { collectPending } from '../dispatch/collect.js';
import { closures, type Engine } from '../dispatch/engine.js';
import { firstResultPending } from '../dispatch/first-result.js';
import { notifyAfterError, notifyPending } from '../dispatch/notify.js';
import { blame, type Plan } from '../dispatch/plan.js';
import { isThenable } from '../thenable.js';
import { type CallCode, compileSteps, type Helpers } from './code-factory.js';

/**
 * Compiles each dispatcher to code of its own, by tapable's code factory. Pipes stay in a loop; where code generation is
 * forbidden (`node --disallow-code-generation-from-strings`), all hooks stay with closures.
 *
 * Compiling takes as long as hundreds of calls: {@link adaptive} does it where that pays.
 */
export const compiled: Engine = (plan) => {
  if (plan.steps.length === 0 || !canCompile()) return closures(plan);
  const runs = plan.steps.map((step) => step.run);
  switch (plan.kind) {
    case 'collect':
    case 'historic':
      return compileSteps(runs, collecting(runs.length), collectHelpers(plan));
    case 'first':
      return compileSteps(runs, first, firstHelpers(plan));
    case 'notify':
      return compileSteps(runs, notifying, notifyHelpers(plan));
    default:
      return closures(plan);
  }
};

/** When {@link adaptive} compiles a hook. */
export interface AdaptiveOptions {
  /** From so many implementations on, wrappers not counted. Default 9: closures are as fast below. */
  readonly minSteps?: number;
  /** After so many calls with the same implementations. Default 1,000: about when compiling has paid for itself. */
  readonly minCalls?: number;
}

/**
 * Makes an engine that begins with closures and compiles where it pays: hooks of many implementations, once they are
 * called often.
 *
 * @example
 * ```ts
 * import { PluginManager } from '@pintle/core';
 * import { adaptive } from '@pintle/core/tapable';
 *
 * const pm = new PluginManager('kiln', { engine: adaptive() });
 * ```
 */
export function adaptive({ minSteps = 9, minCalls = 1000 }: AdaptiveOptions = {}): Engine {
  return (plan) => {
    const isCompiled = plan.kind !== 'pipe' && plan.kind !== 'assign';
    if (!isCompiled || plan.steps.length < minSteps || !canCompile()) return closures(plan);
    let calls = 0;
    let run = closures(plan);
    return (args) => {
      if (++calls === minCalls) run = compiled(plan);
      return run(args);
    };
  };
}

let mayCompile: boolean | undefined;

function canCompile(): boolean {
  if (mayCompile !== undefined) return mayCompile;
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- asks whether it is allowed
    mayCompile = typeof new Function('return 1') === 'function';
  } catch {
    mayCompile = false;
  }
  return mayCompile;
}

/** Up to so many results are kept in variables and put into an array of exact size; more go into it one by one. */
const VARIABLES = 8;

function collecting(count: number): CallCode {
  return count <= VARIABLES ? collectingInVariables(count) : collectingInArray(count);
}

function collectingInVariables(count: number): CallCode {
  const results = Array.from({ length: count }, (_, index) => `_r${index}`);
  return {
    variables: results,
    afterStep: (index, result, next) =>
      `_r${index} = ${result};\n` +
      `if (_h.isThenable(_r${index})) return _h.pending(${index}, _r${index}, [${results.slice(0, index).join(', ')}], args);\n` +
      next(),
    atEnd: () =>
      `return ${results.map((name) => `${name} != null`).join(' && ')} ? [${results.join(', ')}] : _h.there([${results.join(', ')}]);\n`,
  };
}

function collectingInArray(count: number): CallCode {
  return {
    variables: [`_all = new Array(${count})`, '_size = 0'],
    afterStep: (index, result, next) =>
      `if (_h.isThenable(${result})) return _h.pending(${index}, ${result}, _all.slice(0, _size), args);\n` +
      `if (${result} != null) _all[_size++] = ${result};\n` +
      next(),
    atEnd: () => `if (_size < ${count}) _all.length = _size;\nreturn _all;\n`,
  };
}

const there = (results: readonly unknown[]): unknown[] => results.filter((one) => one !== undefined && one !== null);

function collectHelpers(plan: Plan): Helpers {
  return {
    isThenable,
    there,
    pending: (index: number, promise: PromiseLike<unknown>, before: unknown[], args: object): unknown =>
      collectPending(plan, index, promise, there(before), args),
    failed: rethrow(plan),
  };
}

const first: CallCode = {
  variables: [],
  afterStep: (index, result, next) => `if (${result} != null) return _h.answer(${index}, ${result}, args);\n${next()}`,
  atEnd: () => 'return undefined;\n',
};

function firstHelpers(plan: Plan): Helpers {
  return {
    answer: (index: number, result: unknown, args: object): unknown =>
      isThenable(result) ? firstResultPending(plan, index, result, args) : result,
    failed: rethrow(plan),
  };
}

const notifying: CallCode = {
  variables: [],
  afterStep: (index, result, next) =>
    `if (_h.isThenable(${result})) { _over = true; return _h.pending(${index}, ${result}, args); }\n${next()}`,
  atEnd: () => 'return undefined;\n',
};

function notifyHelpers(plan: Plan): Helpers {
  return {
    isThenable,
    pending: (index: number, promise: unknown, args: object): unknown => notifyPending(plan, index, promise, args),
    failed: (index: number, error: unknown, args: object): unknown => notifyAfterError(plan, index, error, args),
  };
}

function rethrow(plan: Plan): (index: number, error: unknown) => never {
  return (index, error) => {
    throw blame(plan, index, error);
  };
}
