import type { HookImpl } from '../hook-impl.js';
import type { Implementation } from '../impl.js';
import type { AnyHookSpec } from '../spec.js';
import { isThenable } from '../thenable.js';
import { checked, checkOf } from './check.js';
import { type Invoke, type InvokeWrapper, type Plan, type Step, syncPromise, type WrapperStep } from './plan.js';
import { forgiving, forgivingWrapper, type ReportFault } from './policy.js';
import { timed, timedWrapper } from './timeout.js';

/** Watches one implementation: gives back a function that does the same and notes how it went. */
export type Recorder = (impl: Implementation, run: InvokeWrapper) => InvokeWrapper;

/** What steps are built from, besides the implementations. */
export interface StepContext {
  readonly hook: string;
  readonly spec: AnyHookSpec | undefined;
  readonly report: ReportFault;
}

/** Makes the plan of a call from implementations in call order. */
export function planOf(context: StepContext, impls: readonly Implementation[], recorder?: Recorder): Plan {
  const { hook, spec } = context;
  const steps: Step[] = [];
  const wrappers: WrapperStep[] = [];
  for (const impl of impls) {
    const run = decorated(context, impl, recorder);
    if (impl.wrapper) wrappers.push({ impl, wrap: run });
    else steps.push({ impl, run: run as Invoke });
  }
  const kind = spec?.kind ?? 'collect';
  return { hook, kind, sync: spec?.sync ?? false, key: spec?.key ?? '', steps, wrappers };
}

/**
 * What dispatch calls for an implementation: its handler, which has around it only what it needs, from the inside out: its
 * receiver, its own args, the refusal of promises, a check, a timeout, a recorder, its policy. A handler, which is called
 * without `next`, has no second parameter.
 */
function decorated({ spec, report }: StepContext, impl: Implementation, recorder: Recorder | undefined): InvokeWrapper {
  const { wrapper, options } = impl;
  const check = checkOf(spec, wrapper);
  const guarded = isGuarded(impl);
  let run = called(impl);
  if (spec?.argsFor !== undefined) run = withOwnArgs(impl, spec.argsFor, run);
  // In a synchronous hook a promise is the implementation's own fault, which its policy may forgive: it is refused before
  // anything waits for it. Where nothing stands around the implementation, dispatch itself refuses it.
  if (spec?.sync === true && (check !== undefined || recorder !== undefined || guarded))
    run = refusingPromises(impl, run);
  if (check !== undefined) run = checked(impl, check, run);
  if (spec?.sync !== true && options.timeoutMs !== undefined) {
    run = wrapper ? timedWrapper(impl, options.timeoutMs, run) : timed(impl, options.timeoutMs, run as Invoke);
  }
  if (recorder !== undefined) run = recorder(impl, run);
  if (!guarded) return run;
  return wrapper ? forgivingWrapper(impl, run, report) : forgiving(impl, run as Invoke, report);
}

function called({ owner, handler }: Implementation): InvokeWrapper {
  const run = handler as InvokeWrapper;
  return owner?.isInstance === true ? (args, next) => run.call(owner.plugin, args, next) : run;
}

function withOwnArgs(
  impl: Implementation,
  argsFor: (args: object, impl: HookImpl) => object,
  run: InvokeWrapper,
): InvokeWrapper {
  const { record } = impl;
  return (args, next) => run(argsFor(args, record), next);
}

function refusingPromises(impl: Implementation, run: InvokeWrapper): InvokeWrapper {
  return (args, next) => {
    const result = run(args, next);
    if (isThenable(result)) throw syncPromise(impl.hook, impl, result);
    return result;
  };
}

/** Whether a failure of it may be forgiven, or its plugin may be masked by a failure elsewhere. */
function isGuarded(impl: Implementation): boolean {
  const { onError } = impl.options;
  return onError === 'warn' || onError === 'disable' || impl.owner?.isDisableable === true;
}
