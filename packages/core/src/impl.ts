import { describe } from './describe.js';
import { HookError } from './errors.js';
import { type ImplOptions, merged, NO_OPTIONS, type RegistrationPolicy, readOptions } from './impl-options.js';
import { type AnyHandler, type HookImpl, recordOf } from './hook-impl.js';
import type { Owner } from './owner.js';

/** The name under which extra implementations of one call appear. */
export const EXTRA = '<extra>';

const NONE: readonly string[] = Object.freeze([]);

/** One implementation inside the manager. */
export class Implementation implements HookImpl {
  readonly hook: string;
  readonly handler: AnyHandler;
  readonly wrapper: boolean;
  readonly position: number;
  /** Its plugin; `null` for extra implementations. */
  readonly owner: Owner | null;
  /** Counts installations on the whole manager: the age that order goes by. Final once it is installed. */
  seq: number;
  readonly options: ImplOptions;
  #record: HookImpl | undefined;

  constructor(written: WrittenImpl, hook: string, owner: Owner | null, seq: number, position: number) {
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
    return this.owner === null ? (this.options.label ?? EXTRA) : this.owner.name;
  }
  get pluginVersion(): string | undefined {
    return this.owner?.version;
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

  /** What the world outside the manager gets to see of it. */
  get record(): HookImpl {
    return (this.#record ??= recordOf(this));
  }
}

/** One implementation as read from a plugin, validated. */
export interface WrittenImpl {
  readonly handler: AnyHandler;
  readonly wrapper: boolean;
  readonly options: ImplOptions;
}

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
    throw new HookError(
      'IMPL_INVALID',
      `${where} ${describe(value)}, expected a function, { handler } or { wrapper }.`,
      {
        ...who,
        hint: 'Write a function, or an object with a handler and options.',
      },
    );
  }
  const { handler, wrapper, ...rest } = value as { handler?: unknown; wrapper?: unknown } & Record<string, unknown>;
  if ((handler === undefined) === (wrapper === undefined)) {
    const both = handler === undefined ? 'neither "handler" nor "wrapper"' : 'both "handler" and "wrapper"';
    throw new HookError('IMPL_INVALID', `${where} an object that has ${both}, expected exactly one of them.`, {
      ...who,
      hint: 'Give a { handler } that is called, or a { wrapper } that gets (args, next).',
    });
  }
  const fn = handler === undefined ? wrapper : handler;
  if (typeof fn !== 'function') {
    const key = handler === undefined ? 'wrapper' : 'handler';
    const flag = wrapper === true;
    const hint = flag ? 'Write { wrapper(args, next) { … } } instead of a flag.' : `Write { ${key}(args) { … } }.`;
    throw new HookError('IMPL_INVALID', `${where} ${key}: ${describe(fn)}, expected a function.`, { ...who, hint });
  }
  return { handler: fn as AnyHandler, wrapper: wrapper !== undefined, options: readOptions(rest, where, who) };
}

/** The implementation under the policy of its registration. */
export function underPolicy(written: WrittenImpl, policy: RegistrationPolicy): WrittenImpl {
  return policy === NO_OPTIONS ? written : { ...written, options: merged(written.options, policy) };
}
