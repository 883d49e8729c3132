import {
  type Args,
  answerOf,
  changed,
  falsyOf,
  type HookName,
  type ImplData,
  isSync,
  isWrapper,
  kindOf,
  type OnError,
  type PluginData,
  type Result,
  type Scenario,
  type Step,
} from './scenario.js';

// A manager in plain words: no promises, no caches, no dispatchers. It only decides what happens in which order, and
// whether a caller gets a promise of it. Slow and naive on purpose: it is read, and the real one is checked against it.

/** An error, known by its identity. `words` are what it says of itself. */
class Thrown {
  readonly words: unknown;
  /** The plugin that is to blame. */
  readonly origin: string | undefined;

  constructor(words: unknown, origin: string | undefined) {
    this.words = words;
    this.origin = origin;
  }
}

/** How something ended, and whether that took a promise. */
interface Outcome {
  readonly isPromise: boolean;
  readonly value?: unknown;
  readonly error?: Thrown;
}
type Next = (args: Args) => Outcome;

interface Installed {
  readonly data: ImplData;
  /** Nobody, for the extra implementations of one call. */
  readonly plugin: Registered | undefined;
  readonly age: number;
}
interface Registered {
  readonly data: PluginData;
  readonly impls: Installed[];
  isMasked: boolean;
}

export class Model {
  readonly #plugins: readonly PluginData[];
  /** In order of registration. */
  readonly #registered: Registered[] = [];
  /** Calls under way, innermost last: the plugins that each includes. */
  readonly #underWay: (readonly (Registered | undefined)[])[] = [];
  readonly #history: Args[] = [];
  readonly #blocked = new Set<string>();
  #age = 0;
  #errors = 0;
  #log: unknown[] = [];

  constructor(scenario: Scenario) {
    this.#plugins = scenario.plugins;
  }

  run(step: Step): Result {
    this.#log = [];
    const { isPromise, value, error } = this.#do(step);
    const log = this.#log;
    return error === undefined ? { isPromise, value, log } : { isPromise, error: [error.words, error.origin], log };
  }

