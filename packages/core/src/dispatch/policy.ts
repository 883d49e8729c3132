import type { Implementation } from '../impl.js';
import { noteOrigin } from '../origin.js';
import { isThenable } from '../thenable.js';
import type { Invoke, InvokeWrapper } from './plan.js';

/** Where faults go that `onError: 'warn'` and `'disable'` keep from the caller. */
export type ReportFault = (impl: Implementation, error: unknown) => void;

/** Calls nothing of a masked plugin; reports a fault and gives nothing, unless its policy is to throw. */
export function forgiving(impl: Implementation, run: Invoke, report: ReportFault): Invoke {
  const { owner } = impl;
  const forgive = (error: unknown): undefined => {
    if (!isForgiven(impl)) throw error;
    noteOrigin(error, impl.pluginName, impl.hook);
    report(impl, error);
    return undefined;
  };
  return (args) => {
    if (owner?.isMasked === true) return undefined;
    try {
      const result = run(args);
      return isThenable(result) ? Promise.resolve(result).then(undefined, forgive) : result;
    } catch (error) {
      return forgive(error);
    }
  };
}

type Settled = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/**
 * The same for a wrapper. Errors that come out of `next` are not its own and pass; a wrapper that failed before `next` is
 * skipped; after it, the last outcome of `next` stands.
 */
export function forgivingWrapper(impl: Implementation, wrapper: InvokeWrapper, report: ReportFault): InvokeWrapper {
  const { owner } = impl;
  return (args, next) => {
    if (owner?.isMasked === true) return next(args);
    let last: Settled | Promise<Settled> | undefined;
    const foreign = new Set<unknown>();
    const tracked: Invoke = (innerArgs) => {
      const settle = (settled: Settled): Settled => {
        if (!settled.ok) foreign.add(settled.error);
        last = settled;
        return settled;
      };
      try {
        const result = next(innerArgs);
        if (!isThenable(result)) {
          settle({ ok: true, value: result });
          return result;
        }
        const pending = Promise.resolve(result);
        last = pending.then(
          (value) => settle({ ok: true, value }),
          (error: unknown) => settle({ ok: false, error }),
        );
        const lent = last.then(unwrap);
        // The outcome is kept in `last`; a wrapper that lets go of this promise must not end the process.
        lent.catch(() => undefined);
        return lent;
      } catch (error) {
        settle({ ok: false, error });
        throw error;
      }
    };
    const forgive = (error: unknown): unknown => {
      if (foreign.has(error) || !isForgiven(impl)) throw error;
      noteOrigin(error, impl.pluginName, impl.hook);
      report(impl, error);
      if (last === undefined) return next(args);
      return last instanceof Promise ? last.then(unwrap) : unwrap(last);
    };
    try {
      const result = wrapper(args, tracked);
      return isThenable(result) ? Promise.resolve(result).then(undefined, forgive) : result;
    } catch (error) {
      return forgive(error);
    }
  };
}

function unwrap(settled: Settled): unknown {
  if (settled.ok) return settled.value;
  throw settled.error;
}

function isForgiven(impl: Implementation): boolean {
  const { onError } = impl.options;
  return onError === 'warn' || onError === 'disable';
}
