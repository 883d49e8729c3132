import type { NoHooks } from '../call-types.js';
import type { HookFault } from '../events.js';
import { PluginManager, type PluginManagerOptions } from '../manager.js';
import type { CallEnd, CallOutcome } from '../monitor.js';
import type { AnyHookSpecs } from '../spec.js';
import type { ArgsOf, HooksOf } from '../types.js';

/** One implementation that was called. */
export interface RecordedCall<Hook extends string = string, Args = object> {
  readonly hook: Hook;
  /** The name its plugin is registered under. */
  readonly plugin: string;
  /** What it was handed: in a pipe, and inside wrappers, that may differ from what the hook was called with. */
  readonly args: Args;
  /** `undefined` when the call did not wait for it. */
  readonly outcome: CallOutcome | undefined;
}

/** What {@link createTestManager} makes a manager of. */
export interface TestManagerOptions<L extends readonly AnyHookSpecs[]> extends PluginManagerOptions {
  /** The hooks. Default: those that the plugins declare. */
  readonly specs?: L;
  /** Registered in this order, so that the last one is called first. Default: none. */
  readonly plugins?: readonly object[];
}

/** A manager that records what is called. Made by {@link createTestManager}. */
export class TestManager<M = NoHooks> extends PluginManager<M> {
  /** Calls in the order in which they began; those that have not ended are there, without what they called. */
  readonly #calls = new Map<object, readonly RecordedCall[]>();
  readonly #faults: HookFault[] = [];

  constructor(options?: PluginManagerOptions) {
    super('test', options);
    this.addHookCallMonitoring({
      before: ({ impls }) => void this.#calls.set(impls, []),
      after: (call) => {
        if (this.#calls.has(call.impls)) this.#calls.set(call.impls, recorded(call));
      },
    });
    this.events.on('hook:error', (fault) => this.#faults.push(fault));
  }

  /**
   * The implementations that were called, those of one hook call together, first called first; calls stand in the order in
   * which they began. A call is recorded when it has ended.
   */
  get calls(): readonly RecordedCall[] {
    return [...this.#calls.values()].flat();
  }

  /** What `onError: 'warn'` and `'disable'` kept from callers, in the order in which it came. */
  get faults(): readonly HookFault[] {
    return this.#faults;
  }

  /** Those calls that were of one hook, their args typed by its spec. */
  callsOf<Hook extends keyof M & string>(hook: Hook): readonly RecordedCall<Hook, ArgsOf<M[Hook]>>[] {
    return this.calls.filter((call): call is RecordedCall<Hook, ArgsOf<M[Hook]> & object> => call.hook === hook);
  }

  /** Forgets all calls and faults so far. */
  clear(): void {
    this.#calls.clear();
    this.#faults.length = 0;
  }
}

function recorded({ hook, steps }: CallEnd): RecordedCall[] {
  return steps.map(({ impl, args, outcome }) => ({ hook, plugin: impl.pluginName, args, outcome }));
}

/**
 * Makes a plugin manager for a test: it has the specs and plugins, knows every hook that they implement, and records what
 * is called.
 *
 * @throws HookError as `addHookSpecs`, `register` and `checkPending` do: `HOOK_UNKNOWN` for a misspelt hook, say
 *
 * @example
 * ```ts
 * import { defineHookSpecs, hookSpec } from '@pintle/core';
 * import { createTestManager } from '@pintle/core/testing';
 *
 * const specs = defineHookSpecs('kiln', { on_fire: hookSpec<{ temp: number }, string>() });
 * const pm = createTestManager({ specs: [specs], plugins: [{ name: 'log', hooks: { on_fire: () => 'hot' } }] });
 * await pm.hook.on_fire({ temp: 900 });
 * console.log(pm.calls); // one: on_fire, log, { temp: 900 }, { ok: true, value: 'hot' }
 * await pm.close();
 * ```
 */
export function createTestManager<const L extends readonly AnyHookSpecs[] = readonly []>(
  options: TestManagerOptions<L> = {},
): TestManager<HooksOf<L>> {
  const { specs = [], plugins = [], ...rest } = options;
  const pm = new TestManager<HooksOf<L>>(rest);
  pm.addHookSpecs(...specs);
  for (const plugin of plugins) pm.register(plugin);
  pm.checkPending();
  return pm;
}
