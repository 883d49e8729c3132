import { collectPending } from '../dispatch/collect.js';
import { closures, type Engine } from '../dispatch/engine.js';
import { firstResultPending } from '../dispatch/first-result.js';
import { notifyAfterError, notifyPending } from '../dispatch/notify.js';
import { blame, type Plan, type Step, syncPromise } from '../dispatch/plan.js';
import { firstOf, present } from '../dispatch/results.js';
import { canCompile } from './can-compile.js';
import { type CallCode, compileSteps, type Helpers } from './code-factory.js';

/**
 * Compiles each dispatcher to code of its own, by tapable's code factory. Pipes stay in a loop; where code generation is
 * forbidden (`node --disallow-code-generation-from-strings`), all hooks stay with closures.
 *
 * Compiling takes as long as hundreds of calls: {@link adaptive} does it where that pays.
 */
export const compiled: Engine = (plan, guard) => {
  const code = plan.steps.length > 0 && canCompile() ? codeOf(plan) : undefined;
  if (code === undefined) return closures(plan, guard);
  return compileSteps(
    plan.steps.map((step) => step.run),
    guard,
    code,
    helpersOf(plan),
  );
};

/** Whether the engine compiles hooks of this kind. */
export function isCompilable({ kind }: Plan): boolean {
  return kind !== 'pipe' && kind !== 'assign';
}

function codeOf(plan: Plan): CallCode | undefined {
  const { kind, steps } = plan;
  if (!isCompilable(plan)) return undefined;
  const code = kind === 'first' ? answering : kind === 'notify' ? notifying : collecting(steps.length);
  // In a synchronous hook a promise is an error of its step.
  if (plan.sync) return { ...code, pending: REFUSE, rest: undefined };
  return code.rest !== undefined && steps.length > RESTS ? { ...code, rest: undefined } : code;
}

const REFUSE = 'return _h.failed(_i, _h.refusal(_i, _promise), args);\n';
const isThere = (result: string): string => `${result} !== undefined && ${result} !== null`;

/** Up to so many steps have code of their own behind a promise: at each, V8 saves and restores all variables of a call. */
const RESTS = 8;

/** Up to so many results are kept in variables and put into an array of exact size; more go into it one by one. */
const VARIABLES = 16;

function collecting(count: number): CallCode {
  return count <= VARIABLES ? collectingInVariables(count) : collectingInArray(count);
}

function collectingInVariables(count: number): CallCode {
  const results = Array.from({ length: count }, (_, index) => `_result${index}`);
  const all = `[${results.join(', ')}]`;
  const areThere = results.map((result) => `${result} != null`).join(' && ');
  const keep = results.map((result) => `if (${isThere(result)}) _all[_size++] = ${result};\n`);
  return {
    declarations: '',
    afterStep: () => '',
    end: `if (${areThere}) return ${all};\nconst _all = ${all};\nlet _size = 0;\n${keep.join('')}return _h.firstOf(_all, _size);\n`,
    pending: `return _rest(_i, _promise, args, _i === 0 ? undefined : ${all}.slice(0, _i));\n`,
    rest: {
      afterStep: (index) => `var _result${index} = _result;\n`,
      end: `return _before === undefined && ${areThere} ? ${all} : _h.present([...(_before ?? []), ${results.join(', ')}]);\n`,
    },
  };
}

function collectingInArray(count: number): CallCode {
  const keep = (result: string): string => `if (${isThere(result)}) _all[_size++] = ${result};\n`;
  return {
    declarations: `const _all = new Array(${count});\nlet _size = 0;\n`,
    afterStep: (_, result) => keep(result),
    end: `return _size === ${count} ? _all : _h.firstOf(_all, _size);\n`,
    pending: 'return _rest(_i, _promise, args, _all.slice(0, _size));\n',
    rest: { afterStep: () => `if (${isThere('_result')}) _before.push(_result);\n`, end: 'return _before;\n' },
  };
}

const answering: CallCode = {
  declarations: '',
  afterStep: (_, result) => `if (${isThere(result)}) return ${result};\n`,
  end: 'return undefined;\n',
  pending: 'return _rest(_i, _promise, args);\n',
  rest: { afterStep: () => `if (${isThere('_result')}) return _result;\n`, end: 'return undefined;\n' },
};

const notifying: CallCode = {
  declarations: '',
  afterStep: () => '',
  end: 'return undefined;\n',
  pending: 'return _rest(_i, _promise, args);\n',
  rest: undefined,
};

function helpersOf(plan: Plan): Helpers {
  const isNotify = plan.kind === 'notify';
  return {
    firstOf,
    present,
    refusal: (index: number, promise: unknown) => syncPromise(plan.hook, (plan.steps[index] as Step).impl, promise),
    rest: (index: number, promise: PromiseLike<unknown>, args: object, before: readonly unknown[] = []): unknown => {
      if (isNotify) return notifyPending(plan, index, promise, args);
      if (plan.kind === 'first') return firstResultPending(plan, index, promise, args);
      return collectPending(plan, index, promise, present([...before]), args);
    },
    failed: (index: number, error: unknown, args: object): unknown => {
      if (isNotify) return notifyAfterError(plan, index, error, args);
      throw blame(plan, index, error);
    },
  };
}
