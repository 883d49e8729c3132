import type { Engine } from '../../src/dispatch/engine.js';
import { isHookError } from '../../src/errors.js';
import type { AnyHandler, HookImpl } from '../../src/hook-impl.js';
import { PluginManager } from '../../src/manager.js';
import { originOf } from '../../src/origin.js';
import { type AnyHookSpec, defineHookSpecs, hookSpec } from '../../src/spec.js';
import { isThenable } from '../../src/thenable.js';
import {
  type Args,
  answerOf,
  changed,
  falsyOf,
  type HookName,
  type ImplData,
  isWrapper,
  type PluginData,
  type Result,
  type Scenario,
  type Step,
} from './scenario.js';

/** Which way calls go through the manager. */
export interface Way {
  readonly engine: Engine;
  /** Whether a monitor looks on. */
  readonly isObserved: boolean;
}

type Next = (args: Args) => unknown;
type HookStep = Extract<Step, { readonly hook: HookName }>;
type Caller = ((args: Args) => unknown) & {
  callExtra(impls: readonly unknown[], args: Args): unknown;
  callHistoric(args: Args, onResult: (value: unknown) => void): void;
  getHookImpls(): readonly HookImpl[];
};
type Relay = Readonly<Record<HookName, Caller | undefined>>;

const specs = defineHookSpecs('model', {
  collect: hookSpec<Args, unknown>(),
  first: hookSpec.firstResult<Args, unknown>(),
  notify: hookSpec.notify<Args>(),
  pipe: hookSpec.pipe<Args, 'text'>('text'),
  assign: hookSpec.pipe.assign<Args, 'table'>('table'),
  sync_collect: hookSpec.sync<Args, unknown>(),
  sync_first: hookSpec.sync.firstResult<Args, unknown>(),
  sync_notify: hookSpec.sync.notify<Args>(),
  sync_pipe: hookSpec.sync.pipe<Args, 'text'>('text'),
  past: hookSpec.historic<Args, unknown>(),
} satisfies Partial<Record<HookName, AnyHookSpec>>);

class BehaviourError extends Error {}
const FOREVER = new Promise<never>(() => undefined);

/** The real manager, with plugins that do what a scenario says. */
export class World {
  /** Thenables that were asked for their value more than once. */
  askedTwice = 0;
  readonly #pm: PluginManager;
  readonly #plugins: readonly object[];
  readonly #data: readonly PluginData[];
  readonly #ids = new Map<AnyHandler, string>();
  /** Callers and scopes, as they were caught. */
  readonly #kept = new Map<string, unknown>();
  #errors = 0;
  #log: unknown[] = [];

