import { describe } from './describe.js';
import { HookError } from './errors.js';
import { checkFits, type HookTable, type NewSpec } from './hook-table.js';
import { Implementation, underPolicy } from './impl.js';
import { NO_OPTIONS, type RegistrationPolicy, readPolicy } from './impl-options.js';
import { ImplList, isConstrained } from './order.js';
import type { Owner } from './owner.js';
import { isInstance, ownVersion } from './plugin.js';
import type { PendingMethod, PluginRecord } from './plugin-record.js';
import { type NamedImpl, type ReadPlugin, readPlugin } from './read-plugin.js';
import type { AnyHookSpec, AnyHookSpecs } from './spec.js';

/** Options of `register`. They hold for all implementations of the plugin, over what it says itself. */
export interface RegisterOptions extends RegistrationPolicy {
  /** The name to register under, instead of the plugin's own. */
  readonly name?: string;
  /** That of the plugin's package, instead of the one that the plugin states. */
  readonly version?: string;
}

/** An installation that has passed every check and not yet changed anything. */
export interface CheckedPlugin {
  readonly record: PluginRecord;
  readonly specs: readonly NewSpec[];
  readonly impls: readonly Implementation[];
  readonly observe: ReadPlugin['observe'];
}

/** Puts specs and implementations into the hook table: everything is checked before anything changes. */
export class Installer {
  readonly #table: HookTable;
  readonly #records: ReadonlyMap<object, PluginRecord>;
  #seq = 0;

  /** @param records - the registered plugins, kept up to date by their owner */
  constructor(table: HookTable, records: ReadonlyMap<object, PluginRecord>) {
    this.#table = table;
    this.#records = records;
  }

