import type { Implementation } from '../impl.js';
import type { AnyHookSpec } from '../spec.js';
import { isThenable } from '../thenable.js';
import { checked, checkedWrapper, checkOf, wrapperCheckOf } from './check.js';
import { type Invoke, type InvokeWrapper, type Plan, type Step, syncPromise, type WrapperStep } from './plan.js';
import { forgiving, forgivingWrapper, type ReportFault } from './policy.js';
import { timed, timedWrapper } from './timeout.js';

/** Watches single implementations: gives back a function that does the same and notes how it went. */
export interface Recorder {
  step(impl: Implementation, run: Invoke): Invoke;
  wrapper(impl: Implementation, wrap: InvokeWrapper): InvokeWrapper;
}

/** What steps are built from, besides the implementations. */
export interface StepContext {
  readonly hook: string;
  readonly spec: AnyHookSpec | undefined;
  readonly report: ReportFault;
}

/**
 * Makes the plan of a call from implementations in call order.
 *
 * Each is decorated only where it needs to be, from the inside out: receiver, own args, promises refused, check, timeout,
 * recorder, policy.
 */
export function planOf(context: StepContext, impls: readonly Implementation[], recorder?: Recorder): Plan {
  const { hook, spec } = context;
  const steps: Step[] = [];
  const wrappers: WrapperStep[] = [];
  for (const impl of impls) {
    if (impl.wrapper) wrappers.push({ impl, wrap: wrapperOf(context, impl, recorder) });
    else steps.push({ impl, run: runOf(context, impl, recorder) });
  }
  const kind = spec?.kind ?? 'collect';
  return { hook, kind, sync: spec?.sync ?? false, key: spec?.key ?? '', steps, wrappers };
}

function runOf({ spec, report }: StepContext, impl: Implementation, recorder: Recorder | undefined): Invoke {
  const { owner, options } = impl;
  const check = checkOf(spec);
  const guarded = isGuarded(impl);
  const handler = impl.handler as Invoke;
  const argsFor = spec?.argsFor;
  const called = owner?.isInstance === true ? (args: object) => handler.call(owner.plugin, args) : handler;
  let run = argsFor === undefined ? called : (args: object) => called(argsFor(args, impl));
  if (spec?.sync !== true) {
    if (check !== undefined) run = checked(impl, check, run);
    if (options.timeoutMs !== undefined) run = timed(impl, options.timeoutMs, run);
  } else if (check !== undefined || recorder !== undefined || guarded) {
    run = refusingPromises(impl, run);
    if (check !== undefined) run = checked(impl, check, run);
  }
  if (recorder !== undefined) run = recorder.step(impl, run);
  return guarded ? forgiving(impl, run, report) : run;
}

function wrapperOf({ spec, report }: StepContext, impl: Implementation, recorder: Recorder | undefined): InvokeWrapper {
  const { owner, options } = impl;
  const check = wrapperCheckOf(spec);
  const guarded = isGuarded(impl);
  const handler = impl.handler as InvokeWrapper;
  const argsFor = spec?.argsFor;
  const called =
    owner?.isInstance === true ? (args: object, next: Invoke) => handler.call(owner.plugin, args, next) : handler;
  let wrap = argsFor === undefined ? called : (args: object, next: Invoke) => called(argsFor(args, impl), next);
  if (spec?.sync !== true) {
    if (check !== undefined) wrap = checkedWrapper(impl, check, wrap);
    if (options.timeoutMs !== undefined) wrap = timedWrapper(impl, options.timeoutMs, wrap);
  } else if (check !== undefined || recorder !== undefined || guarded) {
    const plain = wrap;
    wrap = (args, next) => refuse(impl, plain(args, next));
    if (check !== undefined) wrap = checkedWrapper(impl, check, wrap);
  }
  if (recorder !== undefined) wrap = recorder.wrapper(impl, wrap);
  return guarded ? forgivingWrapper(impl, wrap, report) : wrap;
}

/** Whether a failure of it may be forgiven, or its plugin may be masked by a failure elsewhere. */
function isGuarded(impl: Implementation): boolean {
  const { onError } = impl.options;
  return onError === 'warn' || onError === 'disable' || impl.owner?.isDisableable === true;
}

// In a synchronous hook a promise is the implementation's own fault, which its policy may forgive: it is refused at once,
// before anything waits for it. Where nothing stands round the implementation, dispatch itself refuses it.
function refusingPromises(impl: Implementation, run: Invoke): Invoke {
  return (args) => refuse(impl, run(args));
}

function refuse(impl: Implementation, result: unknown): unknown {
  if (isThenable(result)) throw syncPromise(impl.hook, impl, result);
  return result;
}
