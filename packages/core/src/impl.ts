import { describe } from './describe.js';
import { HookError } from './errors.js';
import type { PluginRecord } from './plugin-record.js';

/** What happens when an implementation fails: pass the error on, report it and go on, or take the plugin out. */
export type OnError = 'throw' | 'warn' | 'disable';

/** Options of one implementation, beside its `handler` or `wrapper`. */
export interface ImplOptions {
  /** What listings call it: `audit_run_start (project.yml:12)`. For plugins that have several implementations of a hook. */
  readonly label?: string;
  /** Called before the plain ones; the last registered tryFirst is the very first. */
  readonly tryFirst?: boolean;
  /** Called after the plain ones; the last registered tryLast is the very last. */
  readonly tryLast?: boolean;
  /** Names of plugins whose implementations of this hook are called after this one. Beats tryFirst and tryLast. */
  readonly before?: readonly string[];
  /** Names of plugins whose implementations of this hook are called before this one. Beats tryFirst and tryLast. */
  readonly after?: readonly string[];
  /** No complaint when no spec declares the hook. */
  readonly optional?: boolean;
  /** What the host's scopes decide by; core keeps it as given. */
  readonly select?: unknown;
  /** Default `throw`. */
  readonly onError?: OnError;
  /** Milliseconds that what it awaits may take; running over is `IMPL_TIMEOUT`. Default: no limit. */
  readonly timeoutMs?: number;
}

/** Any function that a plugin wrote for a hook. */
export type AnyHandler = (...args: never[]) => unknown;

/** One registered implementation, as inspection and monitoring see it. */
export interface HookImpl {
  readonly hook: string;
  /** The very function that the plugin wrote. */
  readonly handler: AnyHandler;
  /** The plugin object; `null` for the extra implementations of one call. */
  readonly plugin: object | null;
  /** The name it is registered under; `<extra>` for the extra implementations of one call. */
  readonly pluginName: string;
  /** What listings call it; `undefined` where the plugin's name says enough. */
  readonly label: string | undefined;
  readonly wrapper: boolean;
  readonly tryFirst: boolean;
  readonly tryLast: boolean;
  readonly optional: boolean;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** As given; an array of both when the implementation and the registration have one. */
  readonly select: unknown;
  /** Where it stands among its plugin's implementations of this hook, from 0. */
  readonly position: number;
}

/** The name under which extra implementations of one call appear. */
export const EXTRA = '<extra>';

const NONE: readonly string[] = Object.freeze([]);
const NO_OPTIONS: ImplOptions = Object.freeze({});

/** A {@link HookImpl} together with what only the manager needs to know. */
export class Implementation implements HookImpl {
  readonly hook: string;
  readonly handler: AnyHandler;
  readonly wrapper: boolean;
  readonly position: number;
  /** Its plugin; `null` for extra implementations. */
  readonly owner: PluginRecord | null;
  /** Counts installations on the whole manager: the age that order goes by. Final once it is installed. */
  seq: number;
  readonly options: ImplOptions;

  constructor(written: WrittenImpl, hook: string, owner: PluginRecord | null, seq: number, position: number) {
    this.hook = hook;
    this.handler = written.handler;
    this.wrapper = written.wrapper;
    this.options = written.options;
    this.owner = owner;
    this.seq = seq;
    this.position = position;
  }

  get plugin(): object | null {
    return this.owner === null ? null : this.owner.plugin;
  }
  get pluginName(): string {
    return this.owner === null ? EXTRA : this.owner.name;
  }
  get label(): string | undefined {
    return this.options.label;
  }
  get tryFirst(): boolean {
    return this.options.tryFirst === true;
  }
  get tryLast(): boolean {
    return this.options.tryLast === true;
  }
  get optional(): boolean {
    return this.options.optional === true;
  }
  get before(): readonly string[] {
    return this.options.before ?? NONE;
  }
  get after(): readonly string[] {
    return this.options.after ?? NONE;
  }
  get select(): unknown {
    return this.options.select;
  }

  /** The public record, as a plain object: what printing and comparing show. */
  toJSON(): Omit<HookImpl, 'handler' | 'plugin'> {
    const { hook, pluginName, label, wrapper, tryFirst, tryLast, optional, before, after, select, position } = this;
    return { hook, pluginName, label, wrapper, tryFirst, tryLast, optional, before, after, select, position };
  }

  [Symbol.for('nodejs.util.inspect.custom')](): unknown {
    return this.toJSON();
  }
}

/** One implementation as read from a plugin, validated. */
export interface WrittenImpl {
  readonly handler: AnyHandler;
  readonly wrapper: boolean;
  readonly options: ImplOptions;
}

const OPTION_KEYS: ReadonlySet<string> = new Set([
  'handler',
  'wrapper',
  'label',
  'tryFirst',
  'tryLast',
  'before',
  'after',
  'optional',
  'select',
  'onError',
  'timeoutMs',
]);

/** The keys that an implementation in object form may have. */
export const implKeys: Iterable<string> = OPTION_KEYS;

/**
 * Reads one implementation: a function, `{ handler, …options }` or `{ wrapper, …options }`.
 *
 * @throws HookError `IMPL_INVALID`, `IMPL_ORDER_CONFLICT`
 */
