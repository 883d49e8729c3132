import type { Hook } from './hook.js';
import { checkFits, type HookTable, type NewSpec } from './hook-table.js';
import { Implementation, underPolicy } from './impl.js';
import { type RegistrationPolicy, readPolicy } from './impl-options.js';
import { ImplList, isConstrained } from './order.js';
import type { Owner } from './owner.js';
import { isInstance, type NamedImpl, ownVersion, readPlugin } from './plugin.js';
import type { PendingMethod, PluginRecord } from './plugin-record.js';
import type { AnyHookSpec, AnyHookSpecs } from './spec.js';

/** Who a plugin is, to the manager. */
export interface PluginIdentity {
  readonly name: string;
  /** Default: what it states itself. */
  readonly version: string | undefined;
}

/** An installation that has passed every check and not yet changed anything. */
export interface CheckedPlugin {
  readonly record: PluginRecord;
  readonly specs: readonly NewSpec[];
  readonly impls: readonly Implementation[];
  readonly observe: ReturnType<typeof readPlugin>['observe'];
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
  check(plugin: object, { name, version }: PluginIdentity, given: RegistrationPolicy): CheckedPlugin {
    const read = readPlugin(plugin, name);
    const policy = readPolicy(given, name);
    const specs = this.#table.checkSpecs(read.specs);
    const specOf = (hook: string): AnyHookSpec | undefined =>
      specs.find((one) => one.name === hook)?.spec ?? this.#table.get(hook)?.spec;
    const record: PluginRecord = {
      name,
      plugin,
      version: version ?? ownVersion(plugin),
      isInstance: isInstance(plugin),
      impls: [],
      methods: [],
      isDisableable: [...read.impls, ...read.methods].some(
        ({ written }) => (policy.onError ?? written.options.onError) === 'disable',
      ),
      isMasked: false,
      inFlight: 0,
      stopObserving: undefined,
    };
    const impls: Implementation[] = [];
    const positions = new Map<string, number>();
    // In one plugin the first of a hook's array counts as registered first.
    const add = ({ hook, written }: NamedImpl): void => {
      const position = positions.get(hook) ?? 0;
      positions.set(hook, position + 1);
      const impl = new Implementation(underPolicy(written, policy), hook, record, this.#seq + impls.length, position);
      checkFits(impl, specOf(hook));
      impls.push(impl);
    };
    read.impls.forEach(add);
    for (const method of read.methods) {
      if (specOf(method.hook) !== undefined) add(method);
      else record.methods.push({ hook: method.hook, written: underPolicy(method.written, policy), seq: this.#seq++ });
    }
    this.#checkOrder([...impls, ...this.#awaited(specs).map(({ impl }) => impl)]);
    return { record, specs, impls, observe: read.observe };
  }

  /** Installs a checked plugin that is among the records; when a replay fails, all is as it was. */
  install({ record, specs, impls }: CheckedPlugin): void {
    const created = namesOf(specs, impls).filter((name) => this.#table.get(name) === undefined);
    const takeBackSpecs = this.#addSpecs(specs);
    try {
      for (const impl of impls) {
        const hook = this.#table.ensure(impl.hook);
        hook.replay(impl);
        // What was replayed may have taken its own plugin out.
        if (this.#records.get(record.plugin) !== record) return;
        // Or have registered other plugins: this one is younger.
        impl.seq = this.#seq++;
        add(impl, hook, record);
      }
    } catch (error) {
      this.uninstall(record);
      takeBackSpecs();
      for (const name of created) if (this.#table.get(name)?.impls.size === 0) this.#table.forget(name);
      throw error;
    }
    for (const name of new Set(impls.map((impl) => impl.hook))) this.#warnDeprecated(name, [record]);
    this.#warnOthers(specs, record);
  }

  uninstall(record: PluginRecord): void {
    for (const impl of record.impls) this.#table.get(impl.hook)?.remove(impl);
    record.impls.length = 0;
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
    const awaited = this.#awaited(specs);
    for (const { name, spec, namespace } of specs) this.#table.ensure(name).specify(spec, namespace);
    for (const { impl, record, method } of awaited) {
      add(impl, this.#table.ensure(impl.hook), record);
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
      this.#warnDeprecated(name, owners);
    }
  }

  #warnDeprecated(hook: string, owners: Iterable<Owner | null>): void {
    const deprecated = this.#table.get(hook)?.spec?.deprecated;
    if (deprecated === undefined) return;
    for (const owner of owners) {
      process.emitWarning(`Plugin "${owner?.name}" implements "${hook}", which is deprecated: ${deprecated}`, {
        type: 'DeprecationWarning',
        code: 'PINTLE_HOOK_DEPRECATED',
      });
    }
  }
}

interface AwaitedMethod {
  readonly impl: Implementation;
  readonly record: PluginRecord;
  readonly method: PendingMethod;
}

function add(impl: Implementation, hook: Hook, record: PluginRecord): void {
  hook.add(impl);
  record.impls.push(impl);
}

function namesOf(specs: readonly NewSpec[], impls: readonly Implementation[]): string[] {
  return [...new Set([...specs.map((one) => one.name), ...impls.map((impl) => impl.hook)])];
}
