import { checkFits, type HookTable, type NewSpec } from './hook-table.js';
import { Implementation, readPolicy, type RegistrationPolicy, underPolicy } from './impl.js';
import { ImplList, isConstrained } from './order.js';
import { isInstance, type NamedImpl, readPlugin } from './plugin.js';
import type { PendingMethod, PluginRecord } from './plugin-record.js';
import type { AnyHookSpec, AnyHookSpecs } from './spec.js';

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
  readonly #onSpec: (spec: NewSpec) => void;
  #seq = 0;

  /** @param records - the registered plugins, kept up to date by their owner */
  constructor(table: HookTable, records: ReadonlyMap<object, PluginRecord>, onSpec: (spec: NewSpec) => void) {
    this.#table = table;
    this.#records = records;
    this.#onSpec = onSpec;
  }

  /** Reads a plugin and checks all that could go wrong with it. */
  check(plugin: object, name: string, given: RegistrationPolicy): CheckedPlugin {
    const read = readPlugin(plugin, name);
    const policy = readPolicy(given, name);
    const specs = this.#table.checkSpecs(read.specs);
    const specOf = (hook: string): AnyHookSpec | undefined =>
      specs.find((one) => one.name === hook)?.spec ?? this.#table.get(hook)?.spec;
    const record: PluginRecord = {
      name,
      plugin,
      isInstance: isInstance(plugin),
      impls: [],
      methods: [],
      disableable: [...read.impls, ...read.methods].some(({ written }) => (policy.onError ?? written.options.onError) === 'disable'),
      masked: false,
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
    this.#checkOrder([...impls, ...this.#awaited(specs)]);
    return { record, specs, impls, observe: read.observe };
  }

  /** Installs a checked plugin; when a replay fails, takes out again what it has put in. */
  install(checked: CheckedPlugin): void {
    const { record, specs, impls } = checked;
    this.#addSpecs(specs);
    for (const impl of impls) {
      const hook = this.#table.ensure(impl.hook);
      try {
        hook.replay(impl);
      } catch (error) {
        this.uninstall(record);
        throw error;
      }
      // A replay may have registered other plugins: this one is younger.
      impl.seq = this.#seq++;
      hook.add(impl);
      record.impls.push(impl);
      if (hook.spec !== undefined) warnDeprecated(impl, hook.spec);
    }
  }

  uninstall(record: PluginRecord): void {
    for (const impl of record.impls) this.#table.get(impl.hook)?.remove(impl);
    record.impls.length = 0;
  }

  /** Adds sets of specs, and attaches the methods that were waiting for them. */
  addSpecs(sets: readonly AnyHookSpecs[]): void {
    const specs = this.#table.checkSpecs(sets);
    this.#checkOrder(this.#awaited(specs));
    this.#addSpecs(specs);
  }

  #addSpecs(specs: readonly NewSpec[]): void {
    const attached = this.#awaited(specs);
    for (const one of specs) {
      const hook = this.#table.ensure(one.name);
      hook.specify(one.spec, one.namespace);
      const warned = new Set<PluginRecord | null>();
      for (const impl of hook.impls.base()) {
        if (!warned.has(impl.owner)) warnDeprecated(impl, one.spec);
        warned.add(impl.owner);
      }
    }
    for (const impl of attached) {
      const record = impl.owner as PluginRecord;
      const hook = this.#table.ensure(impl.hook);
      hook.add(impl);
      record.impls.push(impl);
      const index = record.methods.findIndex((method) => method.hook === impl.hook);
      if (index >= 0) record.methods.splice(index, 1);
      if (hook.spec !== undefined) warnDeprecated(impl, hook.spec);
    }
    for (const one of specs) this.#onSpec(one);
  }

  /** Methods of registered instances whose spec these are. */
  #awaited(specs: readonly NewSpec[]): Implementation[] {
    if (specs.length === 0) return [];
    const names = new Set(specs.map((one) => one.name));
    const found: Implementation[] = [];
    for (const record of this.#records.values()) {
      for (const method of record.methods) if (names.has(method.hook)) found.push(late(method, record));
    }
    return found;
  }

  #checkOrder(added: readonly Implementation[]): void {
    const present = (hook: string): ImplList => this.#table.get(hook)?.impls ?? new ImplList();
    if (!added.some((impl) => isConstrained(impl) || present(impl.hook).isConstrained)) return;
    for (const [hook, impls] of Map.groupBy(added, (impl) => impl.hook)) present(hook).checkWith(impls);
  }
}

function late(method: PendingMethod, record: PluginRecord): Implementation {
  return new Implementation(method.written, method.hook, record, method.seq, 0);
}

function warnDeprecated(impl: Implementation, spec: AnyHookSpec): void {
  if (spec.deprecated === undefined || impl.position > 0) return;
  process.emitWarning(`Plugin "${impl.pluginName}" implements "${impl.hook}", which is deprecated: ${spec.deprecated}`, {
    type: 'DeprecationWarning',
    code: 'PINTLE_HOOK_DEPRECATED',
  });
}