export function readImpl(value: unknown, hook: string, plugin: string): WrittenImpl {
  if (typeof value === 'function') {
    return { handler: value as AnyHandler, wrapper: false, options: NO_OPTIONS };
  }
  const who = { hook, plugin };
  const where = `Plugin "${plugin}" implements "${hook}" with`;
  if (typeof value !== 'object' || value === null) {
    throw new HookError('IMPL_INVALID', `${where} ${describe(value)}, expected a function, { handler } or { wrapper }.`, who);
  }
  const { handler, wrapper, ...rest } = value as { handler?: unknown; wrapper?: unknown } & Record<string, unknown>;
  if ((handler === undefined) === (wrapper === undefined)) {
    const both = handler === undefined ? 'neither "handler" nor "wrapper"' : 'both "handler" and "wrapper"';
    throw new HookError('IMPL_INVALID', `${where} an object that has ${both}, expected exactly one of them.`, {
      ...who,
      hint: 'Give a { handler } that is called, or a { wrapper } that gets (args, next).',
    });
  }
  const fn = handler ?? wrapper;
  if (typeof fn !== 'function') {
    const key = handler === undefined ? 'wrapper' : 'handler';
    const hint = wrapper === true ? 'Write { wrapper(args, next) { … } } instead of a flag.' : undefined;
    throw new HookError('IMPL_INVALID', `${where} ${key}: ${describe(fn)}, expected a function.`, { ...who, hint });
  }
  return { handler: fn as AnyHandler, wrapper: wrapper !== undefined, options: readOptions(rest, where, who) };
}

function readOptions(
  options: Record<string, unknown>,
  where: string,
  who: { hook?: string; plugin: string },
): ImplOptions {
  const fault = (message: string, hint?: string): never => {
    throw new HookError('IMPL_INVALID', `${where} ${message}`, { ...who, hint });
  };
  for (const key of Object.keys(options)) {
    if (!OPTION_KEYS.has(key)) fault(`the unknown option "${key}".`, `Options are ${[...OPTION_KEYS].join(', ')}.`);
  }
  for (const key of ['tryFirst', 'tryLast', 'optional']) {
    const value = options[key];
    if (value !== undefined && typeof value !== 'boolean') fault(`${key}: ${describe(value)}, expected a boolean.`);
  }
  const { label } = options;
  if (label !== undefined && typeof label !== 'string') fault(`label: ${describe(label)}, expected a string.`);
  for (const key of ['before', 'after']) {
    const value = options[key];
    if (value !== undefined && !(Array.isArray(value) && value.every((name) => typeof name === 'string'))) {
      fault(`${key}: ${describe(value)}, expected an array of plugin names.`);
    }
  }
  checkPolicy(options, fault);
  if (options['tryFirst'] === true && options['tryLast'] === true) {
    throw new HookError('IMPL_ORDER_CONFLICT', `${where} both tryFirst and tryLast, expected at most one.`, {
      ...who,
      hint: 'Keep the one that you mean.',
    });
  }
  return Object.keys(options).length === 0 ? NO_OPTIONS : Object.freeze({ ...options });
}

function checkPolicy(options: Record<string, unknown>, fault: (message: string, hint?: string) => never): void {
  const { onError, timeoutMs } = options;
  if (onError !== undefined && onError !== 'throw' && onError !== 'warn' && onError !== 'disable') {
    fault(`onError: ${describe(onError)}, expected 'throw', 'warn' or 'disable'.`);
  }
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT)) {
    fault(`timeoutMs: ${describe(timeoutMs)}, expected milliseconds from 1 to ${MAX_TIMEOUT}.`);
  }
}

/** The longest delay that a Node timer can have. */
const MAX_TIMEOUT = 2_147_483_647;

/** Options given at registration: they hold for all implementations of the plugin, and the operator's word wins. */
export type RegistrationPolicy = Pick<ImplOptions, 'select' | 'onError' | 'timeoutMs' | 'tryFirst' | 'tryLast'>;

const POLICY_KEYS = ['select', 'onError', 'timeoutMs', 'tryFirst', 'tryLast'] as const;
const NO_POLICY: RegistrationPolicy = Object.freeze({});

/** Checks the options of `register`. */
export function readPolicy(given: RegistrationPolicy, plugin: string): RegistrationPolicy {
  const keys = POLICY_KEYS.filter((key) => given[key] !== undefined);
  if (keys.length === 0) return NO_POLICY;
  const policy = Object.fromEntries(keys.map((key) => [key, given[key]]));
  return readOptions(policy, `Plugin "${plugin}" is registered with`, { plugin });
}

/** The implementation's own options under the policy of its registration. */
export function underPolicy(written: WrittenImpl, policy: RegistrationPolicy): WrittenImpl {
  if (policy === NO_POLICY) return written;
  const { select, tryFirst, tryLast, ...rest } = policy;
  const own = written.options;
  const selects = [own.select, select].filter((one) => one !== undefined);
  const options: ImplOptions = {
    ...own,
    ...rest,
    ...(tryFirst === true ? { tryFirst: true, tryLast: false } : {}),
    ...(tryLast === true ? { tryFirst: false, tryLast: true } : {}),
    ...(selects.length === 0 ? {} : { select: selects.length === 1 ? selects[0] : selects }),
  };
  return { ...written, options: Object.freeze(options) };
}
