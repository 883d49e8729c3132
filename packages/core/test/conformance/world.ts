import {
  type CallOutcome,
  defineHookSpecs,
  hookSpec,
  isHookError,
  PluginManager,
  type PluginManagerOptions,
  type Undo,
} from '@pintle/core';

/** The recorded scenarios, as `README.md` beside this file describes them. */
export interface Scenario {
  readonly id: string;
  readonly tags: readonly string[];
  readonly specs: readonly SpecData[];
  readonly plugins: Readonly<Record<string, { readonly name: string; readonly impls: readonly ImplData[] }>>;
  readonly steps: readonly StepData[];
  readonly expected: readonly Outcome[];
  readonly expectedAtomic?: readonly Outcome[];
}
interface SpecData {
  readonly name: string;
  readonly firstresult: boolean;
  readonly historic: boolean;
}
interface ImplData {
  readonly hook: string;
  readonly specname?: string;
  readonly id: string;
  readonly tryfirst?: boolean;
  readonly trylast?: boolean;
  readonly wrapper: boolean;
  readonly optionalhook?: boolean;
  readonly behaviour: Behaviour;
}
interface Behaviour {
  readonly raises?: string;
  readonly returns?: unknown;
  readonly returnsArg?: 'x' | 'y';
  readonly during?: readonly StepData[];
  readonly before?: string;
  readonly after?: string;
}
interface StepData {
  readonly op: string;
  readonly plugin?: string;
  readonly name?: string;
  readonly hook?: string;
  readonly firstresult?: boolean;
  readonly historic?: boolean;
  readonly args?: Args;
  readonly extra?: readonly ImplData[];
  readonly remove?: readonly string[];
  readonly callback?: string;
}
interface Args {
  readonly x: unknown;
  readonly y: unknown;
}
type ErrorData = Readonly<Record<string, unknown>>;
/** What a step did. */
export interface Outcome {
  readonly ok?: unknown;
  readonly error?: ErrorData;
  readonly log?: readonly unknown[];
  readonly pending?: readonly (readonly unknown[])[];
}

type Caller = ((args: Args) => unknown) & {
  callExtra(impls: readonly unknown[], args: Args): unknown;
  callHistoric(args: Args, onResult?: (value: unknown) => void): void;
  getHookImpls(): readonly { readonly handler: object }[];
};

const CODES: Readonly<Record<string, string>> = {
  PLUGIN_NAME_TAKEN: 'duplicate_name',
  PLUGIN_ALREADY_REGISTERED: 'duplicate_plugin',
  PLUGIN_NOT_REGISTERED: 'not_registered',
  HOOK_HISTORIC_WRAPPER: 'historic_wrapper',
  HOOK_HISTORIC_CALL: 'historic_direct_call',
  HOOK_NOT_HISTORIC: 'not_historic',
  HOOKSPEC_DUPLICATE: 'spec_conflict',
  HOOK_UNKNOWN: 'unknown_hook',
};

class BehaviourError extends Error {}
class NoSuchHook extends Error {}
class HistoricFirstResult extends Error {}

/** One scenario's manager and plugins, and the log of what happened in them. */
export class World {
  readonly #pm: PluginManager;
  readonly #plugins = new Map<string, object>();
  readonly #ids = new Map<object, string>();
  /** Plugin keys by the names that they were last registered under. */
  readonly #registering = new Map<string, string>();
  #log: unknown[] = [];
  #undo: Undo | undefined;