  constructor(scenario: Scenario, way: Way) {
    this.#pm = new PluginManager('model', { engine: way.engine });
    this.#pm.addHookSpecs(specs);
    if (way.isObserved) this.#pm.addHookCallMonitoring({});
    this.#data = scenario.plugins;
    this.#plugins = scenario.plugins.map(({ name, impls }) => {
      const hooks: Record<string, object[]> = {};
      for (const impl of impls) (hooks[impl.hook] ??= []).push(this.#impl(impl));
      // One array per hook would change which implementation is registered first.
      return { name, hooks: {}, extraHooks: hooks };
    });
    const { events } = this.#pm;
    events.on('plugin:registered', (name) => this.#log.push(['registered', name]));
    events.on('plugin:unregistered', (name) => this.#log.push(['unregistered', name]));
    events.on('plugin:disabled', (name) => this.#log.push(['disabled', name]));
    events.on('hook:error', ({ policy, plugin, hook, error }) => {
      this.#log.push(['fault', policy, plugin, hook, wordsOf(error), originOf(error)?.plugin]);
    });
  }

  async run(step: Step): Promise<Result> {
    this.#log = [];
    let isPromise = false;
    try {
      const given = this.#do(step);
      isPromise = given instanceof Promise;
      return { isPromise, value: await given, log: this.#log };
    } catch (error) {
      return { isPromise, error: [wordsOf(error), originOf(error)?.plugin], log: this.#log };
    }
  }

  #do(step: Step): unknown {
    const pm = this.#pm;
    if (step.op === 'register') {
      const policy = this.#data[step.plugin]?.policy;
      return pm.register(this.#plugins[step.plugin] as object, policy === undefined ? {} : { onError: policy });
    }
    if (step.op === 'unregister') {
      const { name } = this.#data[step.plugin] as PluginData;
      return pm.unregister(name) === null ? null : name;
    }
    if (step.op === 'block' || step.op === 'unblock') return pm[step.op]((this.#data[step.plugin] as PluginData).name);
    return this.#callOrExplain(step as HookStep);
  }

  #callOrExplain(step: HookStep): unknown {
    const pm = this.#pm;
    const caller = this.#caller(step);
    // A hook without a spec is there once it has been implemented.
    if (caller === undefined) return step.op === 'callExtra' ? this.#withoutHook(step.extras, step.args) : [];
    if (step.op === 'explain') {
      const ids = caller.getHookImpls().map((impl) => this.#ids.get(impl.handler));
      const explained = pm.explain(step.hook).map(({ plugin }) => plugin);
      const names = caller.getHookImpls().map(({ pluginName }) => pluginName);
      if (explained.join() !== names.join())
        throw new Error(`explain says ${explained.join()}, calls go to ${names.join()}`);
      return ids;
    }
    if (step.op === 'callExtra')
      return caller.callExtra(
        step.extras.map((impl) => this.#extra(impl)),
        step.args,
      );
    if (step.hook !== 'past') return caller(step.args);
    return caller.callHistoric(step.args, (value) => this.#log.push(['result', value]));
  }

  #caller(step: HookStep): Caller | undefined {
    const relay = this.#pm.hook as Relay;
    const present = relay[step.hook];
    if (present === undefined) return undefined;
    const kept = 'kept' in step && step.kept;
    switch (step.op) {
      case 'callSubset': {
        const removed = step.removed.map((index) => this.#plugins[index] as object);
        const make = (): Caller => this.#pm.subsetHookCaller(step.hook as never, removed);
        return kept ? this.#keep(`${step.hook} without ${step.removed.join()}`, make) : make();
      }
      case 'callScope': {
        const make = (): object => this.#pm.scope(({ select }) => select === undefined || select === step.select);
        // While nothing carries a select, a scope is the relay itself: nothing that could follow.
        const isRelay = make() === this.#pm.hook;
        return ((kept && !isRelay ? this.#keep(`scope ${step.select}`, make) : make()) as Relay)[step.hook];
      }
      default:
        return kept ? this.#keep(step.hook, () => present) : present;
    }
  }

  /** What was made first under a name. */
  #keep<T>(name: string, make: () => T): T {
    if (!this.#kept.has(name)) this.#kept.set(name, make());
    return this.#kept.get(name) as T;
  }

  // Extra implementations cannot be given to a hook that is not there: another manager has it.
  #withoutHook(extras: readonly ImplData[], args: Args): unknown {
    const other = new PluginManager('model');
    other.events.on('hook:error', ({ policy, plugin, hook, error }) => {
      this.#log.push(['fault', policy, plugin, hook, wordsOf(error), originOf(error)?.plugin]);
    });
    other.register({ name: 'declares', hooks: { free: () => undefined } });
    return (other.hook as Relay).free?.callExtra(
      extras.map((impl) => this.#extra(impl)),
      args,
    );
  }

  #extra(data: ImplData): object {
    const { handler, onError, timeoutMs } = this.#impl(data) as {
      handler: unknown;
      onError?: unknown;
      timeoutMs?: unknown;
    };
    return { handler, onError, timeoutMs };
  }

  #impl(data: ImplData): object {
    const { order, before, after, onError, select, does } = data;
    const run = isWrapper(data) ? this.#wrapper(data) : this.#handler(data);
    this.#ids.set(run, data.id);
    return {
      [isWrapper(data) ? 'wrapper' : 'handler']: run,
      [order === 'plain' ? 'optional' : order]: true,
      before,
      after,
      onError,
      select,
      timeoutMs: /hang/.test(does) ? 1 : undefined,
    };
  }

  #handler(data: ImplData): (args: Args) => unknown {
    const answer = (args: Args): unknown => {
      const { does } = data;
      if (does === 'throw') throw this.#error(data);
      if (does === 'value') return answerOf(data, args);
      return does === 'falsy' ? falsyOf(data) : does === 'null' ? null : undefined;
    };
    return (args) => {
      this.#enter(data, args);
      if (data.does === 'hang') return FOREVER;
      if (data.mode === 'sync') return answer(args);
      // What it comes to is settled now, so that errors are counted in the order of calls.
      const settled = attempt(() => answer(args));
      return data.mode === 'lazy' ? this.#lazy(settled) : Promise.resolve().then(() => unwrap(settled));
    };
  }

  #wrapper(data: ImplData): (args: Args, next: Next) => unknown {
    const { does, mode } = data;
    const body = (args: Args, next: Next): unknown => {
      this.#enter(data, args);
      if (does === 'w:throw before') throw this.#error(data);
      if (does === 'w:hang before') return FOREVER;
      const answer = answerOf(data, args);
      if (does === 'w:skip') return answer;
      const given = does === 'w:change args' ? changed(args, data) : args;
      const first = does === 'w:twice' ? settle(() => next(given)) : undefined;
      return chain(
        chain(first, () => settle(() => next(given))),
        (inner) => {
          const { error, value } = inner as Settled;
          if (error !== undefined) {
            this.#log.push(['error', data.id, wordsOf(error)]);
            if (does === 'w:catch') return answer;
            throw does === 'w:throw over' ? this.#error(data) : error;
          }
          this.#log.push(['result', data.id, value]);
          if (does === 'w:hang after') return FOREVER;
          if (does === 'w:throw after') throw this.#error(data);
          if (does === 'w:replace') return answer;
          return does === 'w:return nothing' ? undefined : value;
        },
      );
    };
    return mode === 'async' ? async (args, next) => body(args, next) : body;
  }

  #enter({ id, aside }: ImplData, args: Args): void {
    this.#log.push(['enter', id, args]);
    if (aside === undefined) return;
    const { value, error } = attempt(() => this.#do(aside.op === 'call' ? { ...aside, args, kept: false } : aside));
    this.#log.push(['aside', id, error === undefined ? value : wordsOf(error)]);
  }

  #lazy(settled: Settled): object {
    let asked = 0;
    return {
      // oxlint-disable-next-line unicorn/no-thenable -- what is tested
      then: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => {
        if (++asked > 1) this.askedTwice++;
        if (settled.error === undefined) resolve(settled.value);
        else reject(settled.error);
      },
    };
  }

  #error({ id }: ImplData): Error {
    return new BehaviourError(`${id} no. ${++this.#errors}`);
  }
}

interface Settled {
  readonly value?: unknown;
  readonly error?: unknown;
}

function attempt(work: () => unknown): Settled {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

function unwrap({ value, error }: Settled): unknown {
  if (error !== undefined) throw error;
  return value;
}

/** How something ended; a promise of that where it gives a promise. */
function settle(work: () => unknown): unknown {
  const { value, error } = attempt(work);
  if (error !== undefined || !isThenable(value)) return { value, error };
  return value.then(
    (later) => ({ value: later }),
    (later: unknown) => ({ error: later }),
  );
}

/** Goes on with a value now, or with a promised one then. */
function chain(value: unknown, go: (value: unknown) => unknown): unknown {
  return isThenable(value) ? value.then(go) : go(value);
}

/** What an error says of itself, whichever it is. */
function wordsOf(error: unknown): unknown {
  if (error instanceof AggregateError) return error.errors.map(wordsOf);
  if (error instanceof BehaviourError) return error.message;
  if (!isHookError(error)) throw error;
  return error.code === 'HOOK_ORDER_CYCLE' ? error.code : `${error.code} ${error.plugin ?? error.hook ?? ''}`;
}