  #do(step: Step): Outcome {
    switch (step.op) {
      case 'register':
        return this.#register(this.#plugins[step.plugin] as PluginData);
      case 'unregister':
        return this.#unregister((this.#plugins[step.plugin] as PluginData).name);
      case 'block':
        return this.#block((this.#plugins[step.plugin] as PluginData).name);
      case 'unblock':
        return atOnce(this.#blocked.delete((this.#plugins[step.plugin] as PluginData).name));
      case 'explain':
        return atOnce(this.#ordered(step.hook).map(({ data }) => data.id));
      case 'call':
        return this.#callOrAnnounce(step.hook, step.args, this.#ordered(step.hook));
      case 'callSubset': {
        const removed = step.removed.map((index) => (this.#plugins[index] as PluginData).name);
        const left = this.#ordered(step.hook).filter(({ plugin }) => !removed.includes(nameOf(plugin)));
        return this.#callOrAnnounce(step.hook, step.args, left);
      }
      case 'callScope': {
        const accepted = this.#ordered(step.hook).filter(
          ({ data }) => data.select === undefined || data.select === step.select,
        );
        return this.#callOrAnnounce(step.hook, step.args, accepted);
      }
      case 'callExtra': {
        if (step.hook === 'past') return failed(new Thrown('HOOK_HISTORIC_CALL past', undefined));
        const extras = step.extras.map((data, age) => ({ data, plugin: undefined, age }));
        return this.#call(step.hook, step.args, this.#ordered(step.hook, extras));
      }
    }
  }

  // --- order

  #ordered(hook: HookName, extras: readonly Installed[] = []): Installed[] {
    const all = this.#registered.flatMap(({ impls }) => impls).filter(({ data }) => data.hook === hook);
    return constrained(sorted([...all, ...extras]));
  }

  // --- registration

  #register(data: PluginData): Outcome {
    if (this.#blocked.has(data.name)) return atOnce(null);
    if (this.#registered.some((one) => one.data === data))
      return failed(new Thrown(`PLUGIN_NAME_TAKEN ${data.name}`, undefined));
    const plugin: Registered = { data, impls: [], isMasked: false };
    const impls = data.impls.map((impl, index): Installed => ({ data: impl, plugin, age: this.#age + index }));
    const wrapper = impls.find((one) => one.data.hook === 'past' && isWrapper(one.data));
    if (wrapper !== undefined) return failed(new Thrown(`HOOK_HISTORIC_WRAPPER ${data.name}`, undefined));
    for (const hook of new Set(impls.map((one) => one.data.hook))) {
      const together = [...this.#registered.flatMap((one) => one.impls), ...impls].filter(
        (one) => one.data.hook === hook,
      );
      if (isCyclic(sorted(together))) return failed(new Thrown('HOOK_ORDER_CYCLE', undefined));
    }
    this.#registered.push(plugin);
    this.#underWay.push([plugin]);
    for (const impl of impls) {
      for (const args of impl.data.hook === 'past' ? this.#history : []) {
        const outcome = this.#call('past', args, [impl]);
        if (outcome.error !== undefined) {
          this.#underWay.pop();
          this.#registered.pop();
          return outcome;
        }
        for (const value of outcome.value as unknown[]) this.#log.push(['result', value]);
      }
      plugin.impls.push({ ...impl, age: this.#age++ });
    }
    this.#log.push(['registered', data.name]);
    this.#ended();
    return atOnce(data.name);
  }

  #block(name: string): Outcome {
    this.#unregister(name);
    this.#blocked.add(name);
    return atOnce(undefined);
  }

  #unregister(name: string): Outcome {
    const index = this.#registered.findIndex(({ data }) => data.name === name);
    if (index < 0) return atOnce(null);
    this.#registered.splice(index, 1);
    this.#log.push(['unregistered', name]);
    return atOnce(name);
  }

  /** The innermost call has ended. A masked plugin goes when no call under way includes it. */
  #ended(): void {
    for (const plugin of this.#underWay.pop() ?? []) {
      const isIdle = !this.#underWay.some((included) => included.includes(plugin));
      if (plugin?.isMasked === true && isIdle && this.#registered.includes(plugin)) this.#unregister(plugin.data.name);
    }
  }

  // --- calls

  #callOrAnnounce(hook: HookName, args: Args, impls: readonly Installed[]): Outcome {
    if (hook !== 'past') return this.#call(hook, args, impls);
    this.#history.push(args);
    const outcome = this.#call(hook, args, impls);
    if (outcome.error !== undefined) return outcome;
    for (const value of outcome.value as unknown[]) this.#log.push(['result', value]);
    return atOnce(undefined);
  }

  #call(hook: HookName, args: Args, impls: readonly Installed[]): Outcome {
    this.#underWay.push(impls.map(({ plugin }) => plugin));
    const handlers = impls.filter(({ data }) => !isWrapper(data));
    let inside: Next = (given) => this.#callHandlers(hook, given, handlers);
    for (const wrapper of impls.filter(({ data }) => isWrapper(data)).reverse()) {
      const next = inside;
      inside = (given) => this.#callWrapper(hook, given, wrapper, next);
    }
    const outcome = inside(args);
    this.#ended();
    return outcome;
  }

  #callHandlers(hook: HookName, args: Args, handlers: readonly Installed[]): Outcome {
    const kind = kindOf(hook);
    const results: unknown[] = [];
    const errors: Thrown[] = [];
    let current = args;
    let isPromise = false;
    for (const handler of handlers) {
      const outcome = this.#callHandler(hook, current, handler);
      isPromise ||= outcome.isPromise;
      const { value, error } = outcome;
      if (error !== undefined) {
        if (kind !== 'notify') return { isPromise, error };
        errors.push(error);
        continue;
      }
      if (value === undefined || value === null) continue;
      if (kind === 'first') return { isPromise, value };
      if (kind === 'collect') results.push(value);
      if (kind === 'pipe') current = { ...current, text: value as string };
      if (kind === 'assign') current = { ...current, table: { ...current.table, ...value } };
    }
    if (errors.length === 1) return { isPromise, error: errors[0] as Thrown };
    if (errors.length > 1)
      return {
        isPromise,
        error: new Thrown(
          errors.map(({ words }) => words),
          errors[0]?.origin,
        ),
      };
    return { isPromise, value: kind === 'collect' ? results : carried(hook, current) };
  }

  #callHandler(hook: HookName, args: Args, impl: Installed): Outcome {
    if (impl.plugin?.isMasked === true) return atOnce(undefined);
    this.#enter(impl, args);
    const outcome = this.#handlerOutcome(hook, args, impl);
    if (outcome.error === undefined || !this.#forgives(impl, outcome.error)) return outcome;
    return { isPromise: outcome.isPromise, value: undefined };
  }

  #handlerOutcome(hook: HookName, args: Args, impl: Installed): Outcome {
    const { does, mode } = impl.data;
    const isPromise = mode !== 'sync';
    const error = does === 'throw' ? this.#thrownBy(impl) : undefined;
    if (isSync(hook) && isPromise) return failed(this.#coded('HOOK_SYNC_PROMISE', impl));
    if (error !== undefined) return { isPromise, error };
    if (does === 'hang') return { isPromise, error: this.#coded('IMPL_TIMEOUT', impl) };
    if (does === 'value') return { isPromise, value: answerOf(impl.data, args) };
    return { isPromise, value: does === 'falsy' ? falsyOf(impl.data) : does === 'null' ? null : undefined };
  }

  #callWrapper(hook: HookName, args: Args, impl: Installed, inside: Next): Outcome {
    if (impl.plugin?.isMasked === true) return inside(args);
    const inner: Outcome[] = [];
    const next: Next = (given) => {
      const outcome = inside(given);
      inner.push(outcome);
      return outcome;
    };
    this.#enter(impl, args);
    let outcome = this.#wrapperOutcome(args, impl, next);
    const isOwn = outcome.error !== undefined && !inner.some(({ error }) => error === outcome.error);
    if (isOwn && this.#forgives(impl, outcome.error as Thrown)) {
      const kept = inner.at(-1) ?? next(args);
      outcome = { ...kept, isPromise: outcome.isPromise || kept.isPromise };
    }
    if (outcome.error !== undefined) return outcome;
    const kind = kindOf(hook);
    if (kind === 'notify') return { ...outcome, value: undefined };
    if ((kind !== 'pipe' && kind !== 'assign') || (outcome.value !== undefined && outcome.value !== null))
      return outcome;
    // A pipe keeps its value: what next gave last, else what the wrapper was handed.
    const last = inner.filter(({ error }) => error === undefined).at(-1);
    return { ...outcome, value: last === undefined ? carried(hook, args) : last.value };
  }

  #wrapperOutcome(args: Args, impl: Installed, next: Next): Outcome {
    const { does, mode } = impl.data;
    const isOwnPromise = mode === 'async';
    if (does === 'w:throw before') return { isPromise: isOwnPromise, error: this.#thrownBy(impl) };
    if (does === 'w:hang before') return { isPromise: true, error: this.#coded('IMPL_TIMEOUT', impl) };
    const answer = answerOf(impl.data, args);
    if (does === 'w:skip') return { isPromise: isOwnPromise, value: answer };
    const before = does === 'w:twice' ? next(args).isPromise : false;
    const inner = next(does === 'w:change args' ? changed(args, impl.data) : args);
    const isPromise = isOwnPromise || before || inner.isPromise;
    if (inner.error !== undefined) {
      this.#log.push(['error', impl.data.id, inner.error.words]);
      if (does === 'w:catch') return { isPromise, value: answer };
      return { isPromise, error: does === 'w:throw over' ? this.#thrownBy(impl) : inner.error };
    }
    this.#log.push(['result', impl.data.id, inner.value]);
    if (does === 'w:hang after') return { isPromise: true, error: this.#coded('IMPL_TIMEOUT', impl) };
    if (does === 'w:throw after') return { isPromise, error: this.#thrownBy(impl) };
    if (does === 'w:replace') return { isPromise, value: answer };
    return { isPromise, value: does === 'w:return nothing' ? undefined : inner.value };
  }

  /** Notes that an implementation is called, and does what it does besides. */
  #enter({ data }: Installed, args: Args): void {
    this.#log.push(['enter', data.id, args]);
    const { aside } = data;
    if (aside === undefined) return;
    const { value, error } = this.#do(aside.op === 'call' ? { ...aside, args, kept: false } : aside);
    this.#log.push(['aside', data.id, error === undefined ? value : error.words]);
  }

  /** Whether the policy of an implementation keeps its error from the caller; reports it, and masks its plugin. */
  #forgives({ data, plugin }: Installed, error: Thrown): boolean {
    const policy: OnError = plugin?.data.policy ?? data.onError ?? 'throw';
    if (policy === 'throw') return false;
    this.#log.push(['fault', policy, nameOf(plugin), data.hook, error.words, error.origin]);
    if (policy === 'warn' || plugin === undefined || plugin.isMasked) return true;
    plugin.isMasked = true;
    this.#log.push(['disabled', plugin.data.name]);
    return true;
  }

  #thrownBy({ data, plugin }: Installed): Thrown {
    return new Thrown(`${data.id} no. ${++this.#errors}`, nameOf(plugin));
  }

  #coded(code: string, { plugin }: Installed): Thrown {
    return new Thrown(`${code} ${nameOf(plugin)}`, nameOf(plugin));
  }
}

function atOnce(value: unknown): Outcome {
  return { isPromise: false, value };
}

function failed(error: Thrown): Outcome {
  return { isPromise: false, error };
}

function nameOf(plugin: Registered | undefined): string {
  return plugin === undefined ? '<extra>' : plugin.data.name;
}

/** What a pipe carries; nothing for other kinds. */
function carried(hook: HookName, args: Args): unknown {
  const kind = kindOf(hook);
  return kind === 'pipe' ? args.text : kind === 'assign' ? args.table : undefined;
}

/** In call order as if nothing had `before` or `after`. */
function sorted(impls: readonly Installed[]): Installed[] {
  const group = ({ data, plugin }: Installed): number => {
    if (plugin === undefined) return 3.5;
    return (isWrapper(data) ? 0 : 3) + { tryFirst: 0, plain: 1, tryLast: 2 }[data.order];
  };
  return impls.toSorted((a, b) => {
    if (group(a) !== group(b)) return group(a) - group(b);
    return a.data.order === 'tryLast' ? a.age - b.age : b.age - a.age;
  });
}

/** Repeatedly takes the first in base order whose predecessors are placed. */
function constrained(base: readonly Installed[]): Installed[] {
  const left = [...base];
  const placed: Installed[] = [];
  while (left.length > 0) {
    const index = left.findIndex((one) => !left.some((other) => other !== one && goesBefore(other, one)));
    placed.push(...left.splice(Math.max(0, index), 1));
  }
  return placed;
}

function isCyclic(base: readonly Installed[]): boolean {
  const left = [...base];
  for (;;) {
    const index = left.findIndex((one) => !left.some((other) => other !== one && goesBefore(other, one)));
    if (index < 0) return left.length > 0;
    left.splice(index, 1);
  }
}

function goesBefore(a: Installed, b: Installed): boolean {
  if (isWrapper(a.data) !== isWrapper(b.data)) return false;
  return a.data.before.includes(nameOf(b.plugin)) || b.data.after.includes(nameOf(a.plugin));
}