  constructor(scenario: Scenario, options: PluginManagerOptions) {
    this.#pm = new PluginManager('conformance', options);
    for (const spec of scenario.specs) this.#addSpec(spec);
    for (const [key, { name, impls }] of Object.entries(scenario.plugins)) {
      const hooks: Record<string, unknown[]> = {};
      for (const impl of impls) (hooks[impl.specname ?? impl.hook] ??= []).push(this.#impl(impl));
      this.#plugins.set(key, { name, hooks });
    }
  }

  /** Runs one step and tells what it did, log included. */
  run(step: StepData): Outcome {
    this.#log = [];
    const outcome = this.#attempt(step);
    return { ...outcome, log: this.#log };
  }

  #attempt(step: StepData): Outcome {
    try {
      return { ok: copy(this.#do(step)) };
    } catch (error) {
      const pending = isHookError(error)
        ? (error as { pending?: { hook: string; plugin: string }[] }).pending
        : undefined;
      const data = this.#errorData(error);
      if (pending === undefined) return { error: data };
      return { error: data, pending: pending.map((one) => [one.hook, this.#keyOf(this.#pm.getPlugin(one.plugin))]) };
    }
  }

  #do(step: StepData): unknown {
    const pm = this.#pm;
    const { name = '' } = step;
    const plugin = (): object => this.#plugins.get(step.plugin ?? '') as object;
    switch (step.op) {
      case 'register':
        this.#registering.set(step.name ?? (plugin() as { name: string }).name, step.plugin ?? '');
        return pm.register(plugin(), step.name === undefined ? {} : { name });
      case 'unregister':
        return this.#keyOf(pm.unregister(plugin()));
      case 'unregisterName':
        return this.#keyOf(pm.unregister(name));
      case 'block':
        return pm.block(name);
      case 'unblock':
        return pm.unblock(name);
      case 'isBlocked':
        return pm.isBlocked(name);
      case 'hasPlugin':
        return pm.hasPlugin(name);
      case 'getPlugin':
        return this.#keyOf(pm.getPlugin(name));
      case 'isRegistered':
        return pm.isRegistered(plugin());
      case 'getName':
        return pm.getName(plugin());
      case 'getPlugins':
        return pm
          .getPlugins()
          .map((one) => this.#keyOf(one) ?? '')
          .sort((a, b) => (a < b ? -1 : 1));
      case 'listNamePlugin':
        return pm.listNamePlugin().map(([key, one]) => [key, this.#keyOf(one)]);
      case 'getHookcallers':
        return pm.getHookCallers(plugin())?.sort() ?? null;
      case 'addSpec':
        return this.#addSpec(step as unknown as SpecData);
      case 'call':
        return this.#call(step);
      case 'callHistoric':
        return this.#caller(step).callHistoric(
          step.args as Args,
          step.callback === undefined ? undefined : (value) => this.#log.push(['callback', step.callback, copy(value)]),
        );
      case 'checkPending':
        return pm.checkPending();
      case 'order':
        return this.#caller(step)
          .getHookImpls()
          .map((impl) => this.#ids.get(impl.handler));
      case 'monitorStart':
        return this.#monitor();
      case 'monitorStop':
        return this.#undo?.();
      default:
        throw new TypeError(`unknown op ${step.op}`);
    }
  }

  #call(step: StepData): unknown {
    const caller = this.#caller(step);
    if (step.extra === undefined) return caller(step.args as Args);
    return caller.callExtra(
      step.extra.map((impl) => this.#impl(impl)),
      step.args as Args,
    );
  }

  #caller({ hook = '', remove }: StepData): Caller {
    const relay = this.#pm.hook as Readonly<Record<string, Caller | undefined>>;
    const caller = relay[hook];
    if (caller === undefined) throw new NoSuchHook();
    if (remove === undefined) return caller;
    const removed = remove.map((key) => this.#plugins.get(key) ?? {});
    return this.#pm.subsetHookCaller(hook as never, removed);
  }

  #addSpec({ name, firstresult, historic }: SpecData): void {
    if (firstresult && historic) throw new HistoricFirstResult();
    const spec = historic
      ? hookSpec.historic<Args, unknown>()
      : firstresult
        ? hookSpec.firstResult<Args, unknown>()
        : hookSpec<Args, unknown>();
    this.#pm.addHookSpecs(defineHookSpecs(`of ${name}`, { [name]: spec }));
  }

  #monitor(): void {
    this.#undo = this.#pm.addHookCallMonitoring({
      before: ({ hook, impls }) => {
        this.#log.push(['before', hook, impls.map((impl) => this.#ids.get(impl.handler))]);
      },
      after: ({ hook, outcome }) => {
        this.#log.push(['after', hook, this.#outcomeData(outcome)]);
      },
    });
  }

  #outcomeData(outcome: CallOutcome): Outcome {
    return outcome.ok ? { ok: copy(outcome.value) } : { error: this.#errorData(outcome.error) };
  }

  #impl(data: ImplData): object {
    const { id, behaviour } = data;
    const handler = data.wrapper ? this.#wrapper(id, behaviour) : this.#handler(id, behaviour);
    this.#ids.set(handler, id);
    return {
      [data.wrapper ? 'wrapper' : 'handler']: handler,
      tryFirst: data.tryfirst ?? false,
      tryLast: data.trylast ?? false,
      optional: data.optionalhook ?? false,
    };
  }

  #handler(id: string, behaviour: Behaviour): (args: Args) => unknown {
    return (args) => {
      this.#log.push(['enter', id]);
      behaviour.during?.forEach((step, index) => {
        const { ok, error } = this.#attempt(step);
        this.#log.push(['during', id, index, error === undefined ? { ok } : { error }]);
      });
      if (behaviour.raises !== undefined) {
        this.#log.push(['raise', id]);
        throw new BehaviourError(behaviour.raises);
      }
      this.#log.push(['leave', id]);
      return behaviour.returnsArg === undefined ? structuredClone(behaviour.returns) : args[behaviour.returnsArg];
    };
  }

  #wrapper(
    id: string,
    { before = 'pass', after = 'passthrough' }: Behaviour,
  ): (args: Args, next: (args: Args) => unknown) => unknown {
    const [action, text = ''] = split(after);
    return (args, next) => {
      this.#log.push(['setup', id]);
      if (before.startsWith('raise:')) throw new BehaviourError(before.slice('raise:'.length));
      let result: unknown;
      try {
        result = next(args);
      } catch (error) {
        this.#log.push(['error', id, this.#errorData(error)]);
        if (action === 'swallow') return JSON.parse(text);
        throw action === 'rethrow' ? new BehaviourError(text) : error;
      }
      this.#log.push(['result', id, copy(result)]);
      if (action === 'replace') return JSON.parse(text);
      if (action === 'append') return [...(Array.isArray(result) ? result : [copy(result)]), JSON.parse(text)];
      if (action === 'raise') throw new BehaviourError(text);
      return result;
    };
  }

  #keyOf(plugin: object | null): string | null {
    for (const [key, one] of this.#plugins) if (one === plugin) return key;
    return null;
  }

  #errorData(error: unknown): ErrorData {
    if (error instanceof BehaviourError) return { code: 'plugin_error', message: error.message };
    if (error instanceof NoSuchHook) return { code: 'no_such_hook' };
    if (error instanceof HistoricFirstResult) return { code: 'historic_firstresult' };
    if (!isHookError(error)) throw error;
    const code = CODES[error.code] ?? error.code;
    if (code === 'unknown_hook') return { code, hook: error.hook, plugin: this.#named(error.plugin) };
    return code === 'historic_wrapper' ? { code, plugin: this.#named(error.plugin) } : { code };
  }

  // The plugin being registered is not there under its name when its registration has failed.
  #named(name: string | undefined): string | null {
    const found = this.#keyOf(this.#pm.getPlugin(name ?? '')) ?? this.#registering.get(name ?? '');
    if (found !== undefined) return found;
    for (const [key, one] of this.#plugins) if ((one as { name: string }).name === name) return key;
    return name ?? null;
  }
}

function split(after: string): [string, string?] {
  const colon = after.indexOf(':');
  return colon < 0 ? [after] : [after.slice(0, colon), after.slice(colon + 1)];
}

/** As the records have it: JSON, where nothing is null. */
function copy(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