  /** Reads a plugin and checks all that could go wrong with it. */
  check(plugin: object, name: string, options: RegisterOptions): CheckedPlugin {
    const read = readPlugin(plugin, name);
    const policy = policyOf(options, name);
    const specs = this.#table.checkSpecs(read.specs);
    const record: PluginRecord = {
      name,
      plugin,
      version: options.version ?? ownVersion(plugin),
      isInstance: isInstance(plugin),
      impls: [],
      methods: [],
      isDisableable: mayDisable(read.impls, policy) || mayDisable(read.methods, policy),
      isMasked: false,
      inFlight: 0,
      stopObserving: undefined,
    };
    const named = read.methods.length === 0 ? read.impls : this.#attach(read, record, specs, policy);
    const positions = positionsOf(named);
    const impls = named.map(({ hook, written }, index) => {
      const seq = this.#seq + index;
      const impl = new Implementation(underPolicy(written, policy), hook, record, seq, positions[index] ?? 0);
      checkFits(impl, this.#specOf(hook, specs));
      return impl;
    });
    const awaited = this.#awaited(specs);
    this.#checkOrder(awaited.length === 0 ? impls : [...impls, ...awaited.map(({ impl }) => impl)]);
    return { record, specs, impls, observe: read.observe };
  }

  /** All implementations, the methods that have a spec among them; the others wait for theirs. */
  #attach(
    { impls, methods }: ReadPlugin,
    record: PluginRecord,
    specs: readonly NewSpec[],
    policy: RegistrationPolicy,
  ): readonly NamedImpl[] {
    const named = [...impls];
    for (const method of methods) {
      const { hook, written } = method;
      if (this.#specOf(hook, specs) !== undefined) named.push(method);
      else record.methods.push({ hook, written: underPolicy(written, policy), seq: this.#seq++ });
    }
    return named;
  }

  /** The spec that a hook has or is about to get. */
  #specOf(hook: string, added: readonly NewSpec[]): AnyHookSpec | undefined {
    for (const { name, spec } of added) if (name === hook) return spec;
    return this.#table.get(hook)?.spec;
  }

  /** Installs a checked plugin that is among the records; when a replay fails, it is taken out, its specs too. */
  install({ record, specs, impls }: CheckedPlugin): void {
    const declared = specs.filter(({ name }) => this.#table.get(name) === undefined);
    const takeBackSpecs = this.#addSpecs(specs);
    // A copy: methods that attach while these are replayed are added to it.
    record.impls = [...impls];
    try {
      for (const impl of impls) {
        const hook = this.#table.ensure(impl.hook);
        // What was replayed may have taken its own plugin out.
        if (hook.replay(impl) && this.#records.get(record.plugin) !== record) return;
        // Or have registered other plugins: this one is younger.
        impl.seq = this.#seq++;
        hook.add(impl);
      }
    } catch (error) {
      this.uninstall(record);
      takeBackSpecs();
      for (const { name } of declared.toReversed())
        if (this.#table.get(name)?.impls.size === 0) this.#table.forget(name);
      throw error;
    }
    for (const { hook, position } of impls) if (position === 0) this.#warnDeprecated(hook, record);
    this.#warnOthers(specs, record);
  }

  uninstall(record: PluginRecord): void {
    for (const impl of record.impls) this.#table.get(impl.hook)?.remove(impl);
    record.impls = [];
  }

  /** Adds sets of specs, and attaches the methods that were waiting for them. @returns what was not there before */
  addSpecs(sets: readonly AnyHookSpecs[]): readonly NewSpec[] {
    const specs = this.#table.checkSpecs(sets);
    this.#checkOrder(this.#awaited(specs).map(({ impl }) => impl));
    this.#addSpecs(specs);
    this.#warnOthers(specs, null);
    return specs;
  }

  /** @returns what takes the specs back */
  #addSpecs(specs: readonly NewSpec[]): () => void {
    if (specs.length === 0) return nothing;
    const awaited = this.#awaited(specs);
    for (const { name, spec, namespace } of specs) this.#table.ensure(name).specify(spec, namespace);
    for (const { impl, record, method } of awaited) {
      this.#table.ensure(impl.hook).add(impl);
      record.impls.push(impl);
      record.methods.splice(record.methods.indexOf(method), 1);
    }
    return () => {
      for (const { impl, record, method } of awaited) {
        this.#table.get(impl.hook)?.remove(impl);
        record.impls.splice(record.impls.indexOf(impl), 1);
        record.methods.push(method);
      }
      for (const { name } of specs) this.#table.get(name)?.unspecify();
    };
  }

  /** Methods of registered instances whose spec these are. */
  #awaited(specs: readonly NewSpec[]): AwaitedMethod[] {
    if (specs.length === 0) return [];
    const names = new Set(specs.map((one) => one.name));
    const found: AwaitedMethod[] = [];
    for (const record of this.#records.values()) {
      for (const method of record.methods) {
        if (!names.has(method.hook)) continue;
        const position = record.impls.filter((impl) => impl.hook === method.hook).length;
        const impl = new Implementation(method.written, method.hook, record, method.seq, position);
        found.push({ impl, record, method });
      }
    }
    return found;
  }

  #checkOrder(added: readonly Implementation[]): void {
    const present = (hook: string): ImplList => this.#table.get(hook)?.impls ?? new ImplList();
    if (!added.some((impl) => isConstrained(impl) || present(impl.hook).isConstrained)) return;
    for (const [hook, impls] of Map.groupBy(added, (impl) => impl.hook)) present(hook).checkWith(impls);
  }

  #warnOthers(specs: readonly NewSpec[], known: PluginRecord | null): void {
    for (const { name, spec } of specs) {
      if (spec.deprecated === undefined) continue;
      const owners = new Set(
        this.#table
          .get(name)
          ?.impls.base()
          .map((impl) => impl.owner),
      );
      owners.delete(known);
      for (const owner of owners) this.#warnDeprecated(name, owner);
    }
  }

  #warnDeprecated(hook: string, owner: Owner | null): void {
    const deprecated = this.#table.get(hook)?.spec?.deprecated;
    if (deprecated === undefined) return;
    process.emitWarning(`Plugin "${owner?.name}" implements "${hook}", which is deprecated: ${deprecated}`, {
      type: 'DeprecationWarning',
      code: 'PINTLE_HOOK_DEPRECATED',
    });
  }
}

interface AwaitedMethod {
  readonly impl: Implementation;
  readonly record: PluginRecord;
  readonly method: PendingMethod;
}

function policyOf(options: RegisterOptions, plugin: string): RegistrationPolicy {
  if (options === NO_OPTIONS) return NO_OPTIONS;
  if (typeof options !== 'object') {
    const message = `Plugin "${plugin}" is registered with ${describe(options)}, expected an object of options.`;
    throw new HookError('PLUGIN_INVALID', message, { plugin, hint: "Write register(plugin, { name: '…' })." });
  }
  const { name: _name, version: _version, ...policy } = options;
  return readPolicy(policy, plugin);
}

function mayDisable(named: readonly NamedImpl[], { onError }: RegistrationPolicy): boolean {
  for (const { written } of named) if ((onError ?? written.options.onError) === 'disable') return true;
  return false;
}

/** Where each stands among those of its hook, from 0: the first of an array counts as registered first. */
function positionsOf(named: readonly NamedImpl[]): readonly number[] {
  if (named.length < 2) return FIRST;
  const counts = new Map<string, number>();
  return named.map(({ hook }) => {
    const position = counts.get(hook) ?? 0;
    counts.set(hook, position + 1);
    return position;
  });
}

const FIRST: readonly number[] = [0];

function nothing(): void {}
